"""Which open deals deserve the day: the chance of each, what it is made of, and what a contact is worth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from voronka.engines.base import Columns, Engine
from voronka.language import Phrase, say
from voronka.metrics.found import Facts, Found
from voronka.metrics.future.scoring.chances import Chances, Model, chances, estimate, model_of, words_of
from voronka.metrics.future.scoring.names import Names, joined, points_text
from voronka.metrics.future.scoring.past import Past, past, past_statements
from voronka.metrics.future.scoring.points import points
from voronka.metrics.future.scoring.words import findings
from voronka.metrics.places import find
from voronka.metrics.scope import Asked
from voronka.metrics.statement import statement_sql
from voronka.metrics.times.standing import snoozed
from voronka.model.answer import Row
from voronka.model.cell import Cell
from voronka.model.money import Money
from voronka.predict.score.judge import Flags
from voronka.stats.risk import Counts

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
    """One row per open deal, what a contact is worth most first; then those without a model by points and amount. With `deal` that one alone."""
    listed = engine.run(_list_sql(asked))
    model = model_of(engine, asked)
    told = chances(engine, asked, model, listed["deal_id"].astype(np.int64))
    names = Names.of(asked)
    work = Work.of(asked, listed, told, names, typical_amount(past(engine, asked)))
    top = int(asked.number("top") or TOP)
    found = [_row(asked, listed, place, model, told, work, names) for place in work.order[:top].tolist()]
    totals = _totals(asked, model, work)
    return Found(found, totals=totals, findings=findings(model, totals))


def facts(_: Asked, __: Cell) -> Facts:
    """Open deals."""
    return Facts("score", "true")


def typical_amount(known: Past) -> int | None:
    """The median amount of deals that were won, in minor units: what a deal without an amount is taken for when deals are put in order."""
    won = known.amount[known.is_won & (known.amount > 0)]
    return int(np.median(won)) if len(won) else None


@dataclass(frozen=True, eq=False)
class Work:
    """Of every open deal in the order of the list: amount (minor units, 0: none), points, what a contact is worth (-1: not known), its place among the
    next ones of its person (0: none), and the `order` in which deals are shown."""

    amount: Counts
    points: Counts
    gain: Counts
    next: Counts
    order: Counts
    expected: Counts
    typical: int | None

    @classmethod
    def of(cls, asked: Asked, listed: Columns, told: Chances, names: Names, typical: int | None) -> Work:
        """From the open deals and their chances."""
        deals = listed["deal_id"].astype(np.int64)
        amount = _numbers(listed["amount_minor"])
        given = points(asked.context.score.rules, told.traits, names, len(deals))
        chance = np.zeros(len(deals)) if told.chance is None else told.chance
        gain = _gain(told, np.where(amount > 0, amount, typical or 0), typical)
        order = np.lexsort((deals, -amount, -given, -chance, -gain))
        aside = np.isin(deals, [one.deal_id for one in snoozed(asked)])
        expected = np.rint(chance * amount).astype(np.int64)
        return cls(
            amount,
            given,
            gain,
            _next(_numbers(listed["owner_id"]), order, (gain > 0) & ~aside),
            order,
            expected,
            typical,
        )


def _gain(told: Chances, worth: Counts, typical: int | None) -> Counts:
    """(chance after a contact now − chance after a week without one) × amount; -1 where no model or no amount at all is known."""
    if told.chance is None or told.idle is None:
        return np.full(len(worth), -1)
    gained = np.maximum((told.chance if told.touched is None else told.touched) - told.idle, 0)
    return np.where((worth > 0) | (typical is not None), np.rint(gained * worth), -1).astype(np.int64)


def _next(person: Counts, order: Counts, counts: Flags) -> Counts:
    """1, 2, … for the first deals of each person that count, in their order; 0 for the rest."""
    found = np.zeros(len(person), dtype=np.int64)
    rows = order[counts[order]]
    by_person = rows[np.argsort(person[rows], kind="stable")]
    first = np.searchsorted(person[by_person], person[by_person], side="left")
    place = np.arange(len(by_person)) - first + 1
    found[by_person] = np.where(place <= NEXT, place, 0)
    return found


def _numbers(column: npt.NDArray[Any]) -> Counts:
    """Whole numbers, 0 for none."""
    return np.array([value or 0 for value in column.tolist()], dtype=np.int64)


def _list_sql(asked: Asked) -> str:
    account, one = asked.account.account_id, asked.number("deal")
    return statement_sql(
        asked,
        "score",
        f"""select facts.deal_id as deal_id, deals.external_id as external_id, deals.name as name, facts.owner_id as owner_id, people.name as manager,
    facts.pipeline_id as pipeline_id, facts.stage_id as stage_id, facts.position as position, facts.stage_hours as hours, facts.amount_minor as amount_minor
from facts
left join deals on deals.account_id = {account} and deals.deal_id = facts.deal_id
left join people on people.account_id = {account} and people.person_id = facts.owner_id
{"" if one is None else f"where facts.deal_id = {int(one)}"}
order by facts.deal_id""",
    )


def _row(
    asked: Asked, listed: Columns, place: int, model: Model, told: Chances, work: Work, names: Names
) -> dict[str, Any]:
    row = {name: column[place] for name, column in listed.items()}
    stage = (
        find(asked, int(row["pipeline_id"]), int(row["stage_id"]))[1] if row["stage_id"] is not None else None
    )
    amount = int(work.amount[place])
    known = {
        "segment": None,
        "account_id": asked.account.account_id,
        "deal_id": int(row["deal_id"]),
        "external_id": row["external_id"],
        "name": row["name"],
        "manager_id": None if row["owner_id"] is None else int(row["owner_id"]),
        "manager": row["manager"],
        "stage": stage.name if stage else None,
        "stage_id": None if row["stage_id"] is None else int(row["stage_id"]),
        "position": None if row["position"] is None else int(row["position"]),
        "age_days": None if row["hours"] is None else int(row["hours"]) / 24,
        "amount": Money(amount, asked.account.currency) if amount else None,
        "points": int(work.points[place]) if asked.context.score.rules else None,
        "next": int(work.next[place]) or None,
    }
    return known | _told(place, model, told, names, work, asked.account.currency)


def _told(place: int, model: Model, told: Chances, names: Names, work: Work, currency: str) -> dict[str, Any]:
    """What the model says of one deal; all unknown without one."""
    if told.chance is None or told.parts is None or told.idle is None:
        return {"chance": None, "expected": None, "falls": None, "gain": None, "why": None, "reasons": []}
    chance, gain = float(told.chance[place]), int(work.gain[place])
    reasons = _reasons(place, told, names)
    return {
        "chance": estimate(chance, model.bins),
        "expected": Money(int(work.expected[place]), currency) if work.amount[place] else None,
        "falls": chance - float(told.idle[place]),
        "gain": None if gain < 0 else Money(gain, currency),
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


def _totals(asked: Asked, model: Model, work: Work) -> dict[str, Any]:
    currency = asked.account.currency
    return {
        "state": model.state,
        "horizon_days": model.horizon_days,
        "closed": model.closed,
        "average": None if model.fit is None else model.fit.average,
        "open": len(work.order),
        "without_amount": int((work.amount == 0).sum()),
        "expected": Money(int(work.expected.sum()), currency) if model.fit else None,
        "typical_amount": None if work.typical is None else Money(work.typical, currency),
        "people": model.fit is not None and "manager" in model.fit.design.names,
        "model": None if model.stored is None else model.stored.number,
        "model_as_of": None if model.stored is None else model.stored.as_of,
    }
