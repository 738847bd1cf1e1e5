"""What is true of the process that makes the data: what estimators are held against.

The truth is counted in a sample of `SAMPLE` deals of each pipeline, made by the very functions that make the data (same span, staff, calendar,
mix of sources), but followed for `DAYS_BEYOND` days after the last one came in, so that no path is cut off, and without mess. It does not
depend on the seed or the number of deals of a company. Shares have a standard error of √(p(1−p)/n), at most 0.0008 for n = 400,000; every
count `n` is beside its shares. (In the repeat pipeline several deals of the sample follow the same win and share its manager and source, so errors by
segment are up to twice as large there.) A company with mess deviates from it by what the mess does (imported and deleted deals, mainly); one
made with `Mess.none()` by chance alone.

Populations, for a pipeline: **deals** born in it (`win`, `closed`, `cycle`), every one from its arrival; **entrants** of a position (`stages[…]`
outside `stay`): deals born in the pipeline that really entered that stage, from their first entry, unless they had been beyond before; **stays**
(`stay`): every visit of that stage by deals born in the pipeline.

- `within`: the cumulative chance by each of `horizons_days`; `ever`: without limit.
- `advance`: C_s(h), entering any later stage or winning; a way through going back, losing and reopening counts. `lost`, `handed_over`: the deal's
  *last* outcome is that, with this as its furthest stage. The three and `never` (dead, never closed) add up to 1 at the end of time.
- `win`: F_won(h), the last outcome is a win, by the age at it. By `source` (true one) and `manager` (acting at entry to the first open stage; absent: never taken).
- `stay`: days until the stage is left by any exit; stays that are never left count as endless, so a quantile may be null. `exits`: by the
  kind of exit; `by_manager`: by who worked on the deal at entry.
- `incoming`: of the enquiries (deals that no person entered), the shares whose last outcome is lost with a furthest stage before `QUALIFIED`, and
  that stay for ever where they came in.
- `response` (main pipeline): minutes from creation to the first call, mail or message that a person sent (see `replies.py`).
- `leak`: gain per stage = entrants × (C* − C) × V of what lies behind it, for each new deal: roubles. C* is the upper quartile of the managers' own true C.
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from voronka.simulator.amounts import make_amounts
from voronka.simulator.arrivals import Arrivals
from voronka.simulator.history import assemble
from voronka.simulator.lives import EXITS, Lives, whole_lives
from voronka.simulator.people import MANAGERS, NEVER, TEAMS, USER_IDS
from voronka.simulator.replies import true_responses
from voronka.simulator.sources import ORIGINS, SOURCE_IDS
from voronka.simulator.stages import MAIN, REPEAT, STEPS, TABLE
from voronka.simulator.walk import CodeArray, Paths, walk
from voronka.simulator.worktime import DAY, Ints
from voronka.simulator.world import UNTIL, World, following_deals, fresh_deals, make_world

SAMPLE, SEED, DAYS_BEYOND = 400_000, 20_240_101, 15 * 365
#: Position of the first stage on which a deal is qualified.
QUALIFIED = {MAIN: 3, REPEAT: 1}
HORIZONS = (1, 2, 3, 5, 7, 10, 14, 21, 30, 45, 60, 75, 90, 120, 150, 180, 270, 365)


def known_truth(until: datetime | None = None, years: float = 3) -> dict[str, Any]:
    """The truth of companies of that span, plain values; the same object for the same span: copy it before you change it."""
    return _truth(UNTIL if until is None else until, years)


@lru_cache(maxsize=8)
def _truth(until: datetime, years: float) -> dict[str, Any]:
    world = make_world(SAMPLE, SEED, until, years, DAYS_BEYOND)
    first = fresh_deals(world, SAMPLE)
    paths = walk(world.chance(1), first, world.ends, world.staff, world.calendar)
    again = following_deals(world, first, paths, SAMPLE)
    later = walk(world.chance(2), again, world.ends, world.staff, world.calendar)
    response = true_responses(until, years, SEED, DAYS_BEYOND)
    return {
        "sample": SAMPLE,
        "horizons_days": list(HORIZONS),
        "pipelines": {
            str(TABLE.pipeline_id[TABLE.first[MAIN]]): _of_pipeline(world, first, paths, MAIN)
            | {"response": response},
            str(TABLE.pipeline_id[TABLE.first[REPEAT]]): _of_pipeline(world, again, later, REPEAT),
        },
        "managers": _manager_parameters(),
        "sources": _source_parameters(),
    }


def _of_pipeline(world: World, arrivals: Arrivals, paths: Paths, pipeline: int) -> dict[str, Any]:
    lives = whole_lives(arrivals, paths, pipeline)
    first = TABLE.first[pipeline]
    here = TABLE.pipeline[lives.last] == pipeline
    won = lives.last == TABLE.won[first]
    lost = lives.last == TABLE.lost[first]
    dead = here & ~won & ~lost
    won_after = np.where(won, lives.last_at - arrivals.at, NEVER)
    price = make_amounts(world.chance(3), assemble([(arrivals, paths)])).last[won]
    worth = price[price > 0]
    stages = [_stage(lives, pipeline, position) for position in range(len(STEPS[pipeline]))]
    return {
        "deals": len(arrivals),
        "win": {**_curve(won_after), **_segments(won_after, arrivals, lives.first_manager())},
        "closed": {
            "won": _mean(won),
            "lost": _mean(lost),
            "handed_over": _mean(~here),
            "never": _mean(dead),
            "as_in_crm": float(won.sum() / (won | lost).sum()),
            "never_of_dead": float(dead.sum() / (dead | lost).sum()),
        },
        "cycle_days": _quantiles(won_after[won]),
        "won_amount": {
            "mean": float(worth.mean()),
            "median": float(np.median(worth)),
            "zero": _mean(price == 0),
        },
        "stages": [stage for stage in stages if stage is not None],
        "leak": _leak(lives, pipeline, won, float(worth.mean())),
        "incoming": _incoming(lives, arrivals, pipeline, lost),
    }


def _stage(lives: Lives, pipeline: int, position: int) -> dict[str, Any] | None:
    row, after = lives.entrants(position)
    if not len(row):
        return None
    code = TABLE.first[pipeline] + position
    size, at = len(STEPS[pipeline]), lives.entered[row, position]
    here = (lives.furthest[row] == position) & (lives.entered[row, size] == NEVER)
    last = lives.last[row]
    lost = here & (last == TABLE.lost[code])
    handed = here & (TABLE.pipeline[last] != pipeline)
    stays = lives.stays[position]
    return {
        "position": position,
        "stage_id": int(TABLE.stage_id[code]),
        "name": TABLE.names[code],
        "n": len(row),
        "entered": _mean(lives.entered[:, position] < NEVER),
        "reached": _mean(lives.entered[:, position:].min(axis=1) < NEVER),
        "advance": {**_curve(after), "days": _quantiles(after[after < NEVER])},
        "lost": _curve(np.where(lost, lives.last_at[row] - at, NEVER)),
        "handed_over": _curve(np.where(handed, lives.left_at[row] - at, NEVER)),
        "never": _mean((after == NEVER) & ~lost & ~handed),
        "advance_by_manager": _by_manager(after, lives.manager[row, position]),
        "stay": {
            "n": len(stays.code),
            **_quantiles(stays.seconds),
            "exits": {name: _mean(stays.how == number) for number, name in enumerate(EXITS)},
            "by_manager": {
                str(USER_IDS[number]): _quantiles(stays.seconds[stays.manager == number])
                for number in range(len(MANAGERS))
            },
        },
    }


def _by_manager(after: Ints, manager: CodeArray) -> dict[str, Any]:
    return {
        str(USER_IDS[number]): {
            "n": int(np.sum(manager == number)),
            "ever": _mean(after[manager == number] < NEVER),
        }
        for number in range(len(MANAGERS))
        if np.any(manager == number)
    }


def _segments(after: Ints, arrivals: Arrivals, manager: Ints) -> dict[str, Any]:
    return {
        "by_source": {
            str(SOURCE_IDS[number]): _curve(after[arrivals.source == number])
            for number in range(len(ORIGINS))
        },
        "by_manager": {
            str(USER_IDS[number]): _curve(after[manager == number]) for number in range(len(MANAGERS))
        },
    }


def _leak(lives: Lives, pipeline: int, won: npt.NDArray[np.bool_], amount: float) -> dict[str, Any]:
    gains: dict[str, float] = {}
    for position in range(1, len(STEPS[pipeline])):
        row, after = lives.entrants(position)
        manager = lives.manager[row, position]
        own = [
            float(np.mean(after[manager == m] < NEVER)) for m in range(len(MANAGERS)) if np.any(manager == m)
        ]
        missing = max(float(np.quantile(own, 0.75)) - _mean(after < NEVER), 0.0)
        value = _mean(won[row[after < NEVER]]) * amount
        gains[TABLE.names[TABLE.first[pipeline] + position]] = len(row) / len(won) * missing * value
    return {"stage": max(gains, key=lambda name: gains[name]), "roubles_per_new_deal": gains}


def _incoming(lives: Lives, arrivals: Arrivals, pipeline: int, lost: npt.NDArray[np.bool_]) -> dict[str, Any]:
    came = ~arrivals.by_hand
    unqualified = lives.furthest < QUALIFIED[pipeline]
    return {
        "n": int(came.sum()),
        "lost_early": _mean((lost & unqualified)[came]),
        "never_taken": _mean((lives.last == arrivals.code)[came]),
    }


def _curve(after: Ints) -> dict[str, Any]:
    """Cumulative shares of `after` (seconds, NEVER if not at all) by the horizons."""
    within = [_mean(after <= days * DAY) for days in HORIZONS]
    return {"n": len(after), "ever": _mean(after < NEVER), "within": within}


def _quantiles(seconds: Ints) -> dict[str, float | None]:
    """Median, P75 and P90 in days, by the inverse of the distribution function; null where it is never."""
    ordered = np.sort(seconds)
    found: dict[str, float | None] = {}
    for name, share in (("median", 0.5), ("p75", 0.75), ("p90", 0.9)):
        value = int(ordered[int(np.ceil(share * len(ordered))) - 1]) if len(ordered) else NEVER
        found[name] = value / DAY if value < NEVER else None
    return found


def _mean(flags: npt.NDArray[np.bool_]) -> float:
    return float(np.mean(flags)) if len(flags) else 0.0


def _manager_parameters() -> list[dict[str, Any]]:
    return [
        {
            "id": int(USER_IDS[number]),
            "name": manager.name,
            "team": TEAMS[manager.team].name,
            "log_odds": manager.skill,
            "log_odds_of_proposal": manager.skill + manager.proposal,
            "pace": manager.pace,
        }
        for number, manager in enumerate(MANAGERS)
    ]


def _source_parameters() -> list[dict[str, Any]]:
    return [
        {
            "id": int(SOURCE_IDS[number]),
            "name": origin.name,
            "log_odds": origin.quality,
            "share": origin.share,
        }
        for number, origin in enumerate(ORIGINS)
    ]
