"""What must hold of every answer, whatever the company and the engine."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from fractions import Fraction
from itertools import pairwise
from typing import Any

import naive_figures as plain
from naive import Company, Pipeline
from voronka.engines.base import Engine
from voronka.metrics.ask import ask
from voronka.metrics.catalog import METRICS
from voronka.metrics.facts import deals
from voronka.model.answer import Answer
from voronka.model.cell import Cell
from voronka.model.money import Money
from voronka.model.period import Period
from voronka.model.question import Question
from voronka.model.rate import Rate

JANUARY = Period.parse("2026-01-10..2026-02-10")
FIRST, LAST = datetime(2026, 1, 10), datetime(2026, 2, 10)


def question(metric: str, pipeline: Pipeline, moment: datetime, **parts: Any) -> Question:
    return Question(metric, pipeline=f"{pipeline.account_id}/{pipeline.pipeline_id}", as_of=moment, **parts)


def populations(pipeline: Pipeline, moment: datetime) -> list[tuple[dict[str, Any], plain.Ask]]:
    """Every way to pick deals: the parts of the question, and the same for the plain loops."""
    closed = Period.parse("closed:2026-01-10..2026-02-10")
    return [
        ({}, plain.Ask(pipeline, moment)),
        ({"period": JANUARY}, plain.Ask(pipeline, moment, FIRST, LAST)),
        ({"period": closed}, plain.Ask(pipeline, moment, FIRST, LAST, is_closed=True)),
        (
            {"period": JANUARY, "population": "flow"},
            plain.Ask(pipeline, moment, FIRST, LAST, population="flow"),
        ),
    ]


def funnel_is_the_plain_one(engine: Engine, company: Company, pipeline: Pipeline, moment: datetime) -> None:
    for parts, way in populations(pipeline, moment):
        answer = ask(engine, question("funnel", pipeline, moment, **parts))
        expected = plain.funnel(company, way)[None]
        for row in answer.rows:
            _same_block(row, expected[row["position"]], way)


def funnel_by_manager_is_the_plain_one(
    engine: Engine, company: Company, pipeline: Pipeline, moment: datetime
) -> None:
    for parts, way in populations(pipeline, moment):
        answer = ask(engine, question("funnel", pipeline, moment, by="manager", **parts))
        expected = plain.funnel(company, way, plain.owner)
        names = {
            person: company.people[person][0] if person in company.people else f"#{person}"
            for person in expected
        }
        shown = {row["segment"] for row in answer.rows}
        if way.population == "cohort":
            assert shown == set(names.values())
        for person, name in names.items():
            for row in answer.rows:
                if row["segment"] == name:
                    _same_block(row, expected[person][row["position"]], way)


def _same_block(row: Any, block: plain.Block, way: plain.Ask) -> None:
    counts = ["reached", "filled_in", "moved_back", "lost_here", "handed_over"] + ["here_now"] * (
        way.population != "flow"
    )
    assert {name: row[name] for name in counts} == {name: getattr(block, name) for name in counts}, row
    assert row["amount"].minor == block.amount
    assert row["lost_amount"].minor == block.lost_amount
    if way.population != "flow":
        assert row["here_amount"].minor == block.here_amount
    assert row["stays"] == len(block.stays)
    for name, share in (("stay_median_days", Fraction(1, 2)), ("stay_p90_days", Fraction(9, 10))):
        hours = plain.stay_quantile(block.stays, share)
        assert row[name] == (None if hours is None else hours / 24)


def others_are_the_plain_ones(engine: Engine, company: Company, pipeline: Pipeline, moment: datetime) -> None:
    for parts, way in populations(pipeline, moment):
        moves = ask(engine, question("transitions", pipeline, moment, **parts))
        shown = {
            (
                r["from_stage_id"],
                r["to_pipeline_id"],
                r["to_stage_id"],
                r["kind"] if r["from_stage_id"] is None else None,
            ): (r["moves"], r["median_hours"])
            for r in moves.rows
        }
        assert shown == plain.transitions(company, way)
    standing = ask(engine, question("board", pipeline, moment))
    assert {
        r["stage_id"]: (r["deals"], r["amount"].minor, r["age_median_days"])
        for r in standing.rows
        if r["deals"]
    } == plain.board(company, plain.Ask(pipeline, moment))
    snapshot = ask(engine, question("funnel", pipeline, moment, population="snapshot"))
    assert sum(r["here_now"] for r in snapshot.rows) == sum(r["deals"] for r in standing.rows)
    if moment > FIRST:
        terms = ask(engine, question("bridge", pipeline, moment, period=JANUARY))
        expected = plain.bridge(company, plain.Ask(pipeline, moment, FIRST, LAST))
        assert {r["term"]: (r["deals"], r["amount"].minor) for r in terms.rows if r["deals"]} == expected


def identities_hold(engine: Engine, pipeline: Pipeline, moment: datetime) -> None:
    for period in (None, JANUARY):
        rows = ask(engine, question("funnel", pipeline, moment, period=period)).rows
        for row, onward in pairwise(rows):
            assert (
                row["reached"] == onward["reached"] + row["lost_here"] + row["handed_over"] + row["here_now"]
            )
            assert row["reached"] == row["observed"] + row["filled_in"]
            assert onward["reached"] <= row["reached"]
        for row in rows:
            for value in row.values():
                if isinstance(value, Rate) and value.trials:
                    assert 0 <= (value.low or 0) <= (value.value or 0) <= (value.high or 0) <= 1
    # Entries (stays): all that came to a stage left it, or stand there.
    moves = ask(engine, question("transitions", pipeline, moment)).rows
    standing = {r["stage_id"]: r["deals"] for r in ask(engine, question("board", pipeline, moment)).rows}
    for stage in pipeline.stages:
        if stage.kind in ("incoming", "open"):
            came = sum(
                r["moves"]
                for r in moves
                if (r["to_pipeline_id"], r["to_stage_id"]) == (pipeline.pipeline_id, stage.stage_id)
            )
            left = sum(r["moves"] for r in moves if r["from_stage_id"] == stage.stage_id)
            assert came == left + standing.get(stage.stage_id, 0)
    if moment > FIRST:
        bridge_adds_up(engine, pipeline, moment)


def bridge_adds_up(engine: Engine, pipeline: Pipeline, moment: datetime) -> None:
    rows = ask(engine, question("bridge", pipeline, moment, period=JANUARY)).rows
    amounts = {row["term"]: row["amount"].minor for row in rows}
    assert sum(amount for term, amount in amounts.items() if term != "open_end") == amounts["open_end"]
    for term, at in (("open_start", FIRST), ("open_end", min(LAST, moment))):
        standing = ask(engine, question("board", pipeline, at)).rows
        assert amounts[term] == sum(row["amount"].minor for row in standing)


def every_cell_opens_its_deals(
    engine: Engine, pipeline: Pipeline, moment: datetime, by: str | None = None, every: int = 1
) -> None:
    for number, cell in enumerate(_cells(engine, pipeline, moment, by)):
        if number % every == 0:
            _opens(engine, *cell)


def _cells(
    engine: Engine, pipeline: Pipeline, moment: datetime, by: str | None
) -> Iterator[tuple[Question, Cell, int, Money | None]]:
    """Every number of every answer, and its sum where one is shown."""
    for parts, _ in [*populations(pipeline, moment), ({"population": "snapshot"}, None)]:
        asked = question("funnel", pipeline, moment, by=by, **parts)
        answer = ask(engine, asked)
        for row in answer.rows:
            for figure in METRICS["funnel"].figures:
                if figure.keys and row.get(figure.name) is not None:
                    cell = Cell(figure.name, (str(row["position"]),), row["segment"])
                    amount = {"reached": "amount", "lost_here": "lost_amount", "here_now": "here_amount"}.get(
                        figure.name
                    )
                    yield asked, cell, row[figure.name], row[amount] if amount else None
        for outcome, count in (answer.outcomes or {}).items():
            yield asked, Cell(outcome), count, None
        if "population" not in parts:
            yield asked, Cell("deals"), answer.totals["deals"], answer.totals["amount"]
    asked = question("transitions", pipeline, moment, by=by)
    for row in ask(engine, asked).rows:
        cell = Cell("moves", (row["from"] or row["kind"], row["to"]), row["segment"])
        yield asked, cell, row["moves"], None
    asked = question("board", pipeline, moment, by=by)
    for row in ask(engine, asked).rows:
        yield asked, Cell("here_now", (row["stage"],), row["segment"]), row["deals"], row["amount"]
    if moment > FIRST:
        asked = question("bridge", pipeline, moment, by=by, period=JANUARY)
        for row in ask(engine, asked).rows:
            yield asked, Cell(row["term"], (), row["segment"]), row["deals"], row["amount"]


def _opens(engine: Engine, asked: Question, cell: Cell, count: int, amount: Money | None) -> None:
    found = deals(engine, asked, Cell.parse(str(cell)))
    assert found.total == count == len(found.rows), cell
    if asked.metric != "transitions":
        assert len({row["deal_id"] for row in found.rows}) == count, cell
    if amount is not None:
        assert (
            found.amount == amount == Money(sum(row["amount"].minor for row in found.rows), amount.currency)
        ), cell


def figures(answer: Answer) -> Any:
    """What may not differ between two ways to the same answer."""
    return answer.rows, answer.outcomes, dict(answer.totals)
