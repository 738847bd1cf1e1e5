"""Make a company from a seed: a believable Russian supplier of industrial equipment, with a truth to hold estimators against.

Same arguments, same arrays. Nothing here looks at the clock: `until` is the moment at which the simulation stands still.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

import numpy as np

from voronka.simulator import activities, mess, people, records, sources, stages
from voronka.simulator.amounts import make_amounts
from voronka.simulator.checks import check
from voronka.simulator.faults import NO_FAULTS, Fault, Faults
from voronka.simulator.history import History
from voronka.simulator.marketing import make_costs
from voronka.simulator.mess import Mess
from voronka.simulator.names import client_name, contact_name, deal_name
from voronka.simulator.records import Recorded
from voronka.simulator.shape import Columns, Company
from voronka.simulator.truth import known_truth
from voronka.simulator.world import UNTIL, World, live, make_world

__all__ = [
    "UNTIL",
    "Mess",
    "check",
    "client_name",
    "contact_name",
    "deal_name",
    "make_company",
    "make_history",
]


def make_company(
    deals: int = 5000,
    seed: int = 1,
    until: datetime | None = None,
    years: float = 3,
    untidy: Mess | None = None,
    faults: tuple[Fault, ...] = (),
) -> Company:
    """A whole company of `deals` deals over `years` up to `until` (naive UTC, None: `UNTIL`).

    `untidy` says how messy its CRM is; its `truth` is that of the process beneath (see `truth.py`), `faults` left out.

    >>> company = make_company(deals=100, seed=1)
    >>> len(company.deals["id"]), company.pipelines[0].name
    (100, 'Продажи')
    """
    world = make_world(deals, seed, until, years)
    chosen = Mess() if untidy is None else untidy
    wrong = Faults(seed, faults)
    history = live(world, deals, chosen, wrong)
    amounts = make_amounts(world.chance(3), history)
    rows, last = mess.lay_over(world.chance(4), history, chosen, world.moments, world.until, world.calendar)
    changed_at = records.last_event(history, amounts, rows, world.moments.stage_deleted_at)
    thrown = mess.deletions(world.chance(5), history, chosen, changed_at, world.until)
    recorded = Recorded(rows, last, changed_at, *thrown)
    table = records.deals(world.chance(6), history, amounts, recorded)
    return _company(
        world,
        count_truth=partial(known_truth, until, years),
        deals=table,
        **records.changes(history, amounts, recorded, table["id"]),
        **_activities(world, history, table, wrong),
        costs=make_costs(world.chance(9), deals, world.start, world.until),
    )


def make_history(
    deals: int = 3_000_000, seed: int = 1, until: datetime | None = None, years: float = 3
) -> Company:
    """Stages, amounts and owners alone, of any size, without mess: for benchmarks (3 M deals make 10 M moves in 10 s). Other tables are empty.

    >>> make_history(deals=50).calls
    {}
    """
    world = make_world(deals, seed, until, years)
    history = live(world, deals, Mess.none())
    amounts = make_amounts(world.chance(3), history)
    none = np.zeros(0, dtype=np.int64)
    changed_at = records.last_event(history, amounts, history.stages)
    recorded = Recorded(history.stages, history.last_stage(), changed_at, none, none)
    table = records.deals(world.chance(6), history, amounts, recorded)
    changes = records.changes(history, amounts, recorded, table["id"])
    empty: dict[str, Columns] = {
        name: {} for name in ("calls", "mails", "messages", "tasks", "unsorted", "answers", "costs")
    }
    return _company(world, count_truth=dict, deals=table, **changes, **empty)


def _activities(
    world: World, history: History, table: Columns, faults: Faults = NO_FAULTS
) -> dict[str, Columns]:
    rng, until, calendar = world.chance(8), world.until, world.calendar
    ids, contacts = table["id"], table["contact_id"]
    stays = activities.make_stays(history, until)
    touches = activities.make_touches(rng, history, stays, until, world.staff, calendar, faults)
    return {
        "calls": activities.make_calls(rng, touches["calls"], ids, contacts),
        "mails": activities.make_letters(rng, touches["mails"], ids, 43_000_003, 0.0),
        "messages": activities.make_letters(rng, touches["messages"], ids, 44_000_021, 0.1),
        "tasks": activities.make_tasks(rng, stays, ids, until, calendar),
        "unsorted": activities.make_unsorted(history, ids),
        "answers": activities.make_answers(rng, history, table, until),
    }


def _company(world: World, count_truth: Callable[[], dict[str, Any]], **tables: Columns) -> Company:
    return Company(
        seed=world.seed,
        until=world.until,
        started_at=world.start,
        timezone="Europe/Moscow",
        account_id=31_207_458,
        account_name="ПромТехСнаб",
        subdomain="promtehsnab",
        currency="RUB",
        pipelines=stages.make_pipelines(),
        groups=people.GROUPS,
        users=people.make_users(),
        sources=sources.make_sources(),
        loss_reasons=sources.make_loss_reasons(),
        tags=sources.make_tags(),
        fields=sources.make_fields(),
        count_truth=count_truth,
        **tables,
    )
