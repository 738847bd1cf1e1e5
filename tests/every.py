"""What must hold of every metric of the catalogue, whatever it counts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from math import isclose
from typing import Any

from voronka.engines.base import Engine
from voronka.metrics.ask import ask
from voronka.metrics.catalog import DIMENSIONS, METRICS
from voronka.metrics.facts import deals
from voronka.metrics.opening import cell_of, counted
from voronka.model.answer import Answer
from voronka.model.cell import Cell
from voronka.model.context import Context, Note, Snooze
from voronka.model.goal import Goal, Whom
from voronka.model.money import Money
from voronka.model.period import Period
from voronka.model.question import Question

PERIOD = Period.parse("2026-01-10..2026-02-10")
#: What a company that tells everything tells.
TOLD = Context(
    notes=(Note(1, date(2026, 1, 20), "new script"),),
    snoozes=(Snooze(1, 2, date(2026, 3, 15), "holiday"),),
    stages={"proposal": ("proposal",)},
    margin=0.4,
    plan_minor=1_000_000,
    goals=(
        Goal("revenue", PERIOD, 100_000, number=1),
        Goal("calls", PERIOD, 3, Whom("person", 1, 2), number=2),
        Goal("won", Period.parse("2026-Q1"), 4, Whom("team", 1, 1), number=3),
        Goal("closed_rate", Period.parse("2026-03"), 0.5, number=4),
        Goal("average_deal", PERIOD, 50_000, pipeline="repeat", number=5),
        Goal("revenue", Period.parse("2026-Q1"), 10**9, number=6),
    ),
)


#: Metrics that take no filter: goals are of whom they were set for.
UNFILTERED = ("plan", "plan_check")


def question(name: str, **parts: Any) -> Question:
    """The plainest question of a metric, with some parts changed."""
    metric = METRICS[name]
    given = Question.from_pairs([("metric", name), *metric.example])
    if metric.needs_period:
        given = given.with_(period=PERIOD)
    return given.with_(**parts)


def dimensions(name: str) -> list[str | None]:
    """What a metric can be split by, nothing first."""
    metric = METRICS[name]
    if not metric.can_split:
        return [None]
    return [None] + [
        one.name
        for one in DIMENSIONS.values()
        if (not metric.dimensions or one.name in metric.dimensions)
        and one.can_group
        and (one.name != "pipeline" or metric.over_all_pipelines)
    ]


def ways(name: str, moment: datetime, by: str | None = None, pipeline: str | None = None) -> list[Question]:
    """A metric's question over all time, over a period of creations and of closings, and in its other populations."""
    metric = METRICS[name]
    parts: list[dict[str, Any]] = [{"period": PERIOD}]
    if not metric.needs_period:
        parts.append({})
    if "cohort" in metric.populations:
        parts.append({"period": Period.parse("closed:2026-01-10..2026-02-10")})
    parts += [{"population": one, "period": PERIOD} for one in metric.populations[1:]]
    split = by if by in dimensions(name) else None
    return [question(name, as_of=moment, by=split, pipeline=pipeline, **part) for part in parts]


def opens_its_facts(engine: Engine, asked: Question, most: int = 3) -> int:
    """Numbers with a figure open as many facts as they say, and with the same sum; how many were tried.

    Of many a few, spread evenly, other ones in each question.
    """
    numbers, told = 0, list(_cells(ask(engine, asked, TOLD)))
    step = max(1, -(-len(told) // most))
    start = len(asked.to_text()) % step
    for number, (cell, count, amount) in enumerate(told):
        if number % step == start:
            found = deals(engine, asked, Cell.parse(str(cell)), context=TOLD)
            what = f"{asked.to_text()} {cell}"
            if count is not None:
                assert found.total == count == len(found.rows), what
            if amount is not None:
                assert found.amount == amount, what
            if METRICS[asked.metric].unit == "deal":
                assert len({(row["deal_id"], row["pipeline"]) for row in found.rows}) == found.total, what
            numbers += 1
    return numbers


def _cells(answer: Answer) -> Iterator[tuple[Cell, int | None, Money | None]]:
    metric = METRICS[answer.metric]
    for row in answer.rows:
        for column in answer.columns:
            if cell := cell_of(metric, column, row):
                value = row[column.name]
                yield cell, counted(value), value if isinstance(value, Money) else None
    for figure in metric.figures:
        # The bridge's figures are its terms, some of which are named as outcomes are.
        if not figure.keys and metric.name != "bridge":
            # A snapshot's totals are in its rows.
            wholes = [answer.outcomes or {}] + [answer.totals] * (answer.question.population != "snapshot")
            for whole in wholes:
                if isinstance(whole.get(figure.name), int):
                    yield Cell(figure.name), whole[figure.name], None


def nothing_later_matters(
    engine: Engine, cut: Engine, name: str, moment: datetime, by: str | None, pipeline: str | None
) -> None:
    """Asking as of a moment = asking a store that knows nothing later."""
    for asked in ways(name, moment, by, pipeline):
        same(ask(engine, asked, TOLD), ask(cut, asked, TOLD))


def same(one: Answer, other: Answer) -> None:
    """Two answers say the same: rows, totals, outcomes, findings; numbers to nine digits."""
    differs = difference(told(one), told(other))
    assert not differs, f"{one.question.to_text()}: {differs}"


def told(answer: Answer) -> dict[str, Any]:
    """What an answer says, as plain values."""
    parts = answer.to_dict()
    found = {name: parts.get(name) for name in ("rows", "totals", "outcomes", "notes", "findings")}
    return found | {"versus": parts.get("versus", {}).get("rows")}


def difference(one: Any, other: Any, place: str = "") -> str:
    """Where two plain values differ, and how; "" when they are the same."""
    if isinstance(one, Mapping) and isinstance(other, Mapping) and one.keys() == other.keys():
        return next(filter(None, (difference(one[key], other[key], f"{place}.{key}") for key in one)), "")
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        return next(
            filter(
                None,
                (difference(a, b, f"{place}[{i}]") for i, (a, b) in enumerate(zip(one, other, strict=True))),
            ),
            "",
        )
    if (
        isinstance(one, float)
        and isinstance(other, float)
        and isclose(one, other, rel_tol=1e-9, abs_tol=1e-12)
    ):
        return ""
    return "" if one == other else f"{place}: {one!r} is not {other!r}"


def is_plain(answer: Answer) -> None:
    """An answer is told alike in JSON, pandas, polars and Arrow."""

    def never(name: str) -> None:
        raise AssertionError(f"{answer.question.to_text()}: {name} is no JSON")

    assert json.loads(answer.to_json(), parse_constant=never)["metric"] == answer.metric
    tables: Sequence[Any] = (answer.to_pandas(), answer.to_polars(), answer.to_arrow())
    assert [len(table) for table in tables] == [len(answer.rows)] * 3
