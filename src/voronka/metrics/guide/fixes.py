"""Fixes: what in the CRM spoils the figures, how much of it, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from voronka.engines.base import Engine, rows
from voronka.language import Phrase, say
from voronka.metrics.ask import module_of, settled
from voronka.metrics.catalog import METRICS, pick
from voronka.metrics.found import Facts, Found
from voronka.metrics.guide.leverage import answered, question_of
from voronka.metrics.literals import text_sql
from voronka.metrics.scope import Asked
from voronka.metrics.segments import labels
from voronka.metrics.statement import statement_sql
from voronka.model.answer import Row
from voronka.model.cell import Cell
from voronka.model.money import Money


@dataclass(frozen=True)
class Fix:
    """Something to put right: what is wrong, which figures it spoils, what to do."""

    name: str
    title: Phrase
    spoils: Phrase
    advice: Phrase


FIXES = {
    fix.name: fix
    for fix in (
        Fix("dead", say("Open, but older on their stage than any deal that was won"), say("the sum of open deals, the stays and the CRM's own conversion"), say("close them as lost with a reason, or move them on")),
        Fix("idle", say("Open, and nothing done about them for a month"), say("the sum of open deals and what may be expected of it"), say("call, or close them")),
        Fix("open_no_amount", say("Open without an amount"), say("the sum of open deals and the coverage of the plan"), say("make the amount obligatory from the first stage on which it is known")),
        Fix("won_no_amount", say("Won without an amount"), say("revenue and the average deal"), say("enter what was paid")),
        Fix("no_reason", say("Lost without a reason"), say("the losses by reason"), say("make the loss reason obligatory in the CRM")),
        Fix("no_owner", say("Open, and nobody’s: without an owner, or of somebody who is gone"), say("everything by manager, and these deals are lost"), say("give them to somebody")),
        Fix("twice", say("Open deals of one contact"), say("new deals and the share won: one sale counts as several chances"), say("merge those that are the same enquiry")),
        Fix("bulk", say("Moved in bulk"), say("the stays, and when what happened"), say("move deals when they move, not at the end of the month")),
        Fix("unpriced", say("In another currency"), say("all sums: they are counted, not priced"), say("keep the amount in the account’s currency, or ask for them apart")),
    )
}  # fmt: skip


def settle(engine: Engine, asked: Asked) -> Asked:
    """The question of stuck deals with what is normal on each stage, which tells the dead ones."""
    return settled(engine, _stuck(asked, "stuck"))


def statements(asked: Asked) -> list[str]:
    """The statements that are run, in order."""
    stuck = _stuck(asked, "stuck_summary")
    own = [statement_sql(asked, "fixes"), _done_sql(asked), statement_sql(asked, "used_stages")]
    return [*own, *module_of(stuck.metric).statements(stuck)]


def answer(engine: Engine, asked: Asked) -> Found:
    """One row per thing to fix, and one for stages that nobody uses."""
    counted: dict[Any, dict[str, tuple[int, int]]] = {}
    for row in rows(engine.run(statement_sql(asked, "fixes"))):
        counted.setdefault(row["segment"], {})[row["name"]] = (row["deals"], row["amount"])
    dead = answered(engine, _stuck(asked, "stuck_summary"))
    done = rows(engine.run(_done_sql(asked)))[0]["done"]
    named = {name: counted[value] for value, name in labels(asked, list(counted)).items() if value in counted}
    for stage in dead.rows:
        own = named.setdefault(stage["segment"], {})
        deals, amount = own.get("dead", (0, 0))
        own["dead"] = (deals + stage["dead"], amount + stage["dead_amount"].minor)
    if asked.by is None:
        named.setdefault(None, {})
    found = [
        _row(asked, segment, fix, own.get(fix.name, (0, 0)), fix.name != "idle" or done > 0)
        for segment, own in named.items()
        for fix in FIXES.values()
    ]
    return Found([*found, *_unused(engine, asked)], findings=_findings(found) if asked.by is None else ())


def facts(asked: Asked, cell: Cell) -> Facts:
    """The deals of a check, or of all but the dead ones."""
    if not cell.keys:
        return Facts("fixes", "true")
    fix = pick(
        FIXES,
        cell.keys[0],
        say("no check called “{name}”", name=cell.keys[0]),
        say("checks are: {names}", names=", ".join(FIXES)),
    )
    if fix.name == "dead":
        return module_of(METRICS["stuck"]).facts(asked.settled, Cell("dead"))
    return Facts("fixes", f"name = {text_sql(fix.name)}")


def _stuck(asked: Asked, metric: str) -> Asked:
    """The dead ones are told by the metric of stuck deals, of the same deals."""
    question = asked.question
    by = {"by": asked.by.name} if asked.by else {}
    return question_of(asked, metric, question.period, **by)


def _done_sql(asked: Asked) -> str:
    """How much is known to have been done: nothing means that no calls, mails or tasks are read."""
    return statement_sql(asked, "fixes", "select count(*) as done from seen_activities")


def _row(asked: Asked, segment: str | None, fix: Fix, found: tuple[int, int], is_known: bool) -> Row:
    deals, amount = found
    return {
        "segment": segment,
        "check": fix.name,
        "title": fix.title,
        "deals": deals if is_known else None,
        "amount": Money(amount, asked.account.currency) if is_known else None,
        "spoils": fix.spoils,
        "advice": fix.advice
        if is_known
        else say("connect telephony and mail: nothing is known of what was done"),
    }


def _unused(engine: Engine, asked: Asked) -> list[Row]:
    """Open stages that no deal of the question ever stood on."""
    assert asked.pipeline is not None
    if asked.by is not None:
        return []
    used = {row["stage_id"] for row in rows(engine.run(statement_sql(asked, "used_stages")))}
    unused = [
        stage.name
        for stage in asked.pipeline.stages
        if stage.kind == "open" and not stage.is_deleted and stage.stage_id not in used
    ]
    if not unused:
        return []
    return [
        {
            "segment": None,
            "check": "unused_stages",
            "title": say("Stages on which no deal has stood: {names}", names=", ".join(unused)),
            "deals": None,
            "amount": None,
            "spoils": say("the funnel: they count as skipped"),
            "advice": say("take them out of the pipeline"),
        }
    ]


def _findings(found: list[Row]) -> tuple[Phrase, ...]:
    wrong = [row for row in found if row["deals"]]
    if not wrong:
        return (say("Nothing to fix: the deals are kept as they should be."),)
    first: Mapping[str, Any] = max(wrong, key=lambda row: row["deals"])
    return (
        say(
            "Begin with “{title}”: {n} deals. It spoils {spoils}.",
            title=first["title"],
            n=first["deals"],
            spoils=first["spoils"],
        ),
    )
