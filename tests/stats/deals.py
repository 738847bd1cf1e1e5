"""Single deals for the tests of curves: at risk in (start, stop], `way` 0 is censored, start -1 is "from the beginning"."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from hypothesis import strategies as st

from voronka.stats.risk import Risk

Deal = tuple[int, int, int]

ages = st.integers(0, 12)
whole = st.tuples(st.just(-1), ages, st.integers(0, 2))
late = st.tuples(ages, st.integers(1, 12), st.integers(0, 2)).map(
    lambda deal: (deal[0], deal[0] + deal[1], deal[2])
)
#: Deals seen from their beginning, and deals of which some were not.
from_the_beginning = st.lists(whole, max_size=40)
some_late = st.lists(st.one_of(whole, late), max_size=40)


def table(deals: Sequence[Deal], group: Sequence[int] | None = None, groups: int | None = None) -> Risk:
    """One row per deal and per late entry, in the order given: what `Risk.make` must sort and sum."""
    start, stop, way = np.array(deals, dtype=np.int64).reshape(-1, 3).T
    codes = np.zeros(len(stop), dtype=np.int64) if group is None else np.array(group, dtype=np.int64)
    entries = start >= 0
    nothing = np.zeros(entries.sum(), dtype=np.int64)
    return Risk.make(
        np.concatenate([stop, start[entries]]),
        [np.concatenate([way == cause, nothing]) for cause in (1, 2)],
        np.concatenate([way == 0, nothing]),
        np.concatenate([np.zeros(len(stop), dtype=np.int64), nothing + 1]),
        np.concatenate([codes, codes[entries]]),
        groups if groups is not None else 1,
    )
