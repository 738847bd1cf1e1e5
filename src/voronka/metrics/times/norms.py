"""What is normal on each stage, measured before deals are held against it."""

from __future__ import annotations

from dataclasses import replace

from voronka.engines.base import Engine
from voronka.metrics.days import count_sql
from voronka.metrics.once import once
from voronka.metrics.scope import Asked
from voronka.metrics.statement import statement_sql
from voronka.metrics.times.chances import chances
from voronka.metrics.times.standing import Norms
from voronka.metrics.times.stays import norms_of
from voronka.metrics.times.tables import tables

#: Filters that do not pick deals of one kind, whose norm would be their own; a manager's slowness is no norm.
_NO_KIND = {
    "manager",
    "current_manager",
    "team",
    "stage",
    "outcome",
    "loss_reason",
    "cohort_month",
    "weekday",
    "hour",
}
#: Norms kept of one store, by the kind of deals and the moment asked about.
KEPT = 64


def history(asked: Asked) -> Asked:
    """All deals of the pipeline of the kind asked for, known at the as-of time: what norms are measured by."""
    where = tuple(pair for pair in asked.where if pair[0].name not in _NO_KIND)
    question = asked.question.with_(
        period=None, by=None, versus=None, where=tuple(one for _, one in where), options=()
    )
    return replace(
        asked,
        question=question,
        population="cohort",
        first=None,
        last=None,
        by=None,
        where=where,
        settled=None,
    )


def history_statements(asked: Asked) -> list[str]:
    """The statements that the norms are measured by."""
    return [count_sql(history(asked), "stays"), statement_sql(history(asked), "chances")]


def measure(engine: Engine, asked: Asked) -> Norms:
    """The norms of the kind of deals asked for; where it has too little history, those of all deals."""
    statements, horizon = tuple(history_statements(asked)), asked.number("horizon")
    own = once(engine, "norms", (statements, horizon), lambda: _norms(engine, statements, horizon), KEPT)
    if not history(asked).where:
        return own
    days, told = own.days, own.chances
    whole = measure(engine, replace(asked, where=()))
    return Norms(
        {
            position: norm if days.get(position) is None else days[position]
            for position, norm in whole.days.items()
        },
        {
            position: told[position] if position in told and told[position].fresh is not None else one
            for position, one in whole.chances.items()
        },
    )


def _norms(engine: Engine, statements: tuple[str, ...], horizon: float | None) -> Norms:
    stayed, ended = (engine.run(statement) for statement in statements)
    groups, risk = tables(stayed, ["position"], "hours", "exit", "stays")
    days = {position: norm for (position,), norm in zip(groups, norms_of(risk), strict=False)}
    return Norms(days, chances(ended, horizon))
