"""The bridge's rows from its counts."""

from __future__ import annotations

from voronka.engines.base import Engine, rows
from voronka.metrics.found import Facts, Found
from voronka.metrics.scope import Asked
from voronka.metrics.segments import labels
from voronka.metrics.statement import statement_sql
from voronka.model.answer import Row
from voronka.model.cell import Cell
from voronka.model.money import Money


def statements(asked: Asked) -> list[str]:
    """The statements that are run, in order."""
    return [statement_sql(asked, "bridge")]


def answer(engine: Engine, asked: Asked) -> Found:
    """Every term in the order of the catalogue, zero ones included; all between the two ends are signed and add up."""
    counts = {(row["segment"], row["term"]): row for row in rows(engine.run(statements(asked)[0]))}
    values = list(dict.fromkeys(segment for segment, _ in counts)) or ([None] if asked.by is None else [])
    found: list[Row] = [
        {
            "segment": name,
            "term": figure.name,
            "deals": counts[value, figure.name]["deals"] if (value, figure.name) in counts else 0,
            "amount": Money(
                counts[value, figure.name]["amount"] if (value, figure.name) in counts else 0,
                asked.account.currency,
            ),
        }
        for value, name in labels(asked, values).items()
        for figure in asked.metric.figures
    ]
    return Found(found)


def facts(_: Asked, cell: Cell) -> Facts:
    """The deals of a term."""
    return Facts("bridge", f"term = '{cell.figure}'")
