"""Alerts find what is broken within a week, and ring falsely less than once a week; `python -m bench.alerts` holds twenty companies."""

from __future__ import annotations

import pytest

from acceptance.alarms import FOUND, Watched, watched


@pytest.fixture(scope="module")
def companies() -> list[Watched]:
    return [watched(seed, before=0) for seed in (1, 2)]


def test_what_is_broken_is_found_within_a_week(companies: list[Watched]) -> None:
    planted = [one for company in companies for one in company.planted]
    assert len(planted) == 6
    assert sum(one.days is not None and one.days <= FOUND for one in planted) >= 5


def test_they_ring_falsely_less_than_once_a_week(companies: list[Watched]) -> None:
    assert sum(len(one.false) for one in companies) <= sum(one.weeks for one in companies)
    assert all(len(one.false) / one.weeks <= 1 for one in companies)
