"""From a figure of an answer to what a mark shows: its value, what chance allows, and whether it can be trusted."""

from __future__ import annotations

from dataclasses import dataclass

from voronka.model.estimate import Estimate, Times
from voronka.model.money import Money
from voronka.model.rate import Rate

Figure = Rate | Estimate | Times | Money | float | None


@dataclass(frozen=True)
class Measured:
    """A value with its 95 % interval from `n` deals; `is_thin` says little, `is_open` is not over yet."""

    value: float | None
    low: float | None = None
    high: float | None = None
    n: int | None = None
    is_thin: bool = False
    is_open: bool = False


def measured(figure: Figure) -> Measured:
    """The figure as a mark shows it: money in minor units, times by their median in days.

    >>> measured(Rate(1, 4, 0.05, 0.70)).is_thin, measured(Money(150, "RUB")).value, measured(None).value
    (True, 150, None)
    """
    match figure:
        case Rate():
            return Measured(figure.value, figure.low, figure.high, figure.trials, figure.is_wide)
        case Estimate():
            return Measured(figure.value, figure.low, figure.high, figure.n, *_doubts(figure.doubts))
        case Times():
            return Measured(figure.median_days, figure.low, figure.high, figure.n, *_doubts(figure.doubts))
        case Money():
            return Measured(figure.minor)
    return Measured(figure)


def _doubts(doubts: tuple[str, ...]) -> tuple[bool, bool]:
    return "small_sample" in doubts, "unfinished_cohort" in doubts
