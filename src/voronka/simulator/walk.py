"""The process: competing risks on every stage, in steps that move all open deals at once.

On entering a stage a deal draws what will happen there and when: it goes back, it goes to the other pipeline, it advances (one, two or
three stages), it is lost, or it dies and stays for ever. The chance to advance is a logit of stage, source, manager and amount;
stays are log-normal by stage and outcome, times the manager's pace, put off to working hours. Every deal makes exactly one move in
each step it takes part in, so move k of a deal is its k-th step and nothing needs sorting.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voronka.simulator.arrivals import Arrivals
from voronka.simulator.faults import NO_FAULTS, Faults
from voronka.simulator.people import HEAD, NEVER, PACE, ROBOT, SKILL, Staff
from voronka.simulator.sources import ANY_SOURCE, PULL
from voronka.simulator.stages import INCOMING, INSTANT, LOST, OPEN, REASSIGNED, TABLE, WON
from voronka.simulator.worktime import DAY, Calendar, Flags, Ints, to_working_time

#: Nobody walks further; the chance to get there is below one in a million.
MOST_STEPS = 120
#: How much an amount slows down the stages on which it is negotiated.
SLOWED_BY_AMOUNT = 0.12
CodeArray = npt.NDArray[np.int8]


@dataclass(frozen=True)
class Moves:
    """The moves of one step: `deal` (index into the arrivals, ascending), `at`, stage codes, `author` (index of a person).

    `manager`: who works on it from then on.
    """

    deal: Ints
    at: Ints
    before: CodeArray
    after: CodeArray
    author: CodeArray
    manager: CodeArray


@dataclass(frozen=True)
class Owners:
    """Changes of owner, in the order of time for each deal: indexes of people."""

    deal: Ints
    at: Ints
    before: CodeArray
    after: CodeArray
    author: CodeArray


@dataclass(frozen=True)
class Paths:
    """All that happened: moves by step, changes of owner, and the owner each deal began with and now has."""

    moves: list[Moves]
    owners: list[Owners]
    first_owner: CodeArray
    last_owner: CodeArray


@dataclass
class _Open:
    """The deals still on their way, one entry each: where since when, who works on it, whom the CRM shows as its owner."""

    deal: Ints
    code: Ints
    came_from: Ints
    since: Ints
    manager: Ints
    shown: Ints

    def keep(self, which: Flags | Ints) -> _Open:
        return _Open(
            self.deal[which],
            self.code[which],
            self.came_from[which],
            self.since[which],
            self.manager[which],
            self.shown[which],
        )


def walk(
    rng: np.random.Generator,
    arrivals: Arrivals,
    until: int,
    staff: Staff,
    calendar: Calendar,
    faults: Faults = NO_FAULTS,
) -> Paths:
    """Let the deals live until `until` (unix seconds); what would happen later is not drawn into the result."""
    incoming = TABLE.kind[arrivals.code] == INCOMING
    shown = np.where(incoming, HEAD, arrivals.manager)  # HEAD: nobody has taken it yet
    entrance = np.array(TABLE.first)[TABLE.pipeline[arrivals.code]] + 1
    here = _Open(
        deal=np.arange(len(arrivals)),
        code=arrivals.code,
        came_from=np.where(TABLE.kind[arrivals.code] >= WON, entrance, arrivals.code),
        since=arrivals.at,
        manager=arrivals.manager.copy(),
        shown=shown,
    )
    paths = Paths([], [], shown.astype(np.int8), shown.astype(np.int8))
    for number in range(MOST_STEPS):
        here = here.keep(_may_move(rng, here))
        if not len(here.deal):
            break
        here = _step(rng, here, arrivals, until, staff, calendar, paths, faults, number)
    return paths


def _may_move(rng: np.random.Generator, here: _Open) -> Flags:
    """Open deals, and the closed ones that will be opened again."""
    kind = TABLE.kind[here.code]
    closed = np.flatnonzero(kind >= WON)
    moves = kind < WON
    moves[closed] = rng.random(len(closed)) < TABLE.reopens[here.code[closed]]
    return moves


def _step(
    rng: np.random.Generator,
    here: _Open,
    arrivals: Arrivals,
    until: int,
    staff: Staff,
    calendar: Calendar,
    paths: Paths,
    faults: Faults,
    number: int,
) -> _Open:
    after, instant = _next_stage(rng, here, arrivals)
    left = _leaving_time(rng, here, after, instant, arrivals, calendar)
    after, left = faults.bent(number, here.code, here.since, after, left, calendar)
    left[after < 0] = NEVER
    _hand_over_from_leavers(rng, here, left, until, staff, paths)
    moves = left < until
    here, after, left, instant = here.keep(moves), after[moves], left[moves], instant[moves]
    _change_owner_with_move(rng, here, after, left, staff, paths)
    author = _author(rng, here, after, instant)
    sides = [column.astype(np.int8) for column in (here.code, after, author, here.manager)]
    paths.moves.append(Moves(here.deal, left, *sides))
    return _Open(here.deal, after, here.code, left, here.manager, here.shown)


def _next_stage(rng: np.random.Generator, here: _Open, arrivals: Arrivals) -> tuple[Ints, Flags]:
    """The stage each deal will go to, −1 for those that die where they are; and whether it goes on at once by a robot."""
    code, n = here.code, len(here.deal)
    odds = TABLE.logit[code] + SKILL[here.manager, code] + PULL[arrivals.source[here.deal], code]
    odds += TABLE.by_amount[code] * arrivals.size[here.deal]
    advances = 1 / (1 + np.exp(-odds))
    # One uniform draw decides; what is left of it after each cut is again uniform.
    back, hands = TABLE.goes_back[code], TABLE.hands_over[code]
    draw = rng.random(n)
    rest = (draw - back - hands) / (1 - back - hands)
    failed = (rest - advances) / (1 - advances)
    more = rng.random(n)
    skipped = (more < TABLE.skip_two[code] + TABLE.skip_one[code]).astype(np.int64) + (
        more < TABLE.skip_two[code]
    )
    after = np.minimum(code + 1 + skipped, TABLE.won[code])
    after = np.where(rest >= advances, np.where(failed < TABLE.stalls[code], -1, TABLE.lost[code]), after)
    after = np.where(draw < back + hands, TABLE.target[code], after)
    entrance = np.array(TABLE.first)[TABLE.pipeline[code]] + 1
    after = np.where(draw < back, np.maximum(code - 1 - (more < 0.2), entrance), after)
    closed = TABLE.kind[code] >= WON
    after = np.where(closed, _reopened_on(here), after)
    goes_on = (rest >= 0) & (rest < advances) & ~closed
    return after, goes_on & (rng.random(n) < INSTANT)


def _reopened_on(here: _Open) -> Ints:
    """A lost deal comes back to where it was lost, yet past the incoming stage; a won one to the last but one open stage."""
    code = here.code
    first = np.array(TABLE.first)[TABLE.pipeline[code]]
    return np.where(TABLE.kind[code] == LOST, np.maximum(here.came_from, first + 1), TABLE.won[code] - 2)


def _leaving_time(
    rng: np.random.Generator,
    here: _Open,
    after: Ints,
    instant: Flags,
    arrivals: Arrivals,
    calendar: Calendar,
) -> Ints:
    code = here.code
    is_lost = (after >= 0) & (TABLE.kind[after] == LOST)
    days = np.where(is_lost, TABLE.days_lost[code], TABLE.days_on[code])
    factor = TABLE.spread[code] * rng.standard_normal(len(code))
    factor += SLOWED_BY_AMOUNT * arrivals.size[here.deal] * (TABLE.by_amount[code] < -0.1)
    seconds = days * np.exp(factor) * PACE[here.manager] * DAY
    left = to_working_time(rng, calendar, here.since + np.maximum(seconds, 20).astype(np.int64))
    return np.where(instant, here.since, left)


def _hand_over_from_leavers(
    rng: np.random.Generator, here: _Open, left: Ints, until: int, staff: Staff, paths: Paths
) -> None:
    """Open deals of a manager who leaves go to others on his last evening, dying ones too."""
    is_open = TABLE.kind[here.code] < WON
    for _ in range(len(staff.changes_at)):
        gone_at = staff.leaves_at[here.manager]
        which = np.flatnonzero(is_open & (gone_at < np.minimum(left, until)))
        if not len(which):
            return
        at = gone_at[which]
        before = here.shown[which]
        here.manager[which] = staff.pick(rng, at, np.full(len(which), ANY_SOURCE))
        seen = before != HEAD  # an incoming deal shows the head of sales until somebody takes it
        which, at, before = which[seen], at[seen], before[seen]
        here.shown[which] = here.manager[which]
        _record(paths, here.deal[which], at, before, here.shown[which], np.full(len(which), HEAD))


def _change_owner_with_move(
    rng: np.random.Generator, here: _Open, after: Ints, left: Ints, staff: Staff, paths: Paths
) -> None:
    """At a move to an open stage: an incoming deal gets its manager, one whose manager has left another, and a few are given away."""
    is_open = TABLE.kind[after] == OPEN
    gone = staff.leaves_at[here.manager] <= left
    which = np.flatnonzero(is_open & (gone | (rng.random(len(left)) < REASSIGNED)))
    here.manager[which] = staff.pick(rng, left[which], np.full(len(which), ANY_SOURCE))
    which = np.flatnonzero(is_open & (here.shown != here.manager))
    before = here.shown[which]
    here.shown[which] = here.manager[which]
    author = np.where(before == HEAD, here.manager[which], HEAD)
    _record(paths, here.deal[which], left[which], before, here.shown[which], author)


def _record(paths: Paths, deal: Ints, at: Ints, before: Ints, after: Ints, author: Ints) -> None:
    if len(deal):
        paths.last_owner[deal] = after
        paths.owners.append(
            Owners(deal, at, before.astype(np.int8), after.astype(np.int8), author.astype(np.int8))
        )


def _author(rng: np.random.Generator, here: _Open, after: Ints, instant: Flags) -> Ints:
    """Mostly who works on it; robots as the stage has them, the head now and then."""
    draw = rng.random(len(after))
    robot = instant | (draw < TABLE.by_robot[here.code])
    head = (draw > 0.97) | ((here.shown == HEAD) & (TABLE.kind[after] == LOST))
    return np.where(robot, ROBOT, np.where(head, HEAD, here.manager))
