"""Costs are landed, counted, corrected by a later file, and outlive a mapping that is run anew."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest

from store.source import MAPPING, Pages
from voronka.errors import InputError, StoreError
from voronka.model.cost import Cost
from voronka.store.costs import import_costs
from voronka.store.mapping import map_landing
from voronka.store.sync import sync
from voronka.store.work import WorkStore

NOW = datetime(2026, 3, 1)
ADS = [
    Cost("ads", date(2026, 2, 1), 500, "RUB"),
    Cost("ads", date(2026, 2, 2), 600),
    Cost("", date(2026, 2, 2), 90),
]


def costs(folder: Path) -> list[tuple[object, ...]]:
    with duckdb.connect(str(folder / "store.duckdb"), read_only=True) as connection:
        return connection.execute(
            "select source, day, amount_minor, currency from costs order by all"
        ).fetchall()


@pytest.fixture
def company(tmp_path: Path) -> Path:
    sync(tmp_path, Pages(20), now=NOW)
    return tmp_path


def test_costs_are_published(company: Path) -> None:
    result = import_costs(company, ADS, NOW)
    assert (result.rows, result.landed, result.is_counted, result.version) == (3, 3, True, 2)
    assert costs(company) == [
        ("", date(2026, 2, 2), 90, None),
        ("ads", date(2026, 2, 1), 500, "RUB"),
        ("ads", date(2026, 2, 2), 600, None),
    ]


def test_the_same_file_again_changes_nothing_and_a_corrected_one_replaces(company: Path) -> None:
    import_costs(company, ADS, NOW)
    assert (import_costs(company, ADS, NOW).landed, import_costs(company, ADS, NOW).version) == (0, 2)
    import_costs(company, [Cost("ads", date(2026, 2, 2), 650)], NOW)
    assert ("ads", date(2026, 2, 2), 650, None) in costs(company)
    assert len(costs(company)) == 3


def test_rows_of_one_day_in_one_file_are_added_up(company: Path) -> None:
    import_costs(company, [Cost("ads", date(2026, 2, 1), 5), Cost("ads", date(2026, 2, 1), 7)], NOW)
    assert costs(company) == [("ads", date(2026, 2, 1), 12, None)]


def test_costs_outlive_the_next_sync_and_another_mapping(company: Path) -> None:
    import_costs(company, ADS, NOW)
    sync(company, Pages(30), now=NOW)
    assert len(costs(company)) == 3
    with WorkStore(company) as work:
        map_landing(work, 7, MAPPING + "\n-- changed")
        assert work.connection.execute("select count(*) from work.recorded_costs").fetchall() == [(3,)]


def test_an_empty_workspace_and_another_account_are_refused(
    company: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with pytest.raises(StoreError, match="no account"):
        import_costs(tmp_path_factory.mktemp("empty"), ADS, NOW)
    with pytest.raises(InputError, match="which account"):
        import_costs(company, ADS, NOW, account_id=99)
