"""Ask: a question and an engine in, an answer out.

Rows by metric (`segment` is None without a breakdown, "" for unknown):

funnel       segment, position, stage (the win: "won"), name, kind, color, reached, observed, filled_in, moved_back, amount, lost_here, lost_amount,
             here_now, here_amount, handed_over, step, cumulative, share (Rate), stays, stay_median_days, stay_p90_days, is_leak; the last row of
             a segment is the win. In a flow here_now and here_amount are None and rates have no interval; a snapshot has only here_now, here_amount
transitions  segment, from, to (names; None: creation or arrival), pipeline_id, from_stage_id, to_pipeline_id, to_stage_id, kind (advanced,
             skipped, moved_back, won, lost, reopened, handed_over, arrived, created, deleted, restored), moves, share (Rate), median_hours
board        segment, pipeline, pipeline_id, stage, stage_id, position, kind, color, deals, amount, no_amount, age_median_days
bridge       segment, term, deals, amount (signed Money, so that the rows between open_start and open_end add up)

With `versus` the rows of a funnel also have `versus`: a mapping of figure to the same row's number then, and for rates to {"difference", "low", "high"}.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from voronka.engines.base import Engine
from voronka.errors import InputError
from voronka.language import say
from voronka.metrics import board, bridge, funnel, transitions
from voronka.metrics.endings import of_whole
from voronka.metrics.scope import Asked, asked, dictionary
from voronka.metrics.trust import trust
from voronka.model.answer import Answer, Row
from voronka.model.money import Money
from voronka.model.period import Period
from voronka.model.question import Question
from voronka.model.rate import Rate
from voronka.stats.intervals import newcombe

_OTHERS = {"transitions": transitions, "board": board, "bridge": bridge}
_MODULES = {"funnel": funnel, **_OTHERS}


def ask(engine: Engine, question: Question) -> Answer:
    """Answer a question from the published tables that `engine` reads. InputError names what is unknown."""
    known = asked(question, dictionary(engine))
    answer = _answer(engine, known)
    if question.versus is None:
        return answer
    other = _answer(engine, asked(_other(known), known.names))
    return replace(answer, versus=other, rows=_compared(answer.rows, other.rows))


def explain(engine: Engine, question: Question) -> str:
    """The SQL that runs, as it can be pasted into a shell of the engine."""
    return _sql(engine, asked(question, dictionary(engine)))


def _sql(engine: Engine, known: Asked) -> str:
    return (
        ";\n\n".join(engine.translate(sql) for sql in _MODULES[known.metric.name].statements(known)) + ";\n"
    )


def _answer(engine: Engine, known: Asked) -> Answer:
    outcomes = None
    if known.metric.name == "funnel":
        rows, outcomes, ended = funnel.answer_rows(engine, known)
    else:
        rows, ended = _OTHERS[known.metric.name].answer_rows(engine, known), of_whole(engine, known)
    trusted, totals = trust(engine, known, _filled_in(rows), ended)
    return Answer(
        metric=known.metric.name,
        question=known.question,
        as_of=known.as_of,
        definition=known.names.definition,
        trust=trusted,
        sql=_sql(engine, known),
        rows=tuple(rows),
        totals=totals | {"amount": Money(totals["amount"], known.account.currency)},
        outcomes=outcomes,
        notes=_notes(known),
        store_version=known.names.version,
    )


def _filled_in(rows: list[Row]) -> float | None:
    """Share of passed stages that were skipped; the incoming stage and the win do not count."""
    passed = [row for row in rows if row.get("kind") == "open" and "filled_in" in row]
    reached = sum(row["reached"] for row in passed)
    return sum(row["filled_in"] for row in passed) / reached if reached else None


def _notes(known: Asked) -> tuple[str, ...]:
    """Codes of what a reader has to know."""
    notes = []
    if known.population == "flow" and known.metric.name == "funnel":
        notes.append("flow_ratio")
    if known.by is not None and known.by.is_multiple:
        notes.append("several_segments")
    if known.question.as_of is not None and known.question.as_of > known.names.known_until:
        notes.append("as_of_is_not_known_yet")
    if known.names.is_mixed(known.account.account_id):
        notes.append("other_currencies_are_not_priced")
    return tuple(notes)


def _other(known: Asked) -> Question:
    """The same question about the other period, when its deals were as old as those of this one are now."""
    question = known.question
    period, versus = question.period, question.versus
    if period is None or versus is None:
        raise InputError(
            say("a comparison needs a period"),
            do=say("write period=2026-Q3 and versus=previous, for example"),
        )
    other = (
        period.previous()
        if versus == "previous"
        else period.year_before()
        if versus == "year"
        else replace(Period.parse(versus), basis=period.basis)
    )
    zone = known.account.timezone
    shift: timedelta = period.bounds(zone)[0] - other.bounds(zone)[0]
    return question.with_(period=other, as_of=known.as_of - shift, versus=None)


def _compared(rows: tuple[Row, ...], others: tuple[Row, ...]) -> tuple[Row, ...]:
    """Each row with the numbers of its counterpart in the other period."""

    def key(row: Row) -> tuple[Any, ...]:
        return tuple(
            row.get(name)
            for name in (
                "segment",
                "position",
                "pipeline_id",
                "from_stage_id",
                "to_stage_id",
                "stage_id",
                "term",
            )
        )

    then = {key(row): row for row in others}
    return tuple(
        {**row, "versus": _differences(row, then[key(row)]) if key(row) in then else None} for row in rows
    )


def _differences(row: Row, other: Row) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, Rate) and isinstance(other[name], Rate):
            found[name] = _difference(value, other[name])
        elif isinstance(value, int | float | Money) and not isinstance(value, bool) and name in _COMPARED:
            found[name] = other[name]
    return found


#: Numbers of a row that are shown beside those of the other period.
_COMPARED = {
    *(
        "reached",
        "amount",
        "lost_here",
        "lost_amount",
        "here_now",
        "handed_over",
        "stay_median_days",
        "stay_p90_days",
    ),
    *("moves", "median_hours", "deals", "age_median_days"),
}


def _difference(one: Rate, other: Rate) -> dict[str, Any] | None:
    """The other rate and the difference to it with Newcombe's interval; a flow ratio has no interval."""
    found: dict[str, Any] = {"then": other}
    if one.low is not None and other.low is not None and (three := newcombe(one, other)) is not None:
        found |= dict(zip(("difference", "low", "high"), three, strict=True))
    elif one.value is not None and other.value is not None:
        found |= {"difference": one.value - other.value, "low": None, "high": None}
    return found
