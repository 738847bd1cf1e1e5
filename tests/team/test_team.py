"""Notes and snoozes: kept, numbered, replaced; several writers at once; made anew and brought up to date by itself."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from voronka.errors import InputError, StoreError
from voronka.model.context import Snooze
from voronka.team import database as database_module
from voronka.team.database import HEAD, Database
from voronka.team.tables import metadata
from voronka.team.team import Team

NOW = datetime(2026, 3, 2, 12)
WRITER = """
import sys
from datetime import date, datetime
from voronka.team.database import Database
from voronka.team.team import Team
team = Team(Database(f"sqlite:///{sys.argv[1]}"))
for number in range(20):
    team.add_note(date(2026, 3, 1), f"{sys.argv[2]} {number}", datetime(2026, 3, 2))
"""


def opened(folder: Path) -> Team:
    return Team(Database(f"sqlite:///{folder}/team.sqlite"))


def test_notes_are_kept_by_day_and_a_number_is_never_given_twice(tmp_path: Path) -> None:
    team = opened(tmp_path)
    first = team.add_note(date(2026, 3, 1), " new script ", NOW, author="anna")
    second = team.add_note(date(2026, 2, 1), "prices", NOW, "Sales", "lead")
    assert [note.number for note in (first, second)] == [1, 2]
    assert opened(tmp_path).notes() == (second, first)
    assert team.remove_note(2) == second
    assert team.add_note(date(2026, 4, 1), "again", NOW).number == 3


@pytest.mark.parametrize("text", ["", "  "])
def test_a_note_without_words_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="needs words"):
        opened(tmp_path).add_note(date(2026, 3, 1), text, NOW)


def test_a_note_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no note number 7"):
        opened(tmp_path).remove_note(7)


def test_a_deal_is_set_aside_once(tmp_path: Path) -> None:
    team = opened(tmp_path)
    team.snooze(Snooze(1, 5, date(2026, 4, 1), "holiday"), NOW)
    team.snooze(Snooze(1, 6, date(2026, 3, 20), "waits for a budget"), NOW)
    later = Snooze(1, 5, date(2026, 5, 1), "ill", "anna")
    team.snooze(later, NOW)
    assert [snooze.deal_id for snooze in team.snoozes()] == [6, 5]
    assert team.snoozes()[1] == later
    assert (team.wake(1, 5), team.wake(1, 5)) == (True, False)


def test_several_processes_make_the_database_and_write_at_once(tmp_path: Path) -> None:
    path = tmp_path / "team.sqlite"
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, str(path), name]) for name in "abc"]
    assert [writer.wait(120) for writer in writers] == [0, 0, 0]
    notes = opened(tmp_path).notes()
    assert sorted(note.number for note in notes) == list(range(1, 61))
    assert {note.text for note in notes} == {f"{name} {number}" for name in "abc" for number in range(20)}


def test_the_newest_step_is_the_one_the_code_knows_and_makes_the_tables_as_they_are(tmp_path: Path) -> None:
    folder = Path(database_module.__file__).with_name("migrations")
    assert ScriptDirectory(str(folder)).get_current_head() == HEAD
    made = Database(f"sqlite:///{tmp_path}/team.sqlite")
    with made.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_a_database_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    opened(tmp_path).close()
    with sqlite3.connect(tmp_path / "team.sqlite") as connection:
        connection.execute("update alembic_version set version_num = '999'")
    with pytest.raises(StoreError, match="newer"):
        opened(tmp_path)


@pytest.mark.parametrize("url", ["nonsense", "sqlite:////nowhere/at/all/team.sqlite", "oracle9://x/y"])
def test_a_database_that_cannot_be_reached_is_said(url: str) -> None:
    with pytest.raises(StoreError) as error:
        Database(url)
    assert error.value.do
    assert not isinstance(error.value, sa.exc.SQLAlchemyError)
