"""Axes: from a span of values to few round ticks, and from a value to its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor, log10

from voronka.render.charts.units import Unit


@dataclass(frozen=True)
class Axis:
    """An axis from `low` to `high` with `ticks` that are `step` apart."""

    low: float
    high: float
    step: float
    ticks: tuple[float, ...]

    def at(self, value: float) -> float:
        """Where on the axis a value lies, 0..1; a value beyond an end lies at that end.

        >>> Axis(0, 50, 10, ()).at(20), Axis(0, 50, 10, ()).at(70)
        (0.4, 1.0)
        """
        if self.high == self.low:
            return 0.5
        return min(1.0, max(0.0, (value - self.low) / (self.high - self.low)))


#: Spans below this are none: ticks are told to twelve decimals.
NOTHING = 1e-12


def round_step(span: float, at_most: int, unit: Unit) -> float:
    """The smallest round step of which at most so many are in the span.

    >>> round_step(0.37, 4, Unit()), round_step(100, 5, Unit())
    (0.1, 20.0)
    """
    if span < NOTHING:
        return max(unit.least, 1.0)
    fitting = [step for step in unit.steps if span / step <= at_most]
    if fitting and span >= unit.steps[0] * 2:
        return fitting[0]
    power = 10.0 ** floor(log10(span / at_most))
    candidates = (factor * power for factor in (1, 2, 5, 10, 20))
    found = next(step for step in candidates if span / step <= at_most * (1 + 1e-9))
    return max(unit.least, found)


def axis(low: float, high: float, unit: Unit, at_most: int = 4) -> Axis:
    """An axis that holds both values, with round ends.

    >>> axis(0, 0.37, Unit()).ticks
    (0.0, 0.1, 0.2, 0.3, 0.4)
    """
    if high - low < NOTHING:
        low, high = min(0.0, low), max(high, 0.0)
    if high - low < NOTHING:
        high = max(unit.least, unit.most or 1.0)
    step = round_step(high - low, at_most, unit)
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    ticks = [round(number * step, 12) for number in range(first, last + 1)]
    if unit.most is not None and low >= 0 and high <= unit.most:
        ticks = [tick for tick in ticks if tick <= unit.most + 1e-9]
    return Axis(ticks[0], max(ticks[-1], high), step, tuple(ticks))


def span(values: Iterable[float | None], *, from_zero: bool | None = None) -> tuple[float, float]:
    """Lowest and highest value; zero is in it when asked for, or (None) when the values differ enough to bear it.

    >>> span([0.62, None, 0.71]), span([0.1, 0.4]), span([3.0], from_zero=True)
    ((0.62, 0.71), (0.0, 0.4), (0.0, 3.0))
    """
    known = [value for value in values if value is not None]
    if not known:
        return 0.0, 0.0
    low, high = min(known), max(known)
    if from_zero is None:
        from_zero = low < 0 < high or (high - low) > 0.35 * max(abs(high), abs(low)) or low == high
    return (min(0.0, low), max(0.0, high)) if from_zero else (low, high)
