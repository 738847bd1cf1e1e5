"""From counts by age and ending to the tables that curves are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from voronka.engines.base import Columns
from voronka.metrics.trust import BROKEN
from voronka.model.estimate import Estimate
from voronka.stats.doubts import BrokenHistory, codes
from voronka.stats.risk import Risk

Rows = npt.NDArray[np.int64]
NO_ROWS: Rows = np.zeros(0, dtype=np.int64)
#: Units of age in a day.
DAY = 24


def risk(counted: Columns, groups: Sequence[Rows], ways: Sequence[str], ending: str) -> Risk:
    """Counts by `hours` and `ending` as one table with a group for each of `groups` (numbers of its rows); who did not leave in one of the `ways` was last seen then."""
    rows = np.concatenate([*groups, NO_ROWS])
    code = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    deals, how = numbers(counted, "deals")[rows], counted[ending][rows]
    left = np.array([np.where(how == way, deals, 0) for way in ways], dtype=np.int64)
    return Risk.make(
        numbers(counted, "hours")[rows],
        left,
        deals - left.sum(axis=0),
        group=code,
        groups=max(1, len(groups)),
    )


def numbers(counted: Columns, name: str) -> Rows:
    """A column of whole numbers."""
    return counted[name].astype(np.int64)


def summed(counted: Columns, name: str, rows: Rows, where: npt.NDArray[np.bool_] | None = None) -> int:
    """The sum of a column over some rows, of those where `where` holds."""
    values = numbers(counted, name)[rows]
    return int(values.sum() if where is None else values[where[rows]].sum())


def doubted(estimate: Estimate, broken: int) -> Estimate:
    """The estimate with a doubt more where too many of its deals have gaps in their history."""
    if not estimate.n or broken / estimate.n <= BROKEN[1]:
        return estimate
    return replace(
        estimate, doubts=(*estimate.doubts, *codes([BrokenHistory(min(1.0, broken / estimate.n))]))
    )
