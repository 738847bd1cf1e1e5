"""The published tables as files: Parquet for machines, CSV for spreadsheets."""

from __future__ import annotations

import difflib
import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voronka.errors import InputError, StoreError
from voronka.language import say
from voronka.store.published import Published

if TYPE_CHECKING:
    import duckdb

#: Rows of one piece of a Parquet file, which are one group of it.
ROWS_AT_ONCE = 100_000


def export(
    published: Published, target: Path, kind: str = "parquet", tables: tuple[str, ...] = ()
) -> list[tuple[Path, int]]:
    """Write tables into the folder `target`, a file each; paths with their numbers of rows. Each file appears whole or not at all.

    InputError names an unknown table; StoreError says why a file cannot be written.
    """
    import duckdb

    form = "(format csv, header)" if kind == "csv" else "(format parquet, compression zstd)"
    with duckdb.connect(str(published.path), read_only=True) as connection:
        known = _names(connection)
        for name in tables:
            _check(name, known)
        written = []
        try:
            target.mkdir(parents=True, exist_ok=True)
            for name in tables or known:
                path = target / f"{name}.{kind}"
                part = path.with_suffix(".part")
                quoted = str(part).replace("'", "''")
                row = connection.execute(f"copy {name} to '{quoted}' {form}").fetchone()
                part.replace(path)
                written.append((path, int(row[0]) if row else 0))
        except (OSError, duckdb.Error) as error:
            raise StoreError(
                say("cannot write into {folder}", folder=str(target)),
                str(error),
                say("choose another folder, or free some space"),
            ) from error
    return written


def table_names(published: Published) -> list[str]:
    """The published tables."""
    import duckdb

    with duckdb.connect(str(published.path), read_only=True) as connection:
        return _names(connection)


def parquet(published: Published, name: str) -> Iterator[bytes]:
    """A table as Parquet, in pieces as they are written, so that no table is ever whole in memory. InputError names an unknown table."""
    _check(name, table_names(published))
    return _pieces(published, name)


def _pieces(published: Published, name: str) -> Iterator[bytes]:
    import duckdb
    import pyarrow.parquet as pq

    sink = _Sink()
    with duckdb.connect(str(published.path), read_only=True) as connection:
        batches = connection.table(name).to_arrow_reader(ROWS_AT_ONCE)
        with pq.ParquetWriter(sink, batches.schema, compression="zstd") as writer:
            for batch in batches:
                writer.write_batch(batch)
                yield sink.taken()
    yield sink.taken()


class _Sink(io.RawIOBase):
    """A file that is only written, whose content is taken away piece by piece."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, part: Any) -> int:
        """Keep a piece."""
        self._parts.append(bytes(part))
        return len(part)

    def taken(self) -> bytes:
        """What was written since the last time."""
        parts, self._parts = self._parts, []
        return b"".join(parts)


def _names(connection: duckdb.DuckDBPyConnection) -> list[str]:
    found = connection.execute(
        "select table_name from duckdb_tables() where schema_name = 'main' and not internal order by all"
    )
    return [name for (name,) in found.fetchall()]


def _check(name: str, known: list[str]) -> None:
    if name in known:
        return
    near = difflib.get_close_matches(name, known, 1)
    raise InputError(
        say("there is no table “{name}”", name=name),
        say("tables are: {names}", names=", ".join(known)),
        say("did you mean “{name}”?", name=near[0]) if near else "",
    )
