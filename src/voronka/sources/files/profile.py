"""What the columns of a table look like: how full, how varied, and whether they read as moments or amounts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from voronka.errors import InputError
from voronka.sources.files.cells import quoted
from voronka.sources.files.loading import ROW, Loaded

#: Categories have at most so many values.
FEW = 60


@dataclass(frozen=True)
class Column:
    """A column with its numbers of filled and of distinct cells, and the shares that read as moments and as amounts."""

    name: str
    filled: int
    distinct: int
    moments: float
    amounts: float
    is_zoned: bool

    @property
    def is_moment(self) -> bool:
        """True when nearly all cells read as moments."""
        return self.moments > 0.9

    @property
    def is_amount(self) -> bool:
        """True when nearly all cells read as amounts of money."""
        return self.amounts > 0.9 and not self.is_moment

    @property
    def is_category(self) -> bool:
        """True for a handful of repeating values."""
        return 2 <= self.distinct <= FEW and self.filled > 2 * self.distinct and not self.is_moment


def profile(loaded: Loaded, rows: int) -> dict[str, Column]:
    """One `Column` per column of the table, by name, from its first `rows`."""
    loaded.con.execute(f"create temp table tried as select * from {loaded.name} limit {rows}")
    tried = replace(loaded, name="tried")
    return {name: _column(tried, name) for name in loaded.kinds if name != ROW}


def _column(loaded: Loaded, name: str) -> Column:
    text, kind = loaded.text(name), loaded.kinds[name]
    # a column of numbers such as 1300000000 would read as unix seconds: only text and typed moments may be moments
    numeric = f"try_cast({text} as double) is not null"
    try:
        moment = loaded.moment(name)
    except InputError:  # day and month cannot be told apart: moments all the same
        moment = "timestamp '2000-01-01'"
    found = _one(
        loaded,
        f"""
        select count(t), count(distinct t), count(m) filter (not coalesce(n, false)), count(a),
            coalesce(bool_or(regexp_matches(t, ':\\d\\d.*(Z|[+-]\\d\\d(:?\\d\\d)?)$')), false)
        from (select {text} as t, {moment} as m, {loaded.amount(name) if kind == "VARCHAR" else numeric + " or null"} as a, {numeric} as n from {loaded.name})
        """,
    )
    filled, distinct, moments, amounts, is_zoned = found
    return Column(
        name,
        filled,
        distinct,
        moments / filled if filled else 0.0,
        amounts / filled if filled else 0.0,
        is_zoned or "TIME ZONE" in kind,
    )


@dataclass(frozen=True)
class Stage:
    """A value of the stage column: deals that had it, and the share of them in which nothing came after."""

    name: str
    deals: int
    last: float


def stages_in_order(loaded: Loaded, deal: str, stage: str, at: str) -> list[Stage]:
    """Stages of a log by their mean place in the deals, first visits counted."""
    rows = loaded.con.execute(
        f"""
        with visits as (
            select deal, stage, min(moment) as first_at, min(row) as first_row, max((moment, row)) as last
            from (
                select {loaded.text(deal)} as deal, {loaded.text(stage)} as stage, {loaded.moment(at)} as moment, "{ROW}" as row
                from {loaded.name}
            )
            where deal is not null and stage is not null
            group by deal, stage
        ), placed as (
            select deal, stage, row_number() over (partition by deal order by first_at, first_row) as place,
                last = max(last) over (partition by deal) as is_last
            from visits
        )
        select stage, count(*), avg(case when is_last then 1 else 0 end)
        from placed
        group by stage
        order by avg(place), stage
        """
    ).fetchall()
    return [Stage(*row) for row in rows]


def values_in_order(loaded: Loaded, column: str, moments: Sequence[str]) -> list[Stage]:
    """Values of the stage column of a table of deals: later stages have more dates filled in; among equals the most frequent first."""
    text = loaded.text(column)
    filled = " + ".join(f"case when {quoted(moment)} is null then 0 else 1 end" for moment in moments) or "0"
    rows = loaded.con.execute(
        f"""
        select {text} as value, count(*) from {loaded.name} where {text} is not null
        group by 1 order by avg({filled}), 2 desc, 1
        """
    ).fetchall()
    return [Stage(value, count, 0.0) for value, count in rows]


def repeats(loaded: Loaded, deal: str, at: str) -> float:
    """Mean number of different moments per deal: about 1 says that the table has a row per deal."""
    return float(
        _one(
            loaded,
            f"select count(distinct (d, m)) / greatest(count(distinct d), 1) from (select {loaded.text(deal)} as d, {loaded.text(at)} as m from {loaded.name})",
        )[0]
    )


def latest(loaded: Loaded, columns: Sequence[str]) -> str | None:
    """The last local day in any of the columns of moments, as 2017-12-31."""
    if not columns:
        return None
    moments = ", ".join(f"max({loaded.moment(column)})" for column in columns)
    found = _one(loaded, f"select cast(cast(greatest({moments}) as date) as varchar) from {loaded.name}")[0]
    return None if found is None else str(found)


def nulls(loaded: Loaded, column: str) -> int:
    """How many cells of the column are empty."""
    return int(_one(loaded, f"select count(*) - count({quoted(column)}) from {loaded.name}")[0])


def _one(loaded: Loaded, sql: str) -> tuple[Any, ...]:
    return tuple(loaded.con.execute(sql).fetchall()[0])
