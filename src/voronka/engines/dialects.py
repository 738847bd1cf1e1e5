"""The one table of differences: semantic macros by engine, and the translation that puts them in.

A metric's SQL is written in DuckDB's spelling of a small common subset. What engines silently disagree on is a macro with one line per
engine; sqlglot respells the rest.
"""

from __future__ import annotations

from functools import lru_cache

import sqlglot
from sqlglot import exp

#: name → parameters, then engine → expression. DuckDB has them as native macros, so that its text runs as it is written.
MACROS: dict[str, tuple[tuple[str, ...], dict[str, str]]] = {
    # Whole hours, partial ones cut off: test_dialects.py::test_hours_between_floors_partial_hours.
    "hours_between": (
        ("from_at", "to_at"),
        {
            "duckdb": "(epoch_us(to_at) - epoch_us(from_at)) // 3600000000",
            "clickhouse": "intDiv(toUnixTimestamp64Micro(to_at) - toUnixTimestamp64Micro(from_at), 3600000000)",
            # unix_micros takes only a timestamp with zone; the session's zone is UTC.
            "spark": "(unix_micros(CAST(to_at AS TIMESTAMP)) - unix_micros(CAST(from_at AS TIMESTAMP))) DIV 3600000000",
        },
    ),
    # Whole minutes, in the same way.
    "minutes_between": (
        ("from_at", "to_at"),
        {
            "duckdb": "(epoch_us(to_at) - epoch_us(from_at)) // 60000000",
            "clickhouse": "intDiv(toUnixTimestamp64Micro(to_at) - toUnixTimestamp64Micro(from_at), 60000000)",
            "spark": "(unix_micros(CAST(to_at AS TIMESTAMP)) - unix_micros(CAST(from_at AS TIMESTAMP))) DIV 60000000",
        },
    ),
}


def native_macros() -> list[str]:
    """DuckDB statements that make the macros of this connection."""
    return [
        f"create or replace temp macro {name}({', '.join(parameters)}) as {lines['duckdb']}"
        for name, (parameters, lines) in MACROS.items()
    ]


def _expanded(call: exp.Expr, dialect: str) -> exp.Expr:
    if not isinstance(call, exp.Anonymous) or call.name.lower() not in MACROS:
        return call
    parameters, lines = MACROS[call.name.lower()]
    arguments = dict(zip(parameters, call.expressions, strict=True))
    body = sqlglot.parse_one(lines[dialect], read=dialect)
    filled = body.transform(
        lambda node: (
            arguments[node.name].copy()
            if isinstance(node, exp.Column) and not node.table and node.name in arguments
            else node
        )
    )
    return exp.Paren(this=filled)


def _exact_moment(node: exp.Expr) -> exp.Expr:
    """ClickHouse's plain DateTime has whole seconds: test_dialects.py::test_moments_keep_their_microseconds."""
    if isinstance(node, exp.Cast) and node.is_type("timestamp", "timestampntz"):
        return sqlglot.parse_one(f"toDateTime64({node.this.sql('clickhouse')}, 6, 'UTC')", read="clickhouse")
    return node


@lru_cache(maxsize=512)
def translation(sql: str, dialect: str) -> tuple[str, tuple[str, ...]]:
    """`sql` in the words of another engine, macros put in; and the names of the columns that it gives.

    >>> text, names = translation("select hours_between(entered_at, left_at) as hours from stays", "clickhouse")
    >>> print(text)
    SELECT
      (
        intDiv(toUnixTimestamp64Micro(left_at) - toUnixTimestamp64Micro(entered_at), 3600000000)
      ) AS hours
    FROM stays
    >>> names
    ('hours',)
    """
    tree = sqlglot.parse_one(sql, read="duckdb")
    names = tuple(tree.named_selects) if isinstance(tree, exp.Query) else ()
    tree = tree.transform(_expanded, dialect, copy=False)
    if dialect == "clickhouse":
        tree = tree.transform(_exact_moment, copy=False)
    return tree.sql(dialect=dialect, pretty=True, comments=False), names
