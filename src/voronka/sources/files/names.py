"""What to say when a name is not there: which ones are, and which of them was perhaps meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from voronka.errors import InputError
from voronka.language import Phrase, say

_SHOWN = 40


def no_column(name: str, file: str, there: Iterable[str]) -> InputError:
    """The error for a column that is not in the file; `there` are those that are.

    >>> print(no_column("case", "log.csv", ["case_id", "ts"]))
    no column called “case” in log.csv
    there are: case_id, ts
    did you mean “case_id”?
    """
    return missing(say("no column called “{name}” in {file}", name=name, file=file), name, there)


def missing(what: Phrase, name: str, there: Iterable[str]) -> InputError:
    """The error `what` for a name that is not among those that are `there`."""
    names = list(dict.fromkeys(there))
    listed = ", ".join(names[:_SHOWN]) + (", …" if len(names) > _SHOWN else "")
    return InputError(what, say("there are: {names}", names=listed), did_you_mean(name, names))


def did_you_mean(name: str, names: Iterable[str]) -> str:
    """`did you mean “…”?`, or nothing when no name comes near.

    >>> print(did_you_mean("amount_req", ["case:AMOUNT_REQ", "case:REG_DATE"]))
    did you mean “case:AMOUNT_REQ”?
    """
    plain = {_plain(one): one for one in reversed(list(names))}
    near = get_close_matches(_plain(name), plain, n=1, cutoff=0.55)
    return say("did you mean “{name}”?", name=plain[near[0]]) if near else ""


def _plain(name: str) -> str:
    return name.casefold().removeprefix("case:").replace("_", " ").strip()
