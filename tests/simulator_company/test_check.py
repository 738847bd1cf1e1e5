"""`check` finds what is wrong: each test breaks one thing in a good company."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from voronka.simulator.company import check, make_company
from voronka.simulator.shape import Company


def broken(table: str, column: str, row: int, value: int) -> Company:
    company = make_company(deals=600, seed=8)
    columns = {name: values.copy() for name, values in getattr(company, table).items()}
    columns[column][row] = value
    return replace(company, **{table: columns})


@pytest.mark.parametrize(
    ("table", "column", "row", "value", "complaint"),
    [
        ("deals", "id", 5, 1, "deal ids not ascending"),
        ("deals", "added_at", 5, 1, "not in the order of arrival"),
        ("deals", "owner_id", 5, 77, "unknown owners"),
        ("deals", "source_id", 5, 77, "unknown sources"),
        ("deals", "status_id", 5, 77, "unknown stage"),
        ("deals", "price", 5, -1, "negative prices"),
        ("deals", "updated_at", 5, 2_000_000_000, "updated_at of deals not before the end"),
        ("deals", "updated_at", 5, 1, "updated before it was added"),
        ("stage_changes", "at", 0, 1, "before the deal was added"),
        ("stage_changes", "author_id", 3, 77, "unknown authors of stage_changes"),
        ("stage_changes", "before_status_id", slice(0, 900), 77, "chains of stage changes are broken"),
        ("stage_changes", "after_pipeline_id", slice(0, 900), 77, "last stage changes disagree"),
        ("amount_changes", "before", slice(0, 200), 77, "broken chains of amount_changes"),
        ("amount_changes", "after", slice(0, 200), 77, "last amount_changes disagree with price"),
        ("owner_changes", "after", slice(0, 200), 77, "last owner_changes disagree with owner_id"),
        ("deletions", "at", 0, 77, "deleted deals changed afterwards"),
        ("deletions", "deal_id", 0, 77, "deletions and is_deleted disagree"),
        ("calls", "at", 9, 2_000_000_000, "at of calls not before the end"),
        ("calls", "person_id", 9, 77, "unknown people of calls"),
        ("tasks", "id", slice(0, 2), 77, "equal ids of tasks"),
        ("unsorted", "declined_at", slice(0, 90), 1_700_000_000, "both accepted and declined"),
    ],
)
def test_it_finds(table: str, column: str, row: int, value: int, complaint: str) -> None:
    found = check(broken(table, column, row, value))
    assert any(complaint in sentence for sentence in found), found


def test_it_finds_a_closed_deal_without_a_moment() -> None:
    company = make_company(deals=600, seed=8)
    row = int(np.flatnonzero(company.deals["closed_at"])[0])
    assert check(broken("deals", "closed_at", row, 0)) == ["1 × closed_at and status disagree"]


def test_it_finds_a_deal_closed_at_another_moment_than_its_last_change() -> None:
    deals = make_company(deals=600, seed=8).deals
    row = int(np.flatnonzero((deals["closed_at"] > 0) & ~deals["is_imported"])[0])
    moment = int(deals["closed_at"][row]) - 60
    assert check(broken("deals", "closed_at", row, moment)) == ["1 × closed_at is not the last change"]
