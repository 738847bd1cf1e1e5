"""One number of an answer with its unit, so that figures of different kinds can stand in one table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from voronka.model.answer import Row
from voronka.model.column import Column
from voronka.model.estimate import Estimate, Times
from voronka.model.money import Money
from voronka.model.rate import Rate

#: Kinds of column whose plain number is of another unit than the kind's own name.
_UNITS = {"share": "share", "days": "days", "hours": "hours", "minutes": "minutes", "seconds": "seconds"}


@dataclass(frozen=True)
class Measure:
    """`value` in `unit`: count, money (minor units), share (0..1), days, hours, minutes, seconds or number; with its 95 % interval where it has one."""

    value: float
    unit: str
    low: float | None = None
    high: float | None = None
    n: int | None = None


def measure(value: Any, kind: str = "") -> Measure | None:
    """A row's value as a number; None where there is none. `kind` is its column's.

    >>> measure(Rate(1, 4)).value, measure(Money(500, "RUB")).unit, measure(None)
    (0.25, 'money', None)
    """
    if isinstance(value, Money):
        return Measure(value.minor, "money")
    if isinstance(value, Rate):
        found = value.value
        return None if found is None else Measure(found, "share", value.low, value.high, value.trials)
    if isinstance(value, Times):
        days = value.median_days
        return None if days is None else Measure(days, "days", value.low, value.high, value.n)
    if isinstance(value, Estimate):
        unit = {"amount": "money", "mean": "number"}.get(kind, "share")
        return None if value.value is None else Measure(value.value, unit, value.low, value.high, value.n)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return Measure(value, "count" if isinstance(value, int) else _UNITS.get(kind, "number"))
    return None


def found_at(path: str, rows: Sequence[Row], columns: Sequence[Column]) -> Measure | None:
    """The number at a path such as `by_count` or `stage=won.cumulative` (see `Metric.headline`); None where the rows have none.

    >>> found_at("stage=won.cumulative", [{"stage": "won", "cumulative": Rate(1, 2)}], ()).value
    0.5
    """
    names = path.split(".")
    chosen: Any = rows[0] if rows else None
    if "=" in names[0]:
        key, _, wanted = names.pop(0).partition("=")
        chosen = next((row for row in rows if str(row.get(key)) == wanted), None)
    for name in names:
        if isinstance(chosen, Mapping):
            chosen = chosen.get(name)
        else:
            chosen = getattr(chosen, name, None)
    kinds = {column.name: column.kind for column in columns}
    kind = "days" if names[-1].endswith("_days") else kinds.get(names[0], "")
    return measure(chosen, kind)
