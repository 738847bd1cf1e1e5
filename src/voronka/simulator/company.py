"""Make a company from a seed: a believable Russian supplier of industrial equipment, with a truth to hold estimators against.

Same arguments, same arrays. Nothing here looks at the clock: `until` is the moment at which the simulation stands still.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from voronka.errors import InputError
from voronka.simulator import activities, arrivals, mess, people, records, sources, stages
from voronka.simulator.amounts import make_amounts
from voronka.simulator.arrivals import Arrivals
from voronka.simulator.checks import check
from voronka.simulator.history import History, assemble
from voronka.simulator.marketing import make_costs
from voronka.simulator.mess import Mess
from voronka.simulator.names import client_name, contact_name, deal_name
from voronka.simulator.people import Staff
from voronka.simulator.shape import Columns, Company
from voronka.simulator.walk import Paths, walk
from voronka.simulator.worktime import DAY, Calendar, Ints, make_calendar

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

#: Where a company stands still when nobody says otherwise.
UNTIL = datetime.fromisoformat("2026-10-01")
#: Share of the deals that begin in the repeat pipeline, and of these that follow a win (the others are clients from before the CRM).
REPEAT_SHARE, FOLLOWS_A_WIN = 0.12, 0.75


@dataclass(frozen=True)
class _World:
    """All that does not depend on the deals: span, calendar, staff, and the streams of chance, one for each part."""

    seed: int
    start: int
    until: int
    calendar: Calendar
    staff: Staff
    moments: mess.Moments

    def chance(self, part: int) -> np.random.Generator:
        """A stream of its own for each part, so that a change in one leaves the others as they are."""
        return np.random.default_rng([self.seed, part])


def make_company(
    deals: int = 5000,
    seed: int = 1,
    until: datetime | None = None,
    years: float = 3,
    untidy: Mess | None = None,
) -> Company:
    """A whole company of `deals` deals over `years` up to `until` (naive UTC); `untidy` says how messy its CRM is.

    >>> company = make_company(deals=100, seed=1)
    >>> len(company.deals["id"]), company.pipelines[0].name
    (100, 'Продажи')
    """
    world = _make_world(deals, seed, until, years)
    chosen = Mess() if untidy is None else untidy
    history = _make_history(world, deals, chosen)
    amounts = make_amounts(world.chance(3), history)
    rows, last = mess.lay_over(world.chance(4), history, chosen, world.moments, world.until, world.calendar)
    changed_at = records.last_event(history, amounts, rows)
    thrown = mess.deletions(world.chance(5), history, chosen, changed_at, world.until)
    table = records.deals(world.chance(6), history, amounts, last, changed_at, thrown)
    return _company(
        world,
        deals=table,
        **records.changes(history, amounts, rows, thrown, table["id"]),
        **_activities(world, history, table),
        costs=make_costs(world.chance(9), deals, world.start, world.until),
    )


def make_history(
    deals: int = 2_900_000, seed: int = 1, until: datetime | None = None, years: float = 3
) -> Company:
    """Stages, amounts and owners alone, of any size, without mess: for benchmarks (2.9 M deals make 10 M moves in 10 s). Other tables are empty.

    >>> make_history(deals=50).calls
    {}
    """
    world = _make_world(deals, seed, until, years)
    history = _make_history(world, deals, Mess.none())
    amounts = make_amounts(world.chance(3), history)
    changed_at = records.last_event(history, amounts, history.stages)
    nothing = (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
    table = records.deals(world.chance(6), history, amounts, history.last_stage(), changed_at, nothing)
    changes = records.changes(history, amounts, history.stages, nothing, table["id"])
    empty: dict[str, Columns] = {
        name: {} for name in ("calls", "mails", "messages", "tasks", "unsorted", "answers", "costs")
    }
    return _company(world, deals=table, **changes, **empty)


def _make_world(deals: int, seed: int, until: datetime | None, years: float) -> _World:
    if deals < 0 or seed < 0 or not 0.1 <= years <= 50:
        raise InputError(
            f"cannot simulate {deals} deals over {years} years from seed {seed}",
            "deals and seed are at least 0, years from 0.1 to 50",
        )
    moment = UNTIL if until is None else until
    end = int(moment.replace(tzinfo=moment.tzinfo or UTC).timestamp())
    start = end - int(years * 365.25 * DAY)
    calendar = make_calendar(start, end + 30 * DAY)
    staff = people.make_staff(start, end, sources.TEAM_MIX, calendar)
    return _World(seed, start, end, calendar, staff, mess.make_moments(start, end, calendar))


def _make_history(world: _World, deals: int, untidy: Mess) -> History:
    """Walk the new deals, then the repeat ones that follow from their wins, and put both together."""
    rng, until, staff, calendar = world.chance(1), world.until, world.staff, world.calendar
    imported, tenders, repeat = (
        round(deals * share) for share in (untidy.imported, untidy.tenders, REPEAT_SHARE)
    )
    span = (world.start, until)
    fresh = arrivals.new_deals(rng, deals - imported - tenders - repeat, span, staff, calendar)
    imported_at = world.moments.imported_at
    old = arrivals.new_deals(rng, imported, (imported_at, imported_at + 600), staff, calendar)
    old = mess.imported_deals(rng, old, world.moments, until)
    bid = stages.TABLE.first[stages.TENDERS] + 1
    bids = arrivals.entered_deals(
        rng, tenders, bid, (world.start, world.moments.archived_at), staff, calendar
    )
    first = arrivals.join([fresh, old, bids])
    paths = walk(rng, first, until, staff, calendar)
    again = _repeat_deals(world, first, paths, repeat)
    return assemble([(first, paths), (again, walk(world.chance(2), again, until, staff, calendar))])


def _repeat_deals(world: _World, first: Arrivals, paths: Paths, n: int) -> Arrivals:
    """Three of four follow a win of the main pipeline, as far as there are wins."""
    rng, until = world.chance(7), world.until
    won, won_at = _wins(first, paths)
    following = round(n * FOLLOWS_A_WIN) if len(won) else 0
    which = rng.integers(0, max(len(won), 1), following)
    parents = won[which]
    code = stages.TABLE.first[stages.REPEAT] + 1
    span = (world.start, until)
    return arrivals.join(
        [
            arrivals.repeat_deals(rng, parents, won_at[which], first, until, world.staff, world.calendar),
            arrivals.entered_deals(rng, n - following, code, span, world.staff, world.calendar),
        ]
    )


def _wins(first: Arrivals, paths: Paths) -> tuple[Ints, Ints]:
    """The deals won in the main pipeline and not opened again, and when."""
    won_at = np.zeros(len(first), dtype=np.int64)
    won = stages.TABLE.won[stages.TABLE.first[stages.MAIN]]
    for step in paths.moves:
        won_at[step.deal] = np.where(step.after == won, step.at, 0)
    deal = np.flatnonzero(won_at)
    return deal, won_at[deal]


def _activities(world: _World, history: History, table: Columns) -> dict[str, Columns]:
    rng, until, calendar = world.chance(8), world.until, world.calendar
    ids, contacts = table["id"], table["contact_id"]
    stays = activities.make_stays(history, until)
    touches = activities.make_touches(rng, history, stays, until, calendar)
    return {
        "calls": activities.make_calls(rng, touches["calls"], ids, contacts),
        "mails": activities.make_letters(rng, touches["mails"], ids, 43_000_003, 0.0),
        "messages": activities.make_letters(rng, touches["messages"], ids, 44_000_021, 0.1),
        "tasks": activities.make_tasks(rng, stays, ids, until, calendar),
        "unsorted": activities.make_unsorted(history, ids),
        "answers": activities.make_answers(rng, history, ids, until),
    }


def _company(world: _World, **tables: Columns) -> Company:
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
        **tables,
    )
