"""The writer's side of a workspace: `work/work.duckdb` (landing, recorded facts) with `work/derived.duckdb` attached.

Two files, because a published version is a copy of the second one whole. A transaction of DuckDB writes one file only, so each
carries its own mark of how far it is: landing → recorded facts in the first, recorded facts → derived tables in the second.
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from voronka.engines.views import views_sql
from voronka.errors import StoreError
from voronka.language import say
from voronka.store import sql

if TYPE_CHECKING:
    import duckdb

#: Files are readable from DuckDB 1.5 on.
STORAGE_VERSION = "v1.2.0"
#: Numbered steps of the schema of work.duckdb; a store of a higher number was written by a newer Voronka.
MIGRATIONS = ("schema/work_001.sql", "schema/work_002.sql", "schema/work_003.sql")
#: Raised when derived tables change shape or meaning; a derived file of another number is made anew.
DERIVED_SHAPE = 8

_open_folders: set[Path] = set()
_open_guard = threading.Lock()


class WorkStore:
    """The open writer of a workspace. One at a time, held by DuckDB's lock on the file; close it, or use it as a context.

    StoreError: another writer is at work, the disk is full, or a newer Voronka wrote the store.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder, WorkStore(folder) as work:
    ...     work.schema_version
    3
    """

    def __init__(self, folder: Path | str, memory_limit: str = "2500MB") -> None:
        import duckdb

        self.folder = Path(folder).resolve()
        self.work_folder = self.folder / "work"
        self.work_folder.mkdir(parents=True, exist_ok=True)
        self.derived_path = self.work_folder / "derived.duckdb"
        self._claim()
        try:
            with disk_errors(self.folder):
                self.connection = duckdb.connect(
                    ":memory:",
                    config={"memory_limit": memory_limit, "temp_directory": str(self.work_folder / "spill")},
                )
                self._attach("work", self.work_folder / "work.duckdb")
                self._migrate()
                self._open_derived()
        except BaseException:
            self.close()
            raise

    def _claim(self) -> None:
        # DuckDB lets one process open a file twice, so its lock does not hold inside one process
        with _open_guard:
            if self.folder in _open_folders:
                raise _locked(self.folder, say("another part of this program"))
            _open_folders.add(self.folder)

    def _attach(self, name: str, path: Path) -> None:
        quoted = str(path).replace("'", "''")
        version = "" if path.exists() else f" (storage_version '{STORAGE_VERSION}')"
        self.connection.execute(f"attach '{quoted}' as {name}{version}")

    def _migrate(self) -> None:
        connection = self.connection
        connection.execute("create table if not exists work.migrations (number integer)")
        done = sql.number(connection, "select max(number) from work.migrations")
        if done > len(MIGRATIONS):
            raise StoreError(
                say("the store in {folder} was written by a newer Voronka", folder=str(self.folder)),
                say(
                    "its schema is number {found}, this version knows {known}",
                    found=done,
                    known=len(MIGRATIONS),
                ),
                say("install the newer version again"),
            )
        connection.execute("use work")
        for number, name in enumerate(MIGRATIONS[done:], done + 1):
            with self.transaction():
                sql.run(connection, name)
                connection.execute("insert into work.migrations values (?)", [number])

    def _open_derived(self) -> None:
        self._attach("derived", self.derived_path)
        if not self._derived_fits():
            self.reset_derived()

    def _derived_fits(self) -> bool:
        tables = sql.number(
            self.connection,
            "select count(*) from duckdb_tables() where database_name = 'derived' and table_name = 'state'",
        )
        query = "select count(*) from derived.build.state, work.epochs where shape = ? and state.epoch = epochs.epoch"
        return bool(tables) and sql.number(self.connection, query, DERIVED_SHAPE) == 1

    def reset_derived(self) -> None:
        """Begin the derived tables anew, from nothing; the version number goes on."""
        version = 0
        if sql.number(
            self.connection,
            "select count(*) from duckdb_tables() where database_name = 'derived' and table_name = 'store'",
        ):
            version = sql.number(self.connection, "select max(version) from derived.main.store")
        self.connection.execute("detach derived")
        for path in (self.derived_path, self.derived_path.with_name("derived.duckdb.wal")):
            path.unlink(missing_ok=True)
        self._attach("derived", self.derived_path)
        with self.transaction():
            self.connection.execute("use derived")
            sql.run(self.connection, "schema/derived.sql")
            self.connection.execute(views_sql())
            self.connection.execute("use work")
            self.connection.execute(
                "insert into derived.build.state select 0, epoch, ?, true from work.epochs", [DERIVED_SHAPE]
            )
            self.connection.execute("insert into derived.main.store values (?, null, null, null)", [version])

    @property
    def schema_version(self) -> int:
        """The number of the last migration."""
        return sql.number(self.connection, "select max(number) from work.migrations")

    @contextmanager
    def transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """All of the block or nothing. Writes go to one of the two files only."""
        with disk_errors(self.folder):
            self.connection.execute("begin")
            try:
                yield self.connection
                self.connection.execute("commit")
            except BaseException:
                self._rollback()
                raise

    def _rollback(self) -> None:
        import duckdb

        try:
            self.connection.execute("rollback")
        except duckdb.Error:
            # a failed commit has ended the transaction already
            return

    def close(self) -> None:
        """Let the files go; what is committed is safe already."""
        connection = getattr(self, "connection", None)
        if connection is not None:
            connection.close()
        with _open_guard:
            _open_folders.discard(self.folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


@contextmanager
def disk_errors(folder: Path) -> Iterator[None]:
    """Turn what DuckDB and the system say of files into StoreError."""
    import duckdb

    try:
        yield
    except (duckdb.Error, OSError) as error:
        text = str(error)
        if "onflicting lock" in text:
            holder = re.search(r"held in (.+?) \(PID (\d+)\)", text)
            program = (
                say("{program}, process {number}", program=holder[1], number=holder[2])
                if holder
                else say("another program")
            )
            raise _locked(folder, program) from error
        if any(sign in text for sign in ("No space left", "File too large", "disk space")):
            raise _full(folder) from error
        if isinstance(error, (OSError, duckdb.IOException)):
            raise StoreError(
                say("cannot read or write {folder}", folder=str(folder)),
                text,
                say("check that the folder exists and may be written"),
            ) from error
        raise


def _full(folder: Path) -> StoreError:
    free = os.statvfs(folder)
    return StoreError(
        say("the disk under {folder} is full", folder=str(folder)),
        say(
            "{megabytes} MB are free; nothing that was stored is lost",
            megabytes=free.f_bavail * free.f_frsize // 2**20,
        ),
        say("free some space and run the same command again: it goes on where it stopped"),
    )


def _locked(folder: Path, holder: str) -> StoreError:
    return StoreError(
        say("the workspace {folder} is being written already", folder=str(folder)),
        say("by {holder}; one writer at a time keeps its history whole", holder=holder),
        say("wait until it has finished, or stop it; reading is possible meanwhile"),
    )
