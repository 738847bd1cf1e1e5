"""The published tables as files: Parquet for machines, CSV for spreadsheets."""

from __future__ import annotations

import difflib
from pathlib import Path

from voronka.errors import InputError, StoreError
from voronka.language import say
from voronka.store.published import Published


def export(
    published: Published, target: Path, kind: str = "parquet", tables: tuple[str, ...] = ()
) -> list[tuple[Path, int]]:
    """Write tables into the folder `target`, a file each; paths with their numbers of rows. Each file appears whole or not at all.

    InputError names an unknown table; StoreError says why a file cannot be written.
    """
    import duckdb

    form = "(format csv, header)" if kind == "csv" else "(format parquet, compression zstd)"
    with duckdb.connect(str(published.path), read_only=True) as connection:
        known = [
            name
            for (name,) in connection.execute(
                "select table_name from duckdb_tables() where schema_name = 'main' and not internal order by all"
            ).fetchall()
        ]
        for name in tables:
            if name not in known:
                near = difflib.get_close_matches(name, known, 1)
                raise InputError(
                    say("there is no table “{name}”", name=name),
                    say("tables are: {names}", names=", ".join(known)),
                    say("did you mean “{name}”?", name=near[0]) if near else "",
                )
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
