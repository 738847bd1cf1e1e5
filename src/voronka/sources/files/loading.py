"""A file's rows as cleaned columns in DuckDB, each with the SQL that reads it as text, moment or amount."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import duckdb
import pyarrow as pa

from voronka.sources.files import cells
from voronka.sources.files.mapping import Columns, Join
from voronka.sources.files.rows import Rows

#: The number of a row in its file, from 0.
ROW = "#row"


@dataclass(frozen=True)
class Loaded:
    """A view `name` of cleaned cells; `kinds` are the DuckDB types of its columns."""

    con: duckdb.DuckDBPyConnection
    name: str
    kinds: dict[str, str]
    columns: Columns
    timezone: str

    def text(self, column: str | None) -> str:
        """SQL of the column as text, `null` for none."""
        return cells.text_sql(column, self.kinds[column]) if column else "cast(null as varchar)"

    def moment(self, column: str | None) -> str:
        """SQL of the column as naive UTC, `null` for none."""
        if not column:
            return "cast(null as timestamp)"
        slashed = _slashed(self, column) if self.kinds[column] == "VARCHAR" else ""
        return cells.moment_sql(
            column, self.kinds[column], self.timezone, self.columns.time_format, slashed or "%d/%m/%Y"
        )

    def amount(self, column: str | None) -> str:
        """SQL of the column as minor units, `null` for none."""
        return cells.amount_sql(column, self.kinds[column]) if column else "cast(null as bigint)"

    def fields(self, names: Sequence[str]) -> str:
        """SQL of a map from the attribute's name to its text, without the empty ones."""
        pairs = ", ".join(
            f"struct_pack(k := {cells.literal(name.removeprefix('case:'))}, v := {self.text(name)})"
            for name in names
        )
        if not names:
            return "map(cast([] as varchar[]), cast([] as varchar[]))"
        return f"map_from_entries(list_filter([{pairs}], lambda pair: pair.v is not null))"


def load(con: duckdb.DuckDBPyConnection, name: str, rows: Rows, columns: Columns, timezone: str) -> Loaded:
    """Make the view `name` over the rows of a file."""
    numbered = _plain(rows.table).append_column(ROW, pa.array(range(rows.table.num_rows), pa.int64()))
    con.register(f"{name}_raw", numbered)
    kinds = dict(con.execute(f"select column_name, column_type from (describe {name}_raw)").fetchall())
    cleaned = ", ".join(cells.clean_sql(column, kind, columns.empty) for column, kind in kinds.items())
    con.execute(f"create temp view {name} as select {cleaned} from {name}_raw")
    return Loaded(con, name, kinds, columns, timezone)


def _plain(table: pa.Table) -> pa.Table:
    """The table with categories (Arrow dictionaries) as the texts they stand for."""
    fields = [
        field.with_type(field.type.value_type) if pa.types.is_dictionary(field.type) else field
        for field in table.schema
    ]
    return table.cast(pa.schema(fields))


def join(left: Loaded, right: Loaded, on: Join) -> Loaded:
    """`left` with the columns of the row of `right` that has the same key; of several rows the first, of columns of one name the left."""
    view = f"{left.name}_joined"
    added = [column for column in right.kinds if column not in left.kinds]
    columns = ", ".join(["a.* exclude join_key", *(f"b.{cells.quoted(column)}" for column in added)])
    left.con.execute(
        f"""
        create temp view {view} as
        with keyed as (
            select *, {right.text(on.right)} as join_key from {right.name}
        ), firsts as (
            select * from keyed qualify row_number() over (partition by join_key order by "{ROW}") = 1
        )
        select {columns} from (select *, {left.text(on.left)} as join_key from {left.name}) as a
        left join firsts as b on a.join_key = b.join_key
        """
    )
    kinds = left.kinds | {column: right.kinds[column] for column in added}
    return replace(left, name=view, kinds=kinds)


def _slashed(loaded: Loaded, column: str) -> str | None:
    """The format of dates such as 31/12/2025, by the numbers that pass 12; InputError when none does."""
    if loaded.columns.time_format:
        return None
    cell = cells.quoted(column)
    found = loaded.con.execute(
        f"""
        select max(cast(split_part({cell}, '/', 1) as int)), max(cast(split_part({cell}, '/', 2) as int))
        from {loaded.name} where regexp_matches({cell}, '^{cells.SLASHED}')
        """
    ).fetchall()[0]
    if found[0] is None:
        return None
    if (found[0] > 12) == (found[1] > 12):
        raise cells.ambiguous_days(column)
    return "%d/%m/%Y" if found[0] > 12 else "%m/%d/%Y"
