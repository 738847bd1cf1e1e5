"""A database of any earlier step is brought up to date with what was written into it, and is like one made anew."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext

from voronka.store.work import MIGRATIONS, WorkStore
from voronka.team import database as database_module
from voronka.team.database import HEAD, Database
from voronka.team.tables import metadata
from voronka.team.team import Team

STEPS = [f"{number:03}" for number in range(1, int(HEAD) + 1)]
MIGRATED = Path(database_module.__file__).with_name("migrations")


def at_step(path: Path, step: str) -> None:
    """A database as the version of that step made it, with a note in it."""
    engine = sa.create_engine(f"sqlite:///{path}")
    config = Config()
    config.set_main_option("script_location", str(MIGRATED))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, step)
        row = "insert into notes (day, text, pipeline, stage, author, made_at) values ('2026-03-01', 'новый скрипт', '', '', 'Анна', '2026-03-02 10:00:00')"
        connection.execute(sa.text(row))
    engine.dispose()


def shape(path: Path) -> dict[str, set[tuple[str, bool]]]:
    """Table → its columns with whether each may be empty."""
    engine = sa.create_engine(f"sqlite:///{path}")
    found = sa.inspect(engine)
    told = {
        name: {(one["name"], bool(one["nullable"])) for one in found.get_columns(name)}
        for name in found.get_table_names()
    }
    engine.dispose()
    return told


@pytest.mark.parametrize("step", STEPS)
def test_every_step_is_brought_up_to_date_and_keeps_what_was_written(step: str, tmp_path: Path) -> None:
    path = tmp_path / "team.sqlite"
    at_step(path, step)
    database = Database(f"sqlite:///{path}")
    (note,) = Team(database).notes()
    assert (note.text, note.author) == ("новый скрипт", "Анна")
    with database.reading() as connection:
        assert connection.execute(sa.text("select version_num from alembic_version")).scalar() == HEAD
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        assert connection.execute(sa.text("pragma integrity_check")).scalar() == "ok"
        assert connection.execute(sa.text("pragma foreign_key_check")).all() == []
    database.close()
    Database(f"sqlite:///{tmp_path / 'new.sqlite'}").close()
    assert shape(path) == shape(tmp_path / "new.sqlite")


def test_an_upgrade_that_fails_leaves_the_database_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "team.sqlite"
    at_step(path, "001")
    before = shape(path)
    with monkeypatch.context() as patch:
        patch.setattr(database_module, "_upgrade", _half_way)
        with pytest.raises(RuntimeError):
            Database(f"sqlite:///{path}")
    assert shape(path) == before
    Database(f"sqlite:///{path}").close()


def _half_way(connection: sa.Connection) -> None:
    """Two steps done, and then the power goes."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATED))
    config.attributes["connection"] = connection
    command.upgrade(config, "003")
    raise RuntimeError("the power went out")


@pytest.mark.parametrize("step", range(1, len(MIGRATIONS)))
def test_the_writers_store_of_every_step_is_brought_up_to_date(
    step: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("voronka.store.work.MIGRATIONS", MIGRATIONS[:step])
        patch.setattr(WorkStore, "_open_derived", lambda _: None)
        with WorkStore(tmp_path) as work:
            assert work.schema_version == step
    shutil.rmtree(tmp_path / "work" / "spill", ignore_errors=True)
    with WorkStore(tmp_path) as work:
        assert work.schema_version == len(MIGRATIONS)
