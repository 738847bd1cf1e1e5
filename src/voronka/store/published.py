"""The reader's side of a workspace: the published version that is newest now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from voronka.errors import StoreError
from voronka.language import say
from voronka.store import coming, sql
from voronka.store.publish import LINK, published_version
from voronka.store.work import DERIVED_SHAPE


@dataclass(frozen=True)
class Published:
    """One published version: a DuckDB file that nobody writes any more.

    `path` is the file of the version itself, not the link: DuckDB keeps a file open by its name, so each version has its own.
    """

    folder: Path
    version: int
    path: Path

    @classmethod
    def open(cls, folder: Path | str) -> Published:
        """The newest version of a workspace; StoreError when there is none, or it is of another shape than this Voronka reads."""
        folder = Path(folder).resolve()
        version = published_version(folder)
        path = folder / f"store-{version}.duckdb"
        if not version or not path.exists():
            raise StoreError(
                say("there is no data in {folder} yet", folder=str(folder)),
                say("{file} does not exist", file=str(path if version else folder / LINK)),
                say("run voronka sync or voronka import first"),
            )
        _check_shape(folder, path)
        return cls(folder, version, path)

    def refreshed(self) -> Published:
        """The newest version now: itself when nothing was published since."""
        return self if published_version(self.folder) == self.version else Published.open(self.folder)

    @property
    def known_until(self) -> datetime:
        """History is known before this moment (naive UTC): the default as-of time."""
        import duckdb

        with duckdb.connect(str(self.path), read_only=True) as connection:
            row = sql.row(connection, "select known_until from store")
        assert row is not None
        moment: datetime = row[0]
        return moment

    @property
    def coming(self) -> datetime | None:
        """While a first sync is under way: since when history is known, what is older being still to come."""
        import duckdb

        with duckdb.connect(str(self.path), read_only=True) as connection:
            return coming.told(connection)


def _check_shape(folder: Path, path: Path) -> None:
    import duckdb

    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            # tables that another program has written bear no shape
            is_ours = sql.number(
                connection,
                "select count(*) from duckdb_tables() where schema_name = 'build' and table_name = 'state'",
            )
            shape = sql.number(connection, "select shape from build.state") if is_ours else DERIVED_SHAPE
    except duckdb.Error as error:
        raise StoreError(
            say("cannot open the store {file}", file=str(path)), str(error), say("run voronka doctor")
        ) from error
    if shape != DERIVED_SHAPE:
        raise StoreError(
            say("the data in {folder} were prepared by another version of Voronka", folder=str(folder)),
            say(
                "their tables are of shape {found}, this version reads {known}",
                found=shape,
                known=DERIVED_SHAPE,
            ),
            say(
                "run voronka sync, or voronka import with the same files: they are prepared anew from what is stored"
            ),
        )
