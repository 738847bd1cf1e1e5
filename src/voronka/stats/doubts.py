"""Why a figure should be read with care: typed warnings, whose codes travel with the figure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

#: Fewer deals than this at risk make a small sample.
ENOUGH = 30
#: More than this share not followed to the horizon makes an unfinished cohort.
UNFINISHED = 0.5


@dataclass(frozen=True)
class SmallSample:
    """Only `n` deals stood at risk when the first of them left, or were tried at all."""

    code: ClassVar[str] = "small_sample"
    n: int


@dataclass(frozen=True)
class UnfinishedCohort:
    """`share` of the deals are younger than the horizon and still open: what they will do is not known yet."""

    code: ClassVar[str] = "unfinished_cohort"
    share: float


@dataclass(frozen=True)
class BrokenHistory:
    """`share` of the deals have gaps in their history, so that their ages are guesses."""

    code: ClassVar[str] = "broken_history"
    share: float


Doubt = SmallSample | UnfinishedCohort | BrokenHistory


def codes(doubts: Iterable[Doubt]) -> tuple[str, ...]:
    """The codes alone, as `Estimate` and `Times` carry them.

    >>> codes([SmallSample(12), UnfinishedCohort(0.7)])
    ('small_sample', 'unfinished_cohort')
    """
    return tuple(doubt.code for doubt in doubts)
