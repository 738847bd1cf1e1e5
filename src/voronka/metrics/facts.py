"""Facts: the deals (or moves) behind one number, from the same SQL that counted them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from voronka.engines.base import Engine, rows
from voronka.engines.seen import seen_by
from voronka.errors import InputError
from voronka.language import say
from voronka.metrics.ask import module_of, settled
from voronka.metrics.catalog import pick
from voronka.metrics.dimensions import values_sql
from voronka.metrics.literals import at_sql
from voronka.metrics.names import dictionary
from voronka.metrics.places import find, label
from voronka.metrics.scope import Asked, asked
from voronka.metrics.segments import segment_condition_sql
from voronka.metrics.statement import statement_sql
from voronka.model.cell import Cell
from voronka.model.context import NOTHING_TOLD, Context
from voronka.model.deal_list import DealList
from voronka.model.money import Money
from voronka.model.question import Question

__all__ = ["DealList", "deals"]

#: Column of the list → what it is sorted by.
_ORDER = {
    "deal_id": "facts.deal_id",
    "external_id": "deals.external_id",
    "name": "deals.name",
    "pipeline": "facts.pipeline_id",
    "stage": "stages.rank",
    "owner": "people.name",
    "amount": "facts.amount_minor",
    "created_at": "deals.created_at",
    "outcome": "known_journeys.outcome",
    "outcome_at": "known_journeys.outcome_at",
    "reason": "reasons.value",
    "age_days": "age_hours",
}


def deals(
    engine: Engine,
    question: Question,
    cell: Cell,
    order: str | None = None,
    limit: int | None = None,
    offset: int = 0,
    context: Context = NOTHING_TOLD,
) -> DealList:
    """Exactly the deals that `cell` of the question's answer counts; `order` is a column, turned round by a minus in front.

    InputError when the metric has no such figure, place, segment or column.
    """
    engine = seen_by(engine, context.rights)
    known = asked(question, dictionary(engine), context)
    if cell.segment is None:
        # A number without a segment counts each deal once, whatever the question splits by.
        known = replace(known, by=None)
    elif known.by is None:
        raise InputError(
            say("the question is not split, so “{cell}” names no segment", cell=str(cell)),
            do=say("add by=…, or leave out the @"),
        )
    cell = _known(known, cell)
    picked = module_of(known.metric).facts(settled(engine, known), cell)
    known = picked.asked or known
    condition = f"{picked.condition} and {segment_condition_sql(known, cell.segment)}"
    column = order or {"move": "-moved_at", "activity": "-happened_at"}.get(known.metric.unit, "-amount")
    counted = statement_sql(known, picked.name, _total_sql(condition))
    listed = statement_sql(known, picked.name, _list_sql(known, condition, column, limit, offset))
    [total] = rows(engine.run(counted))
    return DealList(
        question=question,
        cell=cell,
        rows=tuple(_row(known, row) for row in rows(engine.run(listed))),
        total=total["total"],
        amount=Money(total["amount"], known.account.currency),
        no_amount=total["no_amount"],
        order=column,
        offset=offset,
        sql=engine.translate(listed),
        columns=known.metric.fact_columns,
        timezone=known.account.timezone,
        account_id=known.account.account_id,
    )


def _known(known: Asked, cell: Cell) -> Cell:
    """The cell with its figure as the catalogue spells it; InputError when the metric has no such figure or place."""
    figures = {figure.name: figure for figure in known.metric.figures}
    figure = pick(
        figures,
        cell.figure,
        say("{metric} has no figure “{name}”", metric=known.metric.name, name=cell.figure),
        say("figures are: {names}", names=", ".join(figures)),
    )
    if cell.keys and len(cell.keys) != len(figure.keys):
        raise InputError(
            say("the cell “{cell}” has the wrong place", cell=str(cell)),
            say("{figure} needs: {keys}", figure=figure.name, keys=", ".join(figure.keys) or "—"),
        )
    return replace(cell, figure=figure.name)


def _total_sql(condition: str) -> str:
    return f"""select count(*) as total, cast(coalesce(sum(amount_minor), 0) as bigint) as amount,
    count(case when amount_minor is null or amount_minor = 0 then 1 end) as no_amount
from facts
where {condition}"""


def _list_sql(known: Asked, condition: str, order: str, limit: int | None, offset: int) -> str:
    account = known.account.account_id
    is_moves = known.metric.unit == "move"
    extra = [one.name for one in known.metric.fact_columns]
    columns = (
        _ORDER | ({"moved_at": "facts.moved_at"} if is_moves else {}) | {one: f"facts.{one}" for one in extra}
    )
    column = order.removeprefix("-")
    by = pick(
        columns,
        column,
        say("the list has no column “{name}”", name=column),
        say("columns are: {names}", names=", ".join(columns)),
    )
    moved = (
        "facts.moved_at as moved_at, facts.from_stage_id as from_stage_id, facts.to_pipeline_id as to_pipeline_id, facts.to_stage_id as to_stage_id,\n    "
        if is_moves
        else "".join(f"facts.{one} as fact_{one}, " for one in extra)
    )
    ties = ", ".join(
        ["facts.deal_id", "facts.pipeline_id"]
        + (["facts.moved_at", "facts.to_stage_id"] if is_moves else [f"facts.{one}" for one in extra])
    )
    return f"""select facts.deal_id as deal_id, facts.pipeline_id as pipeline_id, {moved}facts.amount_minor as amount_minor,
    deals.external_id as external_id, deals.name as name, deals.created_at as created_at,
    known_journeys.stage_id as standing_stage_id, people.name as owner, known_journeys.outcome as ended, known_journeys.outcome_at as ended_at,
    reasons.value as reason,
    hours_between(known_journeys.started_at, coalesce(known_journeys.outcome_at, {at_sql(known.as_of)})) as age_hours
from (select * from facts where {condition}) as facts
left join known_journeys on known_journeys.deal_id = facts.deal_id and known_journeys.pipeline_id = facts.pipeline_id
left join deals on deals.account_id = {account} and deals.deal_id = facts.deal_id
left join stages on stages.account_id = {account} and stages.pipeline_id = facts.pipeline_id and stages.stage_id = known_journeys.stage_id
left join people on people.account_id = {account} and people.person_id = known_journeys.current_owner_id
left join (select deal_id, min(value) as value {values_sql(known, "loss_reason")} group by deal_id) as reasons
    on reasons.deal_id = facts.deal_id and known_journeys.outcome = 'lost'
order by {by} {"desc" if order.startswith("-") else "asc"} nulls last, {ties}
{f"limit {int(limit)} offset {int(offset)}" if limit is not None else ""}"""


def _row(known: Asked, row: dict[str, Any]) -> dict[str, Any]:
    pipeline, stage = find(known, row["pipeline_id"], row["standing_stage_id"])
    found = {
        "deal_id": row["deal_id"],
        "external_id": row["external_id"],
        "name": row["name"],
        "pipeline": pipeline.name if pipeline else None,
        "stage": stage.name if stage else None,
        "owner": row["owner"],
        "amount": Money(row["amount_minor"] or 0, known.account.currency),
        "created_at": row["created_at"],
        "outcome": row["ended"],
        "outcome_at": row["ended_at"],
        "reason": row["reason"],
        "age_days": None if row["age_hours"] is None else row["age_hours"] / 24,
    }
    if known.metric.unit == "move":
        start = row["from_stage_id"]
        found["moved_at"] = row["moved_at"]
        found["from"] = None if start is None else label(known, row["pipeline_id"], start)
        found["to"] = label(known, row["to_pipeline_id"], row["to_stage_id"])
    return found | {one.name: row[f"fact_{one.name}"] for one in known.metric.fact_columns}
