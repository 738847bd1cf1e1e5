"""The reader's side of a workspace: the published version that is newest now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from voronka.errors import StoreError
from voronka.language import say
from voronka.store import sql
from voronka.store.publish import LINK, published_version


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
        """The newest version of a workspace; StoreError when there is none."""
        folder = Path(folder).resolve()
        version = published_version(folder)
        path = folder / f"store-{version}.duckdb"
        if not version or not path.exists():
            raise StoreError(
                say("there is no data in {folder} yet", folder=str(folder)),
                say("{file} does not exist", file=str(path if version else folder / LINK)),
                say("run voronka sync or voronka import first"),
            )
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
