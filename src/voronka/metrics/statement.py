"""A metric's SQL with its relations in front: one statement that runs when pasted."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from voronka.metrics.relations import relations
from voronka.metrics.scope import Asked


@cache
def metric_sql(name: str) -> str:
    """The text of `metrics/sql/<name>.sql`."""
    return (files("voronka.metrics") / "sql" / f"{name}.sql").read_text("utf-8")


@cache
def parts(name: str) -> tuple[str, str, str]:
    """A metric's file as (header, its CTEs up to and with `facts`, the SELECT that counts)."""
    text = metric_sql(name)
    start = re.search(r"^with ", text, re.MULTILINE)
    end = re.search(r"^\)\n(?=select)", text, re.MULTILINE)
    assert start is not None, f"{name}.sql has no facts"
    assert end is not None, f"{name}.sql counts nothing"
    return text[: start.start()], text[start.end() : end.end() - 1], text[end.end() :].rstrip()


def statement_sql(asked: Asked, name: str, select: str | None = None) -> str:
    """The statement that answers; `select` in place of the count serves the drill-down from the same facts."""
    header, facts, count = parts(name)
    tail = count if select is None else select
    given = "".join(
        f"{relation} as ({body}\n),\n" for relation, body in relations(asked, facts + tail).items()
    )
    return f"{header}with {given}{facts}\n{tail}"
