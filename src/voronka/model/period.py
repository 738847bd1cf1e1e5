"""A span of local days, and what happened in it: creation (default) or closing of the deal."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Literal, Self

from voronka.clock import start_of_day
from voronka.errors import InputError
from voronka.language import say

_SHAPES = say(
    "write 2026, 2026-Q3, 2026-07, 2026-W31, 2026-07-01 or 2026-07-01..2026-10-01 (the last day is not in it)"
)

#: The years that questions may name.
YEARS = (1970, 2199)


def _next_month(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1)


def _check_years(text: str, first: date, last: date) -> None:
    """InputError for what is outside of any company's history: calendars end somewhere there too."""
    if first.year < YEARS[0] or last.year > YEARS[1]:
        raise InputError(
            say("“{text}” is too far away", text=text),
            say("years from {first} to {last} are known", first=YEARS[0], last=YEARS[1]),
        )


@dataclass(frozen=True)
class Period:
    """Local days [`first`, `last`), as written: `text`; `basis` says whether deals are picked by creation or by closing.

    >>> Period.parse("2026-Q3")
    Period(first=datetime.date(2026, 7, 1), last=datetime.date(2026, 10, 1), basis='created', text='2026-Q3')
    >>> str(Period.parse("closed:2026-07"))
    'closed:2026-07'
    >>> str(Period.parse("2026-Q3").previous())
    '2026-Q2'
    """

    first: date
    last: date
    basis: Literal["created", "closed"] = "created"
    text: str = ""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a period; InputError with the shapes that are known."""
        basis: Literal["created", "closed"] = "created"
        body = text.strip()
        if body.startswith("closed:"):
            basis, body = "closed", body.removeprefix("closed:")
        try:
            first, last = cls._days(body)
        except (ValueError, OverflowError) as error:
            raise InputError(
                say("cannot read the period “{text}”", text=text),
                say("a period has one of a few shapes"),
                _SHAPES,
            ) from error
        _check_years(text, first, last)
        if first >= last:
            raise InputError(
                say("the period “{text}” has no days", text=text),
                say("its end is not after its start"),
                _SHAPES,
            )
        return cls(first, last, basis, body)

    @staticmethod
    def _days(text: str) -> tuple[date, date]:
        if match := re.fullmatch(r"(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)", text):
            return date.fromisoformat(match[1]), date.fromisoformat(match[2])
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            day = date.fromisoformat(text)
            return day, day + timedelta(days=1)
        if match := re.fullmatch(r"(\d{4})-Q([1-4])", text):
            year, month = int(match[1]), int(match[2]) * 3
            return date(year, month - 2, 1), _next_month(year, month)
        if match := re.fullmatch(r"(\d{4})-(\d\d)", text):
            return date(int(match[1]), int(match[2]), 1), _next_month(int(match[1]), int(match[2]))
        if match := re.fullmatch(r"(\d{4})-W(\d\d)", text):
            first = date.fromisocalendar(int(match[1]), int(match[2]), 1)
            return first, first + timedelta(days=7)
        if re.fullmatch(r"\d{4}", text):
            return date(int(text), 1, 1), date(int(text) + 1, 1, 1)
        raise ValueError("it has none of the known shapes")

    def __str__(self) -> str:
        body = self.text or f"{self.first}..{self.last}"
        return f"closed:{body}" if self.basis == "closed" else body

    def bounds(self, timezone: str) -> tuple[datetime, datetime]:
        """The two instants, naive UTC, half-open."""
        return start_of_day(self.first, timezone), start_of_day(self.last, timezone)

    def previous(self) -> Period:
        """The span of the same shape just before: quarter before quarter, month before month, else as many days."""
        return self._like(self.first - timedelta(days=1), self.first - (self.last - self.first))

    def next(self) -> Period:
        """The span of the same shape just after.

        >>> str(Period.parse("2026-12").next()), str(Period.parse("2026-01-01..2026-01-11").next())
        ('2027-01', '2026-01-11..2026-01-21')
        """
        return self._like(self.last, self.last)

    def _like(self, day: date, first: date) -> Period:
        """The span of this one's shape that holds `day`; of no named shape: as many days from `first`."""
        if re.fullmatch(r"\d{4}-Q[1-4]", self.text):
            text = f"{day.year}-Q{(day.month + 2) // 3}"
        elif re.fullmatch(r"\d{4}-\d\d", self.text):
            text = f"{day.year}-{day.month:02}"
        elif re.fullmatch(r"\d{4}", self.text):
            text = f"{day.year}"
        elif re.fullmatch(r"\d{4}-W\d\d", self.text):
            year, week, _ = day.isocalendar()
            text = f"{year}-W{week:02}"
        else:
            text = f"{first}..{first + (self.last - self.first)}"
        return replace(Period.parse(text), basis=self.basis)

    def year_before(self) -> Period:
        """The same days a year earlier (29 February becomes the 28th)."""

        def shifted(day: date) -> date:
            return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)

        same = re.sub(r"^\d{4}", str(self.first.year - 1), self.text)
        if self.text and "W" not in self.text and ".." not in self.text and len(self.text) < 10:
            return replace(Period.parse(same), basis=self.basis)
        first, last = shifted(self.first), shifted(self.last)
        return Period(first, last, self.basis, f"{first}..{last}")

    @staticmethod
    def moment(text: str, timezone: str) -> datetime:
        """An as-of time: a date (its first local instant) or an ISO moment (local unless it has a zone), as naive UTC.

        >>> Period.moment("2026-07-01", "Europe/Moscow")
        datetime.datetime(2026, 6, 30, 21, 0)
        >>> Period.moment("2026-07-01T00:00:00Z", "Europe/Moscow")
        datetime.datetime(2026, 7, 1, 0, 0)
        """
        try:
            moment = datetime.fromisoformat(text)
        except ValueError as error:
            raise InputError(
                say("cannot read the moment “{text}”", text=text),
                say("a moment is a day, with or without a time"),
                say("write 2026-07-01 or 2026-07-01T12:00"),
            ) from error
        _check_years(text, moment.date(), moment.date())
        if moment.tzinfo is None:
            return start_of_day(moment.date(), timezone) + (
                moment - datetime.combine(moment.date(), datetime.min.time())
            )
        return moment.astimezone(UTC).replace(tzinfo=None)
