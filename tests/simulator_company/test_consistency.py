"""A company holds together: whatever its seed, size and length, and whatever lies over it."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime

import numpy as np
import pytest

from voronka.errors import InputError
from voronka.simulator.company import Mess, check, make_company, make_history
from voronka.simulator.shape import Company, rows

TABLES = [field.name for field in fields(Company) if field.type == "Columns"]


def equal(one: Company, two: Company) -> bool:
    return all(
        np.array_equal(getattr(one, table)[name], getattr(two, table)[name])
        for table in TABLES
        for name in getattr(one, table)
    )


@pytest.mark.parametrize("seed", range(10))
def test_nothing_is_wrong_with_a_company_of_any_seed(seed: int) -> None:
    assert check(make_company(seed=seed)) == []


@pytest.mark.parametrize("deals", [0, 1, 2, 3, 7, 20, 60, 200])
def test_nothing_is_wrong_with_a_small_company(deals: int) -> None:
    company = make_company(deals=deals, seed=deals)
    assert rows(company.deals) == deals
    assert check(company) == []


@pytest.mark.parametrize("years", [0.1, 0.5, 1, 1.7, 6])
def test_nothing_is_wrong_with_a_shorter_or_longer_past(years: float) -> None:
    assert check(make_company(deals=800, seed=3, years=years)) == []


def test_any_moment_can_be_the_last() -> None:
    for until in ("2026-01-01T00:00:00", "2025-05-03T11:59:59", "2024-02-29T21:00:01"):
        assert check(make_company(deals=500, until=datetime.fromisoformat(until))) == []


def test_nothing_is_wrong_without_mess_or_with_much_of_it() -> None:
    assert check(make_company(seed=2, untidy=Mess.none())) == []
    much = Mess(imported=0.2, tenders=0.2, split=1.0, silent=1.0, deleted=0.2, same_sides=0.3)
    assert check(make_company(seed=2, untidy=much)) == []


def test_the_same_arguments_make_the_same_arrays() -> None:
    assert equal(make_company(deals=700, seed=5), make_company(deals=700, seed=5))
    assert equal(make_history(deals=700, seed=5), make_history(deals=700, seed=5))


def test_another_seed_makes_another_company() -> None:
    assert not equal(make_company(deals=700, seed=5), make_company(deals=700, seed=6))


def test_a_long_history_is_consistent_and_has_stages_amounts_and_owners_alone() -> None:
    company = make_history(deals=30_000, seed=4)
    assert check(company) == []
    assert company.moves > 90_000
    assert rows(company.amount_changes) > 0
    assert rows(company.owner_changes) > 0
    assert rows(company.calls) == rows(company.tasks) == rows(company.costs) == 0


@pytest.mark.parametrize(
    ("deals", "years", "seed"), [(-1, 3, 1), (10, 0, 1), (10, float("nan"), 1), (10, 3, -1)]
)
def test_impossible_arguments_are_refused(deals: int, years: float, seed: int) -> None:
    with pytest.raises(InputError, match="cannot simulate"):
        make_company(deals=deals, years=years, seed=seed)
