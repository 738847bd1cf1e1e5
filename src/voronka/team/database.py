"""The operational database: SQLite in the workspace, or whatever a SQLAlchemy URL names; it brings itself up to date.

Several processes may write at once: a writer takes SQLite's lock before it reads, and others wait for it.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from voronka.errors import StoreError
from voronka.language import say

FILE_NAME = "team.sqlite"
#: The newest step of `migrations/`; a test holds it against the folder.
HEAD = "010"
#: A writer waits so long for another one, in seconds.
PATIENCE = 30
#: Names the lock under which one process at a time migrates a PostgreSQL database.
_LOCK = 7_305_801


class Database:
    """An open operational database. StoreError: it cannot be reached, or a newer Voronka made it.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     database = Database(f"sqlite:///{folder}/team.sqlite")
    ...     with database.reading() as connection:
    ...         print(connection.execute(sa.text("select count(*) from notes")).scalar())
    ...     database.close()
    0
    """

    def __init__(self, url: str) -> None:
        try:
            self._engine = _engine(url)
        except (sa.exc.ArgumentError, ImportError) as error:
            raise StoreError(
                say("cannot read the address of the operational database"),
                str(error),
                say("write a SQLAlchemy URL into team.url, or leave it out for a file in the workspace"),
            ) from error
        self._migrate()

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A connection that sees one state throughout."""
        with _said(self._engine), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A connection that nobody else writes beside; committed at the end."""
        with _said(self._engine), self._engine.execution_options(is_writing=True).begin() as connection:
            yield connection

    def close(self) -> None:
        """Let go of all connections."""
        self._engine.dispose()

    def _migrate(self) -> None:
        with self.reading() as connection:
            step = _step(connection)
        if step == HEAD:
            return
        with self.writing() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(sa.text(f"select pg_advisory_xact_lock({_LOCK})"))
            step = _step(connection)
            if step is not None and step > HEAD:
                raise StoreError(
                    say("the operational database was made by a newer Voronka"),
                    say("its schema is number {found}, this version knows {known}", found=step, known=HEAD),
                    say("install the newer version again"),
                )
            if step != HEAD:
                _upgrade(connection)


def _engine(url: str) -> sa.Engine:
    engine = sa.create_engine(url)
    if engine.dialect.name == "sqlite":
        _hide(engine.url.database)
        sa.event.listen(engine, "connect", _tune)
        sa.event.listen(engine, "begin", _begin)
    return engine


def _hide(path: str | None) -> None:
    """A new file is its owner's alone: it knows e-mails and hashes of passwords. Files beside it get the same rights."""
    if path and path != ":memory:" and Path(path).parent.is_dir():
        with contextlib.suppress(FileExistsError, PermissionError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _tune(connection: Any, _: Any) -> None:
    # Transactions are begun by `_begin` alone; Python's driver would begin them late, and not at all for DDL.
    connection.isolation_level = None
    for setting in ("journal_mode = wal", "foreign_keys = on", f"busy_timeout = {PATIENCE * 1000}"):
        connection.execute(f"pragma {setting}")


def _begin(connection: sa.Connection) -> None:
    is_writing = connection.get_execution_options().get("is_writing", False)
    connection.exec_driver_sql("begin immediate" if is_writing else "begin")


def _step(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    step: str | None = connection.execute(sa.text("select version_num from alembic_version")).scalar()
    return step


def _upgrade(connection: sa.Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


@contextmanager
def _said(engine: sa.Engine) -> Iterator[None]:
    try:
        yield
    except sa.exc.OperationalError as error:
        raise StoreError(
            say("cannot use the operational database {name}", name=engine.url.render_as_string()),
            str(error.orig),
            say("check that the folder can be written to, and team.url"),
        ) from error
