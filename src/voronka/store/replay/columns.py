"""Columns of whole numbers: how they come from SQL, what is asked of ordered ones, and how they go back as tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

if TYPE_CHECKING:
    import duckdb

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Columns = dict[str, npt.NDArray[Any]]

#: Stands for null among whole numbers; SQL writes it as -9223372036854775808 or `getvariable('none')`.
NONE = int(np.iinfo(np.int64).min)
#: Rows handed over at a time: a row group of DuckDB.
BATCH = 122_880


def fetch(connection: duckdb.DuckDBPyConnection, query: str) -> Columns:
    """The columns of a query that gives no nulls."""
    table = connection.sql(query).to_arrow_table()
    return {name: table.column(name).to_numpy() for name in table.column_names}


def taken(columns: Columns, index: npt.NDArray[Any]) -> Columns:
    """Rows by number or by mask."""
    rows = np.flatnonzero(index) if index.dtype == np.bool_ else index
    return {name: column.take(rows) for name, column in columns.items()}


def joined(parts: Sequence[Columns]) -> Columns:
    """Parts of the same columns one under another."""
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def begins(keys: npt.NDArray[Any]) -> Bools:
    """True on the first row of each run of equal keys.

    >>> begins(np.array([7, 7, 8])).tolist()
    [True, False, True]
    """
    first = np.ones(len(keys), dtype=np.bool_)
    np.not_equal(keys[1:], keys[:-1], out=first[1:])
    return first


def ends(keys: npt.NDArray[Any]) -> Bools:
    """True on the last row of each run of equal keys."""
    last = np.ones(len(keys), dtype=np.bool_)
    np.not_equal(keys[1:], keys[:-1], out=last[:-1])
    return last


def last_row(where: Bools) -> Ints:
    """For each row the number of the last one up to it where `where` holds; -1 before the first.

    >>> last_row(np.array([False, True, False, True])).tolist()
    [-1, 1, 1, 3]
    """
    rows = np.where(where, np.arange(len(where)), -1)
    return np.maximum.accumulate(rows, out=rows)


def within(begin: Bools) -> Ints:
    """The number of each row within its run, from 0.

    >>> within(np.array([True, False, True])).tolist()
    [0, 1, 0]
    """
    return np.arange(len(begin)) - last_row(begin)


def shifted(values: npt.NDArray[Any], by: int, filler: Any) -> npt.NDArray[Any]:
    """The value of the next row (`by` 1) or of the one before (-1); `filler` beyond the ends."""
    moved = np.full_like(values, filler)
    if by > 0:
        moved[:-1] = values[1:]
    else:
        moved[1:] = values[:-1]
    return moved


def numbers(values: npt.NDArray[Any]) -> pa.Array:
    """A column of numbers, `NONE` as null."""
    return pa.array(values, mask=values == NONE)


def moments(values: Ints) -> pa.Array:
    """Microseconds as moments, `NONE` as null."""
    return pa.array(values.view("datetime64[us]"), mask=values == NONE)


def words(places: npt.NDArray[Any], names: Sequence[str]) -> pa.Array:
    """Text by its place in a short list, -1 as null."""
    codes = places.astype(np.int8)
    return pa.DictionaryArray.from_arrays(pa.array(codes, mask=codes < 0), pa.array(names, pa.string()))


def insert(connection: duckdb.DuckDBPyConnection, table: str, parts: Iterable[Mapping[str, Any]]) -> None:
    """Append rows to a derived table, by name. A part is made only when the one before it has been taken."""
    batches = (batch for columns in parts for batch in pa.table(dict(columns)).to_batches(BATCH))
    first = next(batches, None)
    if first is None:
        return
    reader = pa.RecordBatchReader.from_batches(first.schema, chain([first], batches))
    connection.register("replayed", reader)
    connection.execute(f"insert into derived.{table} by name select * from replayed")
    connection.unregister("replayed")
