"""Saved views: whose they are, who sees them, and which opens first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from voronka.errors import AbsentError, InputError
from voronka.team.access import Access
from voronka.team.database import Database
from voronka.team.views import Views

NOW = datetime(2026, 3, 1)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    found = Database(f"sqlite:///{tmp_path}/team.sqlite")
    access = Access(found)
    access.readers.add_first("anna@example.com", "Анна", "три синие чашки", NOW)
    yield found
    found.close()


def names(views: Views) -> list[str]:
    return [one.name for one in views.all()]


def test_a_view_is_its_readers_until_it_is_shown_to_everybody(database: Database) -> None:
    anna, nobody = Views(database, 1), Views(database, None)
    own = anna.add("  Мой  месяц ", "/funnel?period=2026-03", NOW)
    assert (names(anna), names(nobody)) == (["Мой месяц"], [])
    anna.change(own.number, "Наш месяц", is_shared=True, is_first=False)
    assert names(nobody) == ["Наш месяц"]
    for forbidden in (
        lambda: nobody.remove(own.number),
        lambda: nobody.change(own.number, "x", is_shared=False, is_first=False),
    ):
        with pytest.raises(AbsentError):
            forbidden()
    anna.remove(own.number)
    assert names(nobody) == names(anna) == []


def test_one_view_opens_first_and_another_readers_choice_is_let_be(database: Database) -> None:
    anna, nobody = Views(database, 1), Views(database, None)
    assert anna.first() is None
    nobody.add("c", "/board", NOW, is_first=True)
    one = anna.add("a", "/funnel", NOW, is_first=True)
    anna.add("b", "/trust", NOW, is_first=True)
    assert (anna.first(), nobody.first()) == ("/trust", "/board")
    anna.change(one.number, "a", is_shared=False, is_first=True)
    assert [view.is_first for view in anna.all()] == [True, False]


def test_a_view_needs_a_name_and_it_is_not_endless(database: Database) -> None:
    with pytest.raises(InputError):
        Views(database, None).add(" ", "/funnel", NOW)
    assert len(Views(database, None).add("а" * 500, "/funnel", NOW).name) == 60
