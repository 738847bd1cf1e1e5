"""The reader's side: what is said of a published store that cannot be read, and what makes it readable again."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from tests.store.source import Pages
from tests.store.story import Story
from voronka.errors import StoreError
from voronka.store.published import Published
from voronka.store.sync import sync
from voronka.store.work import DERIVED_SHAPE

NOW = datetime(2026, 2, 1)


def reshape(path: Path, shape: int) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"update build.state set shape = {shape}")


@pytest.mark.parametrize("shape", [DERIVED_SHAPE - 1, DERIVED_SHAPE + 1])
def test_a_store_of_another_shape_is_told_in_words(tmp_path: Path, shape: int) -> None:
    with Story(tmp_path) as story:
        story.tell("anna   new 01-02")
        path = story.publish()
    assert Published.open(tmp_path).path == path
    reshape(path, shape)
    with pytest.raises(StoreError) as caught:
        Published.open(tmp_path)
    assert "prepared by another version" in caught.value.what
    assert f"shape {shape}, this version reads {DERIVED_SHAPE}" in caught.value.why
    assert "voronka sync" in caught.value.do
    assert "подготовлены другой версией" in caught.value.in_("ru")


def test_a_file_that_is_no_store_is_told_in_words(tmp_path: Path) -> None:
    with Story(tmp_path) as story:
        path = story.publish()
    path.write_bytes(b"nothing of the kind")
    with pytest.raises(StoreError) as caught:
        Published.open(tmp_path)
    assert "cannot open the store" in caught.value.what


def test_a_reader_that_stays_open_is_told_when_a_newer_voronka_publishes(tmp_path: Path) -> None:
    with Story(tmp_path) as story:
        story.tell("anna   new 01-02")
        story.publish()
        reader = Published.open(tmp_path)
        reshape(story.publish(), DERIVED_SHAPE + 1)
    with pytest.raises(StoreError):
        reader.refreshed()


def test_a_sync_without_news_prepares_the_tables_of_an_older_shape_anew(tmp_path: Path) -> None:
    sync(tmp_path, Pages(10), now=NOW)
    before = Published.open(tmp_path)
    reshape(before.path, DERIVED_SHAPE - 1)
    reshape(tmp_path / "work" / "derived.duckdb", DERIVED_SHAPE - 1)
    again = sync(tmp_path, Pages(10), now=NOW)
    assert (again.landed, again.version) == (0, before.version + 1)
    with duckdb.connect(str(Published.open(tmp_path).path), read_only=True) as connection:
        assert connection.execute("select count(*) from deals").fetchall() == [(10,)]
