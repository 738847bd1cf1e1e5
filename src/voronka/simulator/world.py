"""The world a company lives in, and the deals that live in it: what data and truth have in common.

The data are made by `live(world, …)` with a world that ends at `until`; the truth by the same functions with one that goes on
long after the last deal has come in, so that nothing is cut off.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from voronka.errors import InputError
from voronka.language import say
from voronka.simulator.arrivals import Arrivals, entered_deals, join, new_deals, repeat_deals
from voronka.simulator.faults import NO_FAULTS, Faults
from voronka.simulator.history import History, assemble
from voronka.simulator.mess import Mess, Moments, imported_deals, make_moments
from voronka.simulator.people import Staff, make_staff
from voronka.simulator.sources import TEAM_MIX
from voronka.simulator.stages import MAIN, REPEAT, TABLE, TENDERS
from voronka.simulator.walk import Paths, walk
from voronka.simulator.worktime import DAY, Calendar, Ints, make_calendar, to_working_time

#: Where a company stands still when nobody says otherwise.
UNTIL = datetime.fromisoformat("2026-10-01")
#: Share of the deals that begin in the repeat pipeline, and of these that follow a win (the others are clients from before the CRM).
REPEAT_SHARE, FOLLOWS_A_WIN = 0.12, 0.75
#: Median days from a win to the next deal of that client.
REPEAT_AFTER_DAYS = 75.0


@dataclass(frozen=True)
class World:
    """Deals come in from `start` to `until` and live on until `ends` (unix seconds), among `staff`, by the `calendar`."""

    seed: int
    start: int
    until: int
    ends: int
    calendar: Calendar
    staff: Staff
    moments: Moments

    def chance(self, part: int) -> np.random.Generator:
        """A stream of its own for each part, so that a change in one leaves the others as they are."""
        return np.random.default_rng([self.seed, part])


def make_world(deals: int, seed: int, until: datetime | None, years: float, days_beyond: int = 0) -> World:
    """A world of `years` up to `until` (naive UTC, None: `UNTIL`), in which deals live on for `days_beyond`; InputError for nonsense."""
    if deals < 0 or seed < 0 or not 0.1 <= years <= 50:
        raise InputError(
            say(
                "cannot simulate {deals} deals over {years} years from seed {seed}",
                deals=deals,
                years=years,
                seed=seed,
            ),
            say("deals and seed are at least 0, years from 0.1 to 50"),
        )
    moment = UNTIL if until is None else until
    end = int(moment.replace(tzinfo=moment.tzinfo or UTC).timestamp())
    start = end - int(years * 365.25 * DAY)
    calendar = make_calendar(start, end + (30 + days_beyond) * DAY)
    staff = make_staff(start, end, TEAM_MIX, calendar)
    moments = make_moments(start, end, calendar)
    return World(seed, start, end, end + days_beyond * DAY, calendar, staff, moments)


def live(world: World, deals: int, untidy: Mess, faults: Faults = NO_FAULTS) -> History:
    """`deals` deals of all kinds with all that happened to them: new ones first, then the repeat ones that follow from their wins."""
    imported, tenders, repeat = (
        round(deals * share) for share in (untidy.imported, untidy.tenders, REPEAT_SHARE)
    )
    first = join(
        [
            faults.thinned(fresh_deals(world, deals - imported - tenders - repeat)),
            _old_base(world, imported),
            _bids(world, tenders),
        ]
    )
    paths = walk(world.chance(1), first, world.ends, world.staff, world.calendar, faults)
    again = following_deals(world, first, paths, repeat)
    later = walk(world.chance(2), again, world.ends, world.staff, world.calendar)
    return assemble([(first, paths), (again, later)])


def fresh_deals(world: World, n: int) -> Arrivals:
    """The `n` deals that come in to the main pipeline by themselves."""
    return new_deals(world.chance(10), n, (world.start, world.until), world.staff, world.calendar)


def _old_base(world: World, n: int) -> Arrivals:
    rng, at = world.chance(11), world.moments.imported_at
    return imported_deals(
        rng, new_deals(rng, n, (at, at + 600), world.staff, world.calendar), world.moments, world.until
    )


def _bids(world: World, n: int) -> Arrivals:
    span = (world.start, world.moments.archived_at)
    return entered_deals(world.chance(12), n, TABLE.first[TENDERS] + 1, span, world.staff, world.calendar)


def following_deals(world: World, first: Arrivals, paths: Paths, n: int) -> Arrivals:
    """`n` deals of the repeat pipeline: three of four follow a win of the main one, as far as there are wins to follow in time."""
    rng, span = world.chance(7), (world.start, world.until)
    won, won_at = _wins(first, paths, world.until)
    which = rng.integers(0, max(len(won), 1), 6 * n if len(won) else 0)
    wait = DAY * REPEAT_AFTER_DAYS * np.exp(0.9 * rng.standard_normal(len(which)))
    at = to_working_time(rng, world.calendar, won_at[which] + wait.astype(np.int64))
    fits = np.flatnonzero(at < world.until)[: round(n * FOLLOWS_A_WIN)]
    following = repeat_deals(rng, won[which[fits]], at[fits], first, world.staff)
    code = TABLE.first[REPEAT] + 1
    others = entered_deals(rng, n - len(fits), code, span, world.staff, world.calendar)
    return join([following, others])


def _wins(first: Arrivals, paths: Paths, until: int) -> tuple[Ints, Ints]:
    """The deals won in the main pipeline before `until` and not opened again, and when."""
    won_at = np.zeros(len(first), dtype=np.int64)
    won = TABLE.won[TABLE.first[MAIN]]
    for step in paths.moves:
        won_at[step.deal] = np.where(step.after == won, step.at, 0)
    deal = np.flatnonzero((won_at > 0) & (won_at < until))
    return deal, won_at[deal]
