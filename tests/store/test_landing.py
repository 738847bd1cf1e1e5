"""What a source sent is kept, every version once, and the cursor goes with it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from tests.store.source import MAPPING, event, lead, page
from voronka.store.derive import derive
from voronka.store.landing import land, states
from voronka.store.mapping import map_landing
from voronka.store.work import WorkStore

NOW = datetime.fromisoformat("2026-02-01")


@pytest.fixture
def work(tmp_path: Path) -> Iterator[WorkStore]:
    with WorkStore(tmp_path) as made:
        yield made


def landed(work: WorkStore) -> list[tuple[object, ...]]:
    return work.connection.execute(
        "select seq, entity, id, version from work.landing order by seq"
    ).fetchall()


def test_the_same_body_again_lands_nothing(work: WorkStore) -> None:
    assert land(work, page("deals", [lead(1), lead(2)]), 7, NOW) == 2
    assert land(work, page("deals", [lead(2), lead(1)]), 7, NOW) == 0
    assert landed(work) == [(1, "lead", "1", 1), (2, "lead", "2", 1)]


def test_a_changed_body_lands_a_new_version_and_so_does_the_old_one_coming_back(work: WorkStore) -> None:
    for stage in (11, 12, 12, 11):
        land(work, page("deals", [lead(1, stage)]), 7, NOW)
    assert landed(work) == [(1, "lead", "1", 1), (2, "lead", "1", 2), (3, "lead", "1", 3)]


def test_versions_within_one_page_are_kept_in_its_order(work: WorkStore) -> None:
    assert land(work, page("deals", [lead(1, 11), lead(1, 11), lead(2), lead(1, 12)]), 7, NOW) == 3
    assert landed(work) == [(1, "lead", "1", 1), (2, "lead", "2", 1), (3, "lead", "1", 2)]


def test_the_same_id_in_another_account_or_entity_is_another_record(work: WorkStore) -> None:
    land(work, page("deals", [lead(1)]), 7, NOW)
    assert land(work, page("deals", [lead(1)]), 8, NOW) == 1
    assert land(work, page("deals", [("contact", "1", lead(1)[2])]), 7, NOW) == 1


def test_the_cursor_moves_with_its_page(work: WorkStore) -> None:
    land(work, page("deals", [lead(1)], {"page": 1}), 7, NOW)
    land(work, page("users", [], {"page": 9}), 7, NOW)
    land(work, page("deals", [lead(2)]), 7, NOW)
    assert states(work, 7) == {"deals": {"page": 1}, "users": {"page": 9}}
    assert states(work, 8) == {}


def test_a_page_that_fails_leaves_neither_rows_nor_cursor(work: WorkStore) -> None:
    with pytest.raises(TypeError):
        land(work, page("deals", [lead(1)], {"moment": NOW}), 7, NOW)
    assert landed(work) == []
    assert states(work, 7) == {}


def test_a_newer_version_of_an_event_takes_the_place_of_the_old_one(work: WorkStore) -> None:
    land(work, page("all", [("account", "7", {}), lead(1), lead(2), event(1)]), 7, NOW)
    map_landing(work, 7, MAPPING)
    derive(work, NOW)
    kind, key, body = event(1)
    land(work, page("all", [(kind, key, {**body, "deal": 2})]), 7, NOW)
    map_landing(work, 7, MAPPING)
    assert derive(work, NOW).changed_deals == 2
    moves = work.connection.execute(
        "select deal_id, count(*) from derived.main.moves where known = 'event' group by 1"
    ).fetchall()
    assert moves == [(2, 1)]


def test_another_mapping_is_run_over_everything_again(work: WorkStore) -> None:
    land(work, page("all", [("account", "7", {}), lead(1), event(1)]), 7, NOW)
    assert map_landing(work, 7, MAPPING) == 3
    assert map_landing(work, 7, MAPPING) == 0
    derive(work, NOW)
    assert map_landing(work, 7, MAPPING.replace("'Shop'", "'Store'")) == 3
    derive(work, NOW)
    assert work.connection.execute("select name from derived.main.accounts").fetchall() == [("Store",)]
    assert work.connection.execute("select count(*) from work.recorded_changes").fetchall() == [(1,)]
