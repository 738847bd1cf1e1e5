"""The truly best manager comes out on top by the fair estimate, oftener than by the raw share."""

from __future__ import annotations

from acceptance.people import found_best


def test_the_truly_best_manager_is_among_the_first_three() -> None:
    counts = found_best(range(1, 5), deals=5000)
    assert counts["fair_first_three"] >= 0.9 * counts["seeds"]
    assert counts["fair_first"] > counts["won_of_all_first"]
    assert counts["fair_first"] >= counts["raw_first"]
