"""Ask: a question and an engine in, an answer out.

Rows by metric (`segment` is None without a breakdown, "" for unknown):

funnel       segment, position, stage (the win: "won"), name, kind, color, reached, observed, filled_in, moved_back, amount, lost_here, lost_amount,
             here_now, here_amount, handed_over, step, cumulative, share (Rate), stays, stay_median_days, stay_p90_days, is_leak; the last row of
             a segment is the win. In a flow here_now and here_amount are None and rates have no interval; a snapshot has only here_now, here_amount
transitions  segment, from, to (names; None: creation or arrival), pipeline_id, from_stage_id, to_pipeline_id, to_stage_id, kind (advanced,
             skipped, moved_back, won, lost, reopened, handed_over, arrived, created, deleted, restored), moves, share (Rate), median_hours
board        segment, pipeline, pipeline_id, stage, stage_id, position, kind, color, deals, amount, no_amount, age_median_days
bridge       segment, term, deals, amount (signed Money, so that the rows between open_start and open_end add up)

All others are told by the columns of the catalogue. With `versus` rows also have `versus`: a mapping of figure to the same row's number then, and
for rates and estimates to {"then", "difference", "low", "high"}; its `by_chance` maps counts and sums to the chance of so great a difference between
periods that are alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from importlib import import_module
from typing import Any, cast

from voronka.clock import start_of_day
from voronka.engines.base import Engine
from voronka.engines.seen import seen_by
from voronka.errors import InputError
from voronka.language import say
from voronka.metrics.chance import with_chance
from voronka.metrics.endings import of_whole
from voronka.metrics.found import Found, MetricModule
from voronka.metrics.kinds import Metric
from voronka.metrics.names import dictionary
from voronka.metrics.scope import Asked, asked
from voronka.metrics.trust import trust
from voronka.model.answer import Answer, Row
from voronka.model.context import NOTHING_TOLD, Context
from voronka.model.estimate import Estimate
from voronka.model.money import Money
from voronka.model.period import Period
from voronka.model.question import Question
from voronka.model.rate import Rate
from voronka.stats.intervals import newcombe, square_and_add


def module_of(metric: Metric) -> MetricModule:
    """The module that answers a metric, imported when it is first asked."""
    return cast(MetricModule, import_module(metric.module))


def ask(engine: Engine, question: Question, context: Context = NOTHING_TOLD) -> Answer:
    """Answer a question from the published tables that `engine` reads, as far as the asker's rights go. InputError names what is unknown."""
    engine = seen_by(engine, context.rights)
    known = settled(engine, asked(question, dictionary(engine), context))
    module = module_of(known.metric)
    found = module.answer(engine, known)
    answer = _answer(engine, known, found)
    if question.versus is None:
        return answer
    other = replace(asked(other_question(known), known.names, context), settled=known.settled)
    then = module.answer(engine, other)
    compare = getattr(module, "compare", None)
    rows = compare(known, found, other, then) if compare else compared(known.metric, found.rows, then.rows)
    if known.metric.events:
        rows = with_chance(known, other, rows, then.rows)
    remark = getattr(module, "remark", None)
    findings = (*answer.findings, *(remark(known, rows) if remark else ()))
    return replace(answer, versus=_answer(engine, other, then), rows=tuple(rows), findings=findings)


def settled(engine: Engine, known: Asked) -> Asked:
    """The question with what its metric measures beforehand, such as a default horizon."""
    settle = getattr(module_of(known.metric), "settle", None)
    return replace(known, settled=settle(engine, known)) if settle and known.settled is None else known


def explain(engine: Engine, question: Question, context: Context = NOTHING_TOLD) -> str:
    """The SQL that runs, as it can be pasted into a shell of the engine."""
    engine = seen_by(engine, context.rights)
    return _sql(engine, settled(engine, asked(question, dictionary(engine), context)))


def _sql(engine: Engine, known: Asked) -> str:
    statements = dict.fromkeys(module_of(known.metric).statements(known))
    return ";\n\n".join(engine.translate(sql) for sql in statements) + ";\n"


def _answer(engine: Engine, known: Asked, found: Found) -> Answer:
    ended = of_whole(engine, known) if found.ended is None else found.ended
    trusted, totals = trust(engine, known, found.filled_in, ended)
    return Answer(
        metric=known.metric.name,
        question=known.question,
        as_of=known.as_of,
        definition=known.names.definition,
        trust=trusted,
        sql=_sql(engine, known),
        rows=tuple(found.rows),
        totals=totals | {"amount": Money(totals["amount"], known.account.currency)} | dict(found.totals),
        outcomes=found.outcomes,
        notes=(*_notes(known), *found.notes),
        store_version=known.names.version,
        columns=known.metric.columns if found.columns is None else found.columns,
        findings=found.findings,
        population=found.population or known.population,
    )


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


def other_question(known: Asked) -> Question:
    """The same question about the other period, when its deals were as old as those of this one are now; of what stands at a moment, about another day."""
    question = known.question
    period, versus = question.period, question.versus
    if period is None and known.population == "snapshot" and versus not in (None, "previous", "year"):
        day = Period.parse(str(versus)).first
        return question.with_(as_of=start_of_day(day, known.account.timezone), versus=None)
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


def compared(metric: Metric, rows: Sequence[Row], others: Sequence[Row]) -> list[Row]:
    """Each row with the numbers of its counterpart in the other period."""
    names = ("segment", *metric.keys)

    def key(row: Row) -> tuple[Any, ...]:
        return tuple(row.get(name) for name in names)

    then = {key(row): row for row in others}
    return [
        {**row, "versus": _differences(metric, row, then[key(row)]) if key(row) in then else None}
        for row in rows
    ]


def _differences(metric: Metric, row: Row, other: Row) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, Rate) and isinstance(other.get(name), Rate):
            found[name] = _difference(value, other[name])
        elif isinstance(value, Estimate) and isinstance(other.get(name), Estimate):
            found[name] = {"then": other[name]} | dict(
                zip(("difference", "low", "high"), square_and_add(value, other[name]), strict=True)
            )
        elif name in metric.compared:
            found[name] = other.get(name)
    return found


def _difference(one: Rate, other: Rate) -> dict[str, Any] | None:
    """The other rate and the difference to it with Newcombe's interval; a flow ratio has no interval."""
    found: dict[str, Any] = {"then": other}
    if one.low is not None and other.low is not None and (three := newcombe(one, other)) is not None:
        found |= dict(zip(("difference", "low", "high"), three, strict=True))
    elif one.value is not None and other.value is not None:
        found |= {"difference": one.value - other.value, "low": None, "high": None}
    return found
