"""Days, weeks, months and quarters of the account's zone as SQL, without any engine's own calendar: edges are literals, looked up by halving."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from voronka.clock import start_of_day
from voronka.metrics.literals import at_sql, text_sql

Grain = Literal["day", "week", "month", "quarter"]
GRAINS: tuple[Grain, ...] = ("day", "week", "month", "quarter")


@dataclass(frozen=True)
class Bucket:
    """Local days [`first`, `last`); `name` is how people call it, and a period's text: 2026-01-31, 2026-W05, 2026-01, 2026-Q1."""

    name: str
    first: date
    last: date


def buckets(first: date, last: date, grain: Grain) -> list[Bucket]:
    """Every bucket that has a day in [`first`, `last`), whole.

    >>> [bucket.name for bucket in buckets(date(2026, 1, 31), date(2026, 2, 2), "month")]
    ['2026-01', '2026-02']
    >>> buckets(date(2026, 1, 1), date(2026, 1, 2), "week")[0].first
    datetime.date(2025, 12, 29)
    """
    found = []
    start = _start(first, grain)
    while start < last:
        end = _after(start, grain)
        found.append(Bucket(_name(start, grain), start, end))
        start = end
    return found


def bucket_sql(column: str, found: Sequence[Bucket], timezone: str, is_numbered: bool = False) -> str:
    """The name of the bucket in which `column` (naive UTC) lies, or its number from 0; null before the first, the last one's after it."""
    if not found:
        return f"cast(null as {'bigint' if is_numbered else 'varchar'})"
    edges = [start_of_day(bucket.first, timezone) for bucket in found]
    names = [str(number) if is_numbered else text_sql(bucket.name) for number, bucket in enumerate(found)]
    return f"case when {column} >= {at_sql(edges[0])} then {_halved(column, edges, names)} end"


def _halved(column: str, edges: Sequence[datetime], names: Sequence[str]) -> str:
    if len(names) == 1:
        return names[0]
    middle = len(names) // 2
    return (
        f"case when {column} < {at_sql(edges[middle])} then {_halved(column, edges[:middle], names[:middle])} "
        f"else {_halved(column, edges[middle:], names[middle:])} end"
    )


def _start(day: date, grain: Grain) -> date:
    if grain == "week":
        return day - timedelta(days=day.weekday())
    if grain == "month":
        return day.replace(day=1)
    if grain == "quarter":
        return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
    return day


def _after(start: date, grain: Grain) -> date:
    if grain in {"day", "week"}:
        return start + timedelta(days=1 if grain == "day" else 7)
    # any day of the bucket's last month, then the first one after
    return _start(start + timedelta(days=31 if grain == "month" else 92), grain)


def _name(start: date, grain: Grain) -> str:
    if grain == "day":
        return start.isoformat()
    if grain == "week":
        year, week, _ = start.isocalendar()
        return f"{year}-W{week:02}"
    if grain == "month":
        return f"{start:%Y-%m}"
    return f"{start.year}-Q{(start.month + 2) // 3}"
