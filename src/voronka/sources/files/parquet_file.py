"""Parquet: typed columns as they are."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from voronka.errors import InputError
from voronka.language import say
from voronka.sources.files.rows import Rows, chosen, opened


def read(path: Path, wanted: list[str] | None, sample: int | None = None) -> Rows:
    """Read columns of a Parquet file; the line of a row is its number, from 1."""
    with opened(path) as stream:
        try:
            file = pq.ParquetFile(pa.BufferReader(stream.read()) if path.suffix == ".gz" else path)
            there = file.schema_arrow.names
            table = file.read(columns=chosen(wanted, there, path.name)).slice(0, sample)
        except pa.ArrowInvalid as error:
            raise InputError(
                say("cannot read {file} as {kind}", file=path.name, kind="Parquet"), str(error)
            ) from error
    return Rows(path.name, table, tuple(there), lambda rows: {row: row + 1 for row in rows})
