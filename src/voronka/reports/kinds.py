"""Kinds of reports: what each is for, which sections it has, and which period it tells of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from voronka.errors import InputError
from voronka.language import Phrase, say
from voronka.model.period import Period

#: Sections, by the names of their modules, for who leads.
WHOLE = ("happened", "plan", "forecast", "funnel", "fix", "losses", "people", "stuck", "trust")
#: And for somebody alone.
OWN = ("happened", "plan", "following", "stuck", "funnel", "losses", "trust")


@dataclass(frozen=True)
class Kind:
    """A kind of report: its name in the shell, what it is called and for whom; `span` is the shape of its period."""

    name: str
    title: Phrase
    help: Phrase
    span: str
    sections: tuple[str, ...]


KINDS: Mapping[str, Kind] = {
    one.name: one
    for one in (
        Kind("weekly", say("Weekly report"), say("the week that is over, for the owner and the head of sales"), "week", WHOLE),
        Kind("monthly", say("Monthly report"), say("the month that is over, for the owner and the head of sales"), "month", WHOLE),
        Kind("quarterly", say("Quarterly report"), say("the quarter that is over, for the owner and the head of sales"), "quarter", WHOLE),
        Kind("personal", say("Personal report"), say("a manager's own week: own deals, own plan, and what to do next"), "week", OWN),
        Kind("view", say("Report of a saved view"), say("a page that was saved under a name, as a report"), "", ("view", "trust")),
    )
}  # fmt: skip


def kind_of(name: str) -> Kind:
    """The kind of that name; InputError with those that there are."""
    if name not in KINDS:
        raise InputError(
            say("there is no report “{name}”", name=name), say("reports are: {names}", names=", ".join(KINDS))
        )
    return KINDS[name]


def last_whole(span: str, today: date) -> Period:
    """The latest week, month or quarter that was over when `today` began.

    >>> [str(last_whole(span, date(2026, 11, 23))) for span in ("week", "month", "quarter")]
    ['2026-W47', '2026-10', '2026-Q3']
    >>> str(last_whole("week", date(2026, 11, 22))), str(last_whole("month", date(2026, 12, 1)))
    ('2026-W46', '2026-11')
    """
    return running(span, today).previous()


def running(span: str, today: date) -> Period:
    """The week, month or quarter that a day is in.

    >>> str(running("quarter", date(2026, 11, 23)))
    '2026-Q4'
    """
    if span == "week":
        year, week, _ = today.isocalendar()
        return Period.parse(f"{year}-W{week:02}")
    if span == "quarter":
        return Period.parse(f"{today.year}-Q{(today.month + 2) // 3}")
    return Period.parse(f"{today:%Y-%m}")


def rolled(period: Period, today: date) -> Period:
    """The latest span of the same shape as a saved view's that was over when `today` began.

    >>> str(rolled(Period.parse("2026-07"), date(2026, 11, 23)))
    '2026-10'
    >>> str(rolled(Period.parse("2026-07-01..2026-07-11"), date(2026, 11, 23)))
    '2026-11-13..2026-11-23'
    """
    text = period.text
    if "-Q" in text:
        found = last_whole("quarter", today)
    elif "-W" in text:
        found = last_whole("week", today)
    elif len(text) == len("2026-07"):
        found = last_whole("month", today)
    elif len(text) == len("2026"):
        found = Period.parse(str(today.year - 1))
    else:
        found = Period.parse(f"{today - (period.last - period.first)}..{today}")
    return Period(found.first, found.last, period.basis, found.text)


def ahead_of(span: str, last: date) -> Period:
    """What a report looks ahead to: the month that runs after its last moment, or the quarter.

    >>> str(ahead_of("week", date(2026, 11, 23))), str(ahead_of("quarter", date(2026, 10, 1)))
    ('2026-11', '2026-Q4')
    """
    return running("quarter" if span == "quarter" else "month", last)


def year_until(day: date) -> Period:
    """The twelve months before a day.

    >>> str(year_until(date(2026, 11, 23)))
    '2025-11-23..2026-11-23'
    """
    leap = (day.month, day.day) == (2, 29)
    first = day.replace(year=day.year - 1, day=28 if leap else day.day)
    return Period(first, day, text=f"{first}..{day}")
