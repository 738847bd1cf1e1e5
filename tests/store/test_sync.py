"""A sync as a whole: what it publishes and when, and what readers see meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.store.source import Pages, event, lead, page
from voronka.errors import StoreError
from voronka.model.source import Known, Page, Progress
from voronka.store.published import Published
from voronka.store.sync import sync
from voronka.store.work import WorkStore

NOW = datetime.fromisoformat("2026-02-01")


def rows(path: Path, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_a_sync_publishes_what_it_read(tmp_path: Path) -> None:
    seen: list[Progress] = []
    result = sync(tmp_path, Pages(), seen.append, NOW)
    assert (result.read, result.landed, result.changed_deals, result.version) == (601, 601, 300, 1)
    assert seen[-1] == Progress("deals", 300, 300)
    published = Published.open(tmp_path)
    assert (published.version, published.known_until) == (1, NOW)
    assert rows(published.path, "select count(*), min(outcome) from journeys") == [(300, "open")]
    assert rows(published.path, "select version, made_at, known_until from store") == [(1, NOW, NOW)]
    assert rows(
        published.path, "select hours_between(timestamp '2026-01-01 00:30', timestamp '2026-01-01 02:29')"
    ) == [(1,)]


def test_a_second_sync_without_change_writes_nothing(tmp_path: Path) -> None:
    sync(tmp_path, Pages(), now=NOW)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    result = sync(tmp_path, Pages(), now=NOW + timedelta(days=1))
    assert (result.landed, result.changed_deals, result.version) == (0, 0, 1)
    after = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    assert {path: moment for path, moment in after.items() if path.name != "work"} == {
        path: moment for path, moment in before.items() if path.name != "work"
    }


def test_a_changed_deal_makes_a_new_version_and_an_open_reader_keeps_the_old(tmp_path: Path) -> None:
    sync(tmp_path, Pages(), now=NOW)
    old = Published.open(tmp_path)
    with duckdb.connect(str(old.path), read_only=True) as reader:
        for number in range(1, 4):
            change = page("late", [lead(number, 142), event(number, 12, 142, "2026-01-09")], {"no": number})
            result = sync(tmp_path, Pages(extra=[change]), now=NOW)
            assert (result.landed, result.changed_deals, result.version) == (2, 1, number + 1)
        assert reader.execute("select count(*) from journeys where outcome = 'won'").fetchall() == [(0,)]
    assert old.refreshed().version == 4
    assert rows(old.refreshed().path, "select count(*) from journeys where outcome = 'won'") == [(3,)]
    assert sorted(path.name for path in tmp_path.glob("store-*")) == ["store-3.duckdb", "store-4.duckdb"]


class Looking(Pages):
    """Says after each page since when all is known, and keeps what a reader would see then: journeys, and since when."""

    def __init__(self, folder: Path, until: int = 300) -> None:
        super().__init__()
        self.folder, self.until = folder, until
        self.looks: list[tuple[int, datetime | None]] = []

    def pages(self, state: Mapping[str, Mapping[str, Any]]) -> Iterator[Page | Progress | Known]:
        for item in super().pages(state):
            yield item
            if not isinstance(item, Progress):
                continue
            yield Known(NOW - timedelta(days=item.done))
            published = Published.open(self.folder)
            self.looks.append((rows(published.path, "select count(*) from journeys")[0][0], published.coming))
            if item.done >= self.until:
                raise StoreError("enough")


def test_a_first_sync_publishes_whenever_it_knows_more_and_says_since_when(tmp_path: Path) -> None:
    source = Looking(tmp_path, until=100)
    with pytest.raises(StoreError):
        sync(tmp_path, source, now=NOW)
    assert source.looks == [(50, NOW - timedelta(days=50)), (100, NOW - timedelta(days=100))]
    assert sync(tmp_path, Pages(), now=NOW).version == 3
    published = Published.open(tmp_path)
    assert rows(published.path, "select count(*) from journeys") == [(300,)]
    assert published.coming is None


def test_a_later_sync_publishes_once(tmp_path: Path) -> None:
    sync(tmp_path, Pages(100), now=NOW)
    source = Looking(tmp_path, until=1000)
    assert sync(tmp_path, source, now=NOW).version == 2
    assert set(source.looks) == {(100, None)}


def test_files_are_known_until_their_last_moment(tmp_path: Path) -> None:
    sync(tmp_path, Pages(kind="files"), now=NOW)
    assert Published.open(tmp_path).known_until == datetime.fromisoformat("2026-01-05T00:00:00.000001")


def test_a_source_that_fails_keeps_what_was_landed(tmp_path: Path) -> None:
    class Broken(Pages):
        def pages(self, state: Mapping[str, Mapping[str, Any]]) -> Iterator[Page | Progress]:
            for number, item in enumerate(super().pages(state)):
                if number == 7:
                    raise StoreError("enough")
                yield item

    with pytest.raises(StoreError):
        sync(tmp_path, Broken(), now=NOW)
    result = sync(tmp_path, Pages(), now=NOW)
    assert (result.read, result.landed, result.changed_deals) == (300, 300, 300)


def test_no_workspace_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="run voronka sync or voronka import first"):
        Published.open(tmp_path / "nowhere")


def test_a_second_writer_in_this_process_is_told_so(tmp_path: Path) -> None:
    with WorkStore(tmp_path), pytest.raises(StoreError, match="is being written already"):
        sync(tmp_path, Pages(), now=NOW)
    sync(tmp_path, Pages(), now=NOW)


def test_a_store_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    with WorkStore(tmp_path) as work:
        work.connection.execute("insert into work.migrations values (99)")
    with pytest.raises(StoreError, match="written by a newer Voronka"):
        WorkStore(tmp_path)


def test_a_lost_derived_file_is_made_anew_and_versions_go_on(tmp_path: Path) -> None:
    sync(tmp_path, Pages(), now=NOW)
    (tmp_path / "work" / "derived.duckdb").unlink()
    result = sync(tmp_path, Pages(), now=NOW)
    assert (result.landed, result.changed_deals, result.version) == (0, 300, 2)


def test_a_publication_cut_off_before_the_link_moved_is_made_up_for(tmp_path: Path) -> None:
    sync(tmp_path, Pages(), now=NOW)
    (tmp_path / "store.duckdb").unlink()
    assert sync(tmp_path, Pages(), now=NOW).version == 2
    assert Published.open(tmp_path).version == 2
