"""Whether the digits of a report's file still come out: it is made again from its stamp, and every digit is compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from voronka.errors import InputError
from voronka.language import Phrase, say
from voronka.model.period import Period
from voronka.model.rights import Rights
from voronka.reports.company import Company
from voronka.reports.making import make
from voronka.reports.report import Report
from voronka.reports.seal import Opened, opened
from voronka.reports.stamp import Shown, Stamp

#: What became of the store since the report was made.
Store = Literal["same", "newer", "other"]


@dataclass(frozen=True)
class Changed:
    """A figure whose digits are others now: `was` as the report was made, `now` as it comes out; "" where it is not there."""

    name: str
    was: str
    now: str


@dataclass(frozen=True)
class Verdict:
    """What was found. `changed` are figures that come out otherwise; `answers` are questions whose answer is another one without a digit shown being so;
    `edited` are digits that the file should show and does not; `is_whole` is False where the file is not as it was made.
    """

    opened: Opened
    changed: tuple[Changed, ...]
    answers: tuple[str, ...]
    edited: tuple[Changed, ...]
    store: Store
    is_whole: bool

    @property
    def is_right(self) -> bool:
        """Whether every digit comes out, and the file is as it was made."""
        return self.is_whole and not self.changed and not self.answers

    @property
    def stamp(self) -> Stamp:
        """The stamp that the file carries."""
        return self.opened.stamp


def verify(company: Company, body: bytes) -> Verdict:
    """Make the report of a file again, of the whole `company` or of what its reader saw of it, and compare. InputError where the file carries no stamp."""
    found = opened(body)
    stamp = found.stamp
    again = _again(company, stamp)
    answers = {one.text: one.digest for one in again.stamp.asked} if again else {}
    changed = differences(stamp.shown, again.stamp.shown if again else ())
    other = tuple(one.text for one in stamp.asked if answers.get(one.text) != one.digest)
    return Verdict(
        found, changed, other if not changed else (), _edited(found), _store(company, stamp), found.is_whole
    )


def _again(company: Company, stamp: Stamp) -> Report | None:
    """The report as it comes out now; None where the store knows nothing of its period any more."""
    seen = company if stamp.people is None else company.seen_by(Rights(frozenset(stamp.people)))
    try:
        return make(
            seen,
            stamp.kind,
            period=Period.parse(stamp.period),
            as_of=stamp.as_of,
            language=stamp.language,
            view=stamp.view or None,
        )
    except InputError:
        # another company's history, or one that begins later: every figure is told to be gone
        return None


def differences(before: tuple[Shown, ...], after: tuple[Shown, ...]) -> tuple[Changed, ...]:
    """Texts whose digits differ, in the order of the report; what came or went as well.

    >>> differences((Shown("won", "Won", "6"),), (Shown("won", "Won", "7"), Shown("lost", "Lost", "1")))
    (Changed(name='Won', was='6', now='7'), Changed(name='Lost', was='', now='1'))
    """
    was, now = ({one.key: one for one in shown if one.digits} for shown in (before, after))
    found = []
    for key in dict.fromkeys((*was, *now)):
        one, other = was.get(key), now.get(key)
        if one is None or other is None or one.digits != other.digits:
            name = (one or other or Shown(key, key, "")).name
            found.append(Changed(name, one.text if one else "", other.text if other else ""))
    return tuple(found)


def _edited(found: Opened) -> tuple[Changed, ...]:
    """Digits of the stamp that a changed page does not show; of other forms it cannot be told which they are."""
    if found.is_whole or found.form != "html":
        return ()
    there = " ".join(found.texts)
    return tuple(
        Changed(one.name, one.text, "") for one in found.stamp.shown if one.digits and one.text not in there
    )


def _store(company: Company, stamp: Stamp) -> Store:
    if company.store_hash == stamp.store_hash:
        return "same"
    return "newer" if company.version > stamp.store_version else "other"


def told(verdict: Verdict) -> list[Phrase]:
    """The verdict in sentences, the first of which says all that matters."""
    stamp = verdict.stamp
    digits = sum(bool(one.digits) for one in stamp.shown)
    lines = [_first(verdict, digits)]
    lines += [
        say(
            "{name}: was “{was}”, comes out as “{now}”", name=one.name, was=one.was or "—", now=one.now or "—"
        )
        for one in verdict.changed
    ]
    lines += [
        say("the answer is another one, though no digit shown is: {question}", question=one)
        for one in verdict.answers
    ]
    lines += [
        say("the file does not show what it was made with: {name}, “{was}”", name=one.name, was=one.was)
        for one in verdict.edited
    ]
    stores = {
        "same": say("The data are the very same file, version {version}.", version=stamp.store_version),
        "newer": say("The data are of a later version than {version}; what they knew then is asked again.", version=stamp.store_version),
        "other": say("The data are not those of which the report was made, version {version}.", version=stamp.store_version),
    }  # fmt: skip
    return [*lines, stores[verdict.store]]


def _first(verdict: Verdict, digits: int) -> Phrase:
    stamp = verdict.stamp
    if verdict.is_right:
        return say(
            "All digits come out: {n} texts with figures, {m} questions.", n=digits, m=len(stamp.asked)
        )
    if not verdict.is_whole and not verdict.changed and not verdict.answers:
        return say("The file was changed after it was made; the digits of its stamp come out.")
    if verdict.changed:
        return say(
            "The digits do not come out: {n} of {m} texts with figures are others.",
            n=len(verdict.changed),
            m=digits,
        )
    return say(
        "The digits shown come out, but {n} of {m} answers behind them are others.",
        n=len(verdict.answers),
        m=len(stamp.asked),
    )
