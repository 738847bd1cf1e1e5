"""Periods one press away, counted from the last day of which anything is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from voronka.model.period import Period


@dataclass(frozen=True)
class Quick:
    """`key` names its words (`quick.<key>`); `period` None is all time."""

    key: str
    period: Period | None


def quick_periods(today: date) -> list[Quick]:
    """The usual choices.

    >>> [(quick.key, str(quick.period)) for quick in quick_periods(date(2026, 11, 22))][:4]
    [('this_month', '2026-11'), ('last_month', '2026-10'), ('this_quarter', '2026-Q4'), ('last_quarter', '2026-Q3')]
    """
    month = Period.parse(f"{today:%Y-%m}")
    quarter = Period.parse(f"{today.year}-Q{(today.month + 2) // 3}")
    return [
        Quick("this_month", month),
        Quick("last_month", month.previous()),
        Quick("this_quarter", quarter),
        Quick("last_quarter", quarter.previous()),
        Quick("this_year", Period.parse(f"{today.year}")),
        Quick("last_year", Period.parse(f"{today.year - 1}")),
        Quick("twelve_months", twelve_months(today)),
        Quick("all_time", None),
    ]


def twelve_months(today: date) -> Period:
    """The month of `today` and the eleven before it.

    >>> str(twelve_months(date(2026, 11, 22)))
    '2025-12-01..2026-12-01'
    """
    last = Period.parse(f"{today:%Y-%m}").last
    first = last.replace(year=last.year - 1)
    return Period.parse(f"{first}..{last}")


def recent(today: date, quarters: int = 8, months: int = 12) -> tuple[list[Period], list[Period]]:
    """The last quarters and the last months, newest first."""
    quarter = Period.parse(f"{today.year}-Q{(today.month + 2) // 3}")
    month = Period.parse(f"{today:%Y-%m}")
    return _back(quarter, quarters), _back(month, months)


def _back(period: Period, number: int) -> list[Period]:
    found = [period]
    while len(found) < number:
        found.append(found[-1].previous())
    return found
