"""What to say when a name is not there: which ones are, and which of them was perhaps meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from voronka.errors import InputError

_SHOWN = 40


def no_such(what: str, name: str, where: str, there: Iterable[str]) -> InputError:
    """The error for a `what` called `name` that is not in `where`; `there` are the names that are.

    >>> print(no_such("column", "case", "log.csv", ["case_id", "ts"]))
    no column called "case" in log.csv
    there are: case_id, ts
    did you mean "case_id"?
    """
    names = list(dict.fromkeys(there))
    listed = ", ".join(names[:_SHOWN]) + (", …" if len(names) > _SHOWN else "")
    return InputError(
        f'no {what} called "{name}" in {where}', f"there are: {listed or 'none'}", did_you_mean(name, names)
    )


def did_you_mean(name: str, names: Iterable[str]) -> str:
    """`did you mean "…"?`, or nothing when no name comes near.

    >>> did_you_mean("amount_req", ["case:AMOUNT_REQ", "case:REG_DATE"])
    'did you mean "case:AMOUNT_REQ"?'
    """
    plain = {_plain(one): one for one in reversed(list(names))}
    near = get_close_matches(_plain(name), plain, n=1, cutoff=0.55)
    return f'did you mean "{plain[near[0]]}"?' if near else ""


def _plain(name: str) -> str:
    return name.casefold().removeprefix("case:").replace("_", " ").strip()
