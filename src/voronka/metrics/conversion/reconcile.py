"""Reconciliation: from the numbers of the CRM's own report to ours, rule by rule, each rule with its deals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from voronka.engines.base import Engine, rows
from voronka.language import Phrase, say
from voronka.metrics.catalog import pick
from voronka.metrics.conversion.rules import RULES
from voronka.metrics.found import Facts, Found
from voronka.metrics.scope import Asked
from voronka.metrics.segments import labels
from voronka.metrics.statement import statement_sql
from voronka.model.answer import Row
from voronka.model.cell import Cell
from voronka.model.money import Money
from voronka.model.rate import Rate
from voronka.stats.intervals import wilson

_PARTS = ("deals", "counted", "won", "lost", "amount")
_NOTHING: Mapping[str, int] = dict.fromkeys(_PARTS, 0)


def statements(asked: Asked) -> list[str]:
    """The statements that are run, in order."""
    return [statement_sql(whole(asked), "reconcile")]


def answer(engine: Engine, asked: Asked) -> Found:
    """The rows from the CRM's numbers to ours; rules that touch no deal are left out."""
    counts: dict[Any, dict[str, dict[str, int]]] = {}
    for row in rows(engine.run(statements(asked)[0])):
        counts.setdefault(row["segment"], {})[row["term"]] = {part: int(row[part]) for part in _PARTS}
    found: list[Row] = []
    for value, name in labels(asked, list(counts)).items():
        found += _walk(asked, name, counts.get(value, {}))
    return Found(found, findings=tuple(_findings(asked, found)))


def facts(asked: Asked, cell: Cell) -> Facts:
    """The deals that a rule is about."""
    if not cell.keys:
        return Facts("reconcile", "term = 'ours'", whole(asked))
    rule = pick(
        {name: name for name in RULES},
        cell.keys[0],
        say("no rule called “{name}”", name=cell.keys[0]),
        say("rules are: {names}", names=", ".join(RULES)),
    )
    return Facts("reconcile", f"term = '{rule}'", whole(asked))


def whole(asked: Asked) -> Asked:
    """All deals of the pipeline: each side picks its own by the period, one by creation, the other by closing."""
    period = asked.question.period
    question = asked.question.with_(period=replace(period, basis="created") if period else None)
    return replace(asked, question=question, first=None, last=None)


def _walk(asked: Asked, segment: str | None, counts: Mapping[str, Mapping[str, int]]) -> list[Row]:
    """The rules in order, each with the share as it is after it."""
    found: list[Row] = []
    won = counted = 0
    for rule in RULES:
        own = counts.get(rule, _NOTHING)
        is_end = rule in {"in_crm", "ours"}
        if not is_end and not own["deals"]:
            continue
        won, counted = (
            (own["won"], own["counted"]) if is_end else (won + own["won"], counted + own["counted"])
        )
        found.append(
            {
                "segment": segment,
                "rule": rule,
                **{part: own[part] for part in ("deals", "won", "lost", "counted")},
                "amount": Money(own["amount"], asked.account.currency),
                "share": wilson(won, counted) if is_end else Rate(won, counted),
            }
        )
    return found


def _findings(asked: Asked, found: Sequence[Row]) -> list[Phrase]:
    if asked.by is not None:
        return []
    theirs, *between, ours = found
    if not theirs["deals"] or not ours["deals"]:
        return []
    said = [
        say(
            "The CRM shows {crm}% ({crm_won} won of {crm_deals} closed); of the {deals} deals that came in {won} are won so far ({share}%).",
            crm=round(100 * theirs["share"].value),
            crm_won=theirs["won"],
            crm_deals=theirs["deals"],
            deals=ours["deals"],
            won=ours["won"],
            share=round(100 * ours["share"].value),
        )
    ]
    steps = [
        (abs((row["share"].value or 0) - (before["share"].value or 0)), row)
        for before, row in zip([theirs, *between], between, strict=False)
    ]
    if steps:
        jump, row = max(steps, key=lambda step: step[0])
        if jump >= 0.005:
            said.append(
                say("Most of the difference: {rule} ({deals}).", rule=RULES[row["rule"]], deals=row["deals"])
            )
    return said
