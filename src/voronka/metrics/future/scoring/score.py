"""Which open deals deserve the day: the chance of each, what it is made of, and what a contact is worth."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np

from voronka.engines.base import Engine
from voronka.language import Phrase, say
from voronka.metrics.found import Facts, Found
from voronka.metrics.future.scoring.chances import Chances, Model, chances, estimate, model_of, words_of
from voronka.metrics.future.scoring.names import Names, joined, points_text
from voronka.metrics.future.scoring.past import Past, past, past_statements
from voronka.metrics.future.scoring.points import points
from voronka.metrics.future.scoring.words import findings
from voronka.metrics.places import find
from voronka.metrics.scope import Asked, rows
from voronka.metrics.statement import statement_sql
from voronka.metrics.times.standing import snoozed
from voronka.model.answer import Row
from voronka.model.cell import Cell
from voronka.model.money import Money

#: Rows, unless the question says how many.
TOP = 50
#: How many deals each person is told to take next.
NEXT = 5
#: Reasons told in one line; all stand in `reasons`. Below this share of a point one says nothing.
TOLD, LEAST = 3, 0.0005


def statements(asked: Asked) -> list[str]:
    """The statements that are run, in order: the history, and the open deals."""
    return [*past_statements(asked), _list_sql(asked)]


def answer(engine: Engine, asked: Asked) -> Found:
    """One row per open deal, what a contact is worth most first; then those without a model by points and amount."""
    listed = rows(engine.run(_list_sql(asked)))
    model = model_of(engine, asked)
    ids = np.array([row["deal_id"] for row in listed], dtype=np.int64)
    told = chances(engine, asked, model, ids)
    typical = typical_amount(past(engine, asked))
    names = Names.of(asked)
    given = points(asked.context.score.rules, told.traits, names, len(listed))
    found = [
        _row(asked, row, place, model, told, int(given[place]), names, typical)
        for place, row in enumerate(listed)
    ]
    found.sort(key=_place)
    _mark_next(asked, found)
    totals = _totals(asked, model, found, typical)
    top = int(asked.number("top") or TOP)
    return Found(found[:top], totals=totals, findings=findings(asked, model, found))


def facts(_: Asked, __: Cell) -> Facts:
    """Open deals."""
    return Facts("score", "true")


def typical_amount(known: Past) -> int | None:
    """The median amount of deals that were won, in minor units: what a deal without an amount is taken for when deals are put in order."""
    won = known.amount[known.is_won & (known.amount > 0)]
    return int(np.median(won)) if len(won) else None


def _list_sql(asked: Asked) -> str:
    account = asked.account.account_id
    return statement_sql(
        asked,
        "score",
        f"""select facts.deal_id as deal_id, deals.external_id as external_id, deals.name as name, facts.owner_id as owner_id, people.name as manager,
    facts.pipeline_id as pipeline_id, facts.stage_id as stage_id, facts.position as position, facts.stage_hours as hours, facts.amount_minor as amount_minor
from facts
left join deals on deals.account_id = {account} and deals.deal_id = facts.deal_id
left join people on people.account_id = {account} and people.person_id = facts.owner_id
order by facts.deal_id""",
    )


def _row(
    asked: Asked,
    row: dict[str, Any],
    place: int,
    model: Model,
    told: Chances,
    given: int,
    names: Names,
    typical: int | None,
) -> dict[str, Any]:
    stage = find(asked, row["pipeline_id"], row["stage_id"])[1]
    currency = asked.account.currency
    amount = int(row["amount_minor"] or 0)
    known = {
        "segment": None,
        "account_id": asked.account.account_id,
        "deal_id": row["deal_id"],
        "external_id": row["external_id"],
        "name": row["name"],
        "manager_id": row["owner_id"],
        "manager": row["manager"],
        "stage": stage.name if stage else None,
        "stage_id": row["stage_id"],
        "position": row["position"],
        "age_days": None if row["hours"] is None else row["hours"] / 24,
        "amount": Money(amount, currency) if amount else None,
        "points": given if asked.context.score.rules else None,
        "next": None,
    }
    return known | _told(place, model, told, names, amount, typical, currency)


def _told(
    place: int, model: Model, told: Chances, names: Names, amount: int, typical: int | None, currency: str
) -> dict[str, Any]:
    """What the model says of one deal; all unknown without one."""
    if told.chance is None or told.parts is None or told.idle is None:
        return {"chance": None, "expected": None, "falls": None, "gain": None, "why": None, "reasons": []}
    chance = float(told.chance[place])
    falls = chance - float(told.idle[place])
    gained = max(0.0, falls if told.touched is None else float(told.touched[place] - told.idle[place]))
    worth = amount or typical
    reasons = _reasons(place, told, names)
    return {
        "chance": estimate(chance, model.bins),
        "expected": Money(round(chance * amount), currency) if amount else None,
        "falls": falls,
        "gain": None if worth is None else Money(round(gained * worth), currency),
        "why": _why(reasons),
        "reasons": reasons,
    }


def _reasons(place: int, told: Chances, names: Names) -> list[Row]:
    """What each trait adds to the chance or takes from it, the largest first; together they are its difference from the average."""
    assert told.parts is not None
    parts = told.parts[place]
    order = np.lexsort((np.arange(len(parts)), -np.abs(parts)))
    return [
        {
            "trait": told.names[one],
            "text": names.told(told.names[one], _said(told, told.names[one], place)),
            "share": float(parts[one]),
        }
        for one in order.tolist()
    ]


def _said(told: Chances, name: str, place: int) -> str | float | None:
    trait = told.traits.get(name)
    return None if trait is None else words_of(trait, place)


def _why(reasons: list[Row]) -> Phrase | None:
    """The first reasons in one line."""
    first = [
        say("{points}: {what}", points=points_text(one["share"]), what=one["text"])
        for one in reasons[:TOLD]
        if abs(one["share"]) >= LEAST
    ]
    return joined(first) if first else None


def _place(row: Row) -> tuple[Any, ...]:
    amount = row["amount"].minor if row["amount"] else 0
    gain = row["gain"].minor if row["gain"] else -1
    chance = row["chance"].value if row["chance"] else 0.0
    return -gain, -chance, -(row["points"] or 0), -amount, row["deal_id"]


def _mark_next(asked: Asked, found: list[dict[str, Any]]) -> None:
    """The first of each person's deals that a contact does something for, those set aside left out."""
    aside = {one.deal_id for one in snoozed(asked)}
    taken: dict[int | None, int] = defaultdict(int)
    for row in found:
        if (
            row["deal_id"] in aside
            or taken[row["manager_id"]] >= NEXT
            or not (row["gain"] and row["gain"].minor)
        ):
            continue
        taken[row["manager_id"]] += 1
        row["next"] = taken[row["manager_id"]]


def _totals(asked: Asked, model: Model, found: list[dict[str, Any]], typical: int | None) -> dict[str, Any]:
    expected = [row["expected"].minor for row in found if row["expected"]]
    currency = asked.account.currency
    return {
        "state": model.state,
        "horizon_days": model.horizon_days,
        "average": None if model.fit is None else model.fit.average,
        "open": len(found),
        "without_amount": sum(row["amount"] is None for row in found),
        "expected": Money(sum(expected), currency) if model.fit else None,
        "typical_amount": None if typical is None else Money(typical, currency),
        "model": None if model.stored is None else model.stored.number,
        "model_as_of": None if model.stored is None else model.stored.as_of,
    }
