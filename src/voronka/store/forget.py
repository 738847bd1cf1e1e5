"""A workspace emptied of its history: the demo's, when a company's own takes its place."""

from __future__ import annotations

from pathlib import Path

from voronka.store.mapping import RECORDED
from voronka.store.publish import LINK
from voronka.store.work import WorkStore

_LANDED = ("landing", "cursors", "mapped", "superseded", "coming", *RECORDED)


def forget(folder: Path) -> None:
    """Take all history out; the numbers of versions go on, so that nobody takes a new one for one of the old."""
    with WorkStore(folder) as work:
        with work.transaction() as connection:
            for table in _LANDED:
                connection.execute(f"delete from work.{table}")
            connection.execute("update work.epochs set epoch = epoch + 1")
        work.reset_derived()
    (folder / LINK).unlink(missing_ok=True)
    for path in folder.glob("store-*.duckdb"):
        path.unlink()
