"""What is read once per store."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from story import engine
from voronka.metrics.once import once


class Reading:
    """Tells what it was asked to read, and notes it."""

    def __init__(self) -> None:
        self.noted: list[int] = []

    def read(self, key: int) -> int:
        self.noted.append(key)
        return 10 * key


def test_a_key_is_read_once_for_each_store_and_kind(tmp_path: Path) -> None:
    one, reading = engine("anna lead 01-02", tmp_path), Reading()
    (tmp_path / "other").mkdir()
    other = engine("anna lead 01-02", tmp_path / "other")
    asked = [(one, "a"), (one, "a"), (other, "a"), (one, "b"), (other, "a")]
    assert [once(store, kind, 7, partial(reading.read, 7), 2) for store, kind in asked] == [70] * 5
    assert reading.noted == [7, 7, 7]


def test_what_was_asked_longest_ago_is_forgotten(tmp_path: Path) -> None:
    store, reading = engine("anna lead 01-02", tmp_path), Reading()
    for key in (1, 2, 1, 3, 1, 2):
        assert once(store, "a", key, partial(reading.read, key), 2) == 10 * key
    assert reading.noted == [1, 2, 3, 2]
