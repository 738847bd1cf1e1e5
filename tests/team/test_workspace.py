"""What a company tells reaches every answer, and nothing is loaded for it where there is nothing."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

import voronka
from naive import write_duckdb
from story import company
from voronka.errors import InputError
from voronka.settings import Settings, told_by
from voronka.workspace import Workspace

STORY = "anna lead 01-02 won 01-05\nboris lead 01-03"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    write_duckdb(company(STORY), tmp_path / "store-1.duckdb")
    (tmp_path / "store.duckdb").symlink_to("store-1.duckdb")
    return voronka.open(tmp_path)


def test_notes_and_snoozes_come_with_every_question(workspace: Workspace) -> None:
    assert workspace.context().notes == ()
    note = workspace.note("new script", date(2026, 1, 20), stage="lead")
    snooze = workspace.snooze("x2", date(2026, 4, 1), "holiday", "anna")
    assert (note.pipeline, note.stage, snooze.deal_id) == ("Sales", "lead", 2)
    assert voronka.open(workspace.folder).context().notes == (note,)
    assert workspace.context().snoozes == (snooze,)
    assert (workspace.wake("2"), workspace.wake("2")) == (True, False)


def test_an_answer_is_not_kept_when_something_else_is_told(workspace: Workspace) -> None:
    before = workspace.ask("board")
    assert workspace.ask("board") is before
    workspace.note("new script", date(2026, 1, 20))
    assert workspace.ask("board") is not before


def test_what_is_not_there_is_said(workspace: Workspace) -> None:
    with pytest.raises(InputError, match="no stage called"):
        workspace.note("new script", date(2026, 1, 20), stage="leda")
    with pytest.raises(InputError, match="no deal number"):
        workspace.snooze("77", date(2026, 4, 1), "holiday")


def test_asking_loads_no_database_where_nothing_was_written_down(workspace: Workspace) -> None:
    code = f"import sys, voronka; voronka.open({str(workspace.folder)!r}).ask('board'); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert not {"sqlalchemy", "alembic"} & set(loaded.split())
    assert not (workspace.folder / "team.sqlite").exists()


def test_settings_tell_roles_margin_and_hours() -> None:
    told = told_by(
        Settings(
            {
                "stages.invoice": "Счёт, Договор/счёт ",
                "company.margin": 0.35,
                "company.working_hours": "10–19",
            }
        )
    )
    assert (told.stages, told.margin, told.working_hours) == (
        {"invoice": ("Счёт", "Договор/счёт")},
        0.35,
        (10, 19),
    )
    assert told_by(Settings({})).margin is None


@pytest.mark.parametrize(("name", "value"), [("company.working_hours", "18-9"), ("company.margin", 35.0)])
def test_settings_that_make_no_sense_are_refused(name: str, value: object) -> None:
    with pytest.raises(InputError, match=name):
        told_by(Settings({name: value}))
