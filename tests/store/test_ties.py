"""Changes of one instant: the short way for pairs orders them as the walk does."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from voronka.store.replay.columns import NONE, Columns
from voronka.store.replay.timeline import _order_chains, order_ties

#: chain, instant, before, after, id: few of each, so that many things coincide.
CHANGES = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.integers(0, 2),
        st.sampled_from([NONE, 1, 2, 3]),
        st.integers(1, 3),
        st.integers(0, 30),
    ).filter(lambda change: change[2] != change[3]),
    max_size=9,
    unique_by=lambda change: change[4],
)


def rows_of(changes: list[tuple[int, ...]]) -> Columns:
    ordered = sorted(changes, key=lambda change: change[:2])
    chain, at, before, after, change = (
        np.array([row[n] for row in ordered], dtype=np.int64) for n in range(5)
    )
    return {
        "chain": chain, "at": at, "before": before, "after": after, "change_hash": change,
        "author_id": change.copy(), "is_bulk": change % 2 == 0,
    }  # fmt: skip


def content(rows: Columns) -> list[tuple[Any, ...]]:
    return list(
        zip(
            *(rows[name].tolist() for name in ("chain", "at", "before", "after", "author_id", "is_bulk")),
            strict=True,
        )
    )


@settings(max_examples=400, deadline=None)
@given(CHANGES)
def test_pairs_are_ordered_as_the_walk_orders_them(changes: list[tuple[int, ...]]) -> None:
    quick, slow = rows_of(changes), rows_of(changes)
    order_ties(quick, quick["chain"])
    _order_chains(slow, slow["chain"], np.arange(len(changes)))
    assert content(quick) == content(slow)


def test_a_change_that_came_twice_changes_nothing_the_second_time() -> None:
    rows = rows_of([(0, 0, 1, 2, 5), (0, 0, 1, 2, 5)])
    order_ties(rows, rows["chain"])
    assert content(rows) == [(0, 0, 1, 2, 5, False), (0, 0, NONE, 2, NONE, False)]
