"""What the forecast would have said at the beginning of past steps, each drawn anew from what was known then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeVar

import numpy as np

from voronka.clock import local_day, start_of_day
from voronka.engines.base import Engine
from voronka.metrics.buckets import Bucket, Grain, buckets
from voronka.metrics.future.drawing import draw
from voronka.metrics.future.fan import LEVELS, quantiles
from voronka.metrics.future.ground import Ground, ground, state_of
from voronka.metrics.future.leaning import lean
from voronka.metrics.future.relations import day_of, number_of
from voronka.metrics.future.told import Told, standing
from voronka.metrics.once import once
from voronka.metrics.scope import Asked
from voronka.predict.series import foretell
from voronka.predict.stages import Floats, Ints

#: Past forecasts that are shown, and that correct the next one.
ORIGINS = 12
#: So many steps ahead are judged.
AHEAD: dict[Grain, int] = {"day": 7, "week": 4, "month": 3, "quarter": 2}
#: Days of history without which nothing is foretold of the past.
FEWEST_DAYS = 120
_KEPT = 512
#: Steps of a year.
SEASON: dict[Grain, int] = {"day": 7, "week": 52, "month": 12, "quarter": 4}
Kept = TypeVar("Kept")


@dataclass(frozen=True, eq=False)
class Drawn:
    """One past forecast of the whole as it was drawn, before any correction: `wins`, `money` and deals `created`, (draws, steps ahead); `weighted`: open deals by the chances of their
    stages, as (wins, money).
    """

    wins: Ints
    money: Ints
    created: Ints
    weighted: tuple[float, float]

    @cached_property
    def fan(self) -> Floats:
        """Its quantiles, (measures, levels, steps ahead)."""
        return np.stack([quantiles(self.wins), quantiles(self.money)])


@dataclass(frozen=True, eq=False)
class Past:
    """Steps from the first with enough history before it to the one of today, `steps`, and the deals beneath."""

    engine: Engine
    asked: Asked
    here: Ground
    grain: Grain
    steps: tuple[Bucket, ...]

    @property
    def now(self) -> int:
        """The number of the step of today."""
        return len(self.steps) - 1

    def drawn(self, number: int) -> Drawn:
        """The forecast at the beginning of that step, kept."""
        return self._kept("past forecast", number, lambda: self._draw(number))

    def simple(self, name: str, number: int) -> Floats:
        """What a simpler method would have said at the beginning of that step, from the wins and the money of the steps before, as known then: (measures, levels, steps ahead)."""
        return self._kept(f"past {name}", number, lambda: self._simple(name, number))

    def _simple(self, name: str, number: int) -> Floats:
        facts = self.facts(number)
        ahead, season = AHEAD[self.grain], SEASON[self.grain]
        return np.stack([foretell(name, one, ahead, season, LEVELS).quantiles for one in facts])

    def _kept(self, kind: str, number: int, read: Callable[[], Kept]) -> Kept:
        """Read once for the beginning of that step, whatever the moment; today's goes by the moment, and so do deals that were chosen by what is known of them then."""
        known = self.asked
        moment = known.as_of if number == self.now or known.where else None
        place = (known.account.account_id, known.pipeline, known.where, known.context.country)
        key = (*place, self.grain, self.steps[number].first, moment)
        return once(self.engine, kind, key, read, _KEPT)

    def weighted(self, number: int) -> tuple[float, float]:
        """Open deals by the chances of their stages at the beginning of that step, or now."""
        if number < self.now:
            return self.drawn(number).weighted
        return weighted(self.here, standing(self.engine, self.asked))

    def facts(self, until: int) -> Floats:
        """Wins and money of all whole steps before step `until`, as known when that began: (measures, steps)."""
        end = self.here.today if until > self.now else number_of(self.steps[until].first)
        edges = [number_of(step.first) for step in self.steps[: until + 1]] + (
            [end] if until > self.now else []
        )
        found = np.zeros((2, max(len(edges) - 1, 0)))
        for line in self.here.lines:
            wins = line.wins.until(min(end, self.here.today))
            found += np.array(
                [
                    np.histogram(wins.day, edges, weights=one)[0]
                    for one in (np.ones(len(wins.day)), wins.amount)
                ]
            )
        return found

    def came_in(self, number: int) -> int:
        """New deals of a whole step."""
        first, last = (number_of(day) for day in (self.steps[number].first, self.steps[number].last))
        return sum(
            int(line.new.times[(line.new.day >= first) & (line.new.day < last)].sum())
            for line in self.here.lines
        )

    def _draw(self, number: int) -> Drawn:
        first = self.steps[number].first
        at = replace(self.asked, as_of=start_of_day(first, self.asked.account.timezone), by=None)
        here = ground(self.engine, at) if self.asked.where else self.here.until(number_of(first))
        deals = standing(self.engine, at)
        ends = [
            (number_of(one.first), number_of(one.last)) for one in following(self.steps[number], self.grain)
        ]
        leant, country = lean(self.engine, at, here), self.asked.context.country
        drawn = [draw(here, line, deals, ends, country, leant) for line in here.lines]
        wins, money, created = (
            np.asarray(sum(parts), dtype=np.int64)
            for parts in (
                [one.from_open.wins[:, 0] + one.new_wins[:, 0] for one in drawn],
                [one.from_open.money[:, 0] + one.new_money[:, 0] for one in drawn],
                [one.created[:, 0] for one in drawn],
            )
        )
        return Drawn(wins, money, created, weighted(here, deals))


def past(engine: Engine, asked: Asked, grain: Grain) -> Past:
    """The steps that can be judged."""
    plain = replace(asked, by=None)
    here = ground(engine, plain)
    today = local_day(asked.as_of, asked.account.timezone)
    # What is foretold where nothing had come yet is nothing, and would count as held.
    first = here.begun + FEWEST_DAYS
    every = buckets(min(day_of(first), today), day_of(number_of(today) + 1), grain)
    whole = [one for one in every if number_of(one.first) >= first or one is every[-1]]
    return Past(engine, plain, here, grain, tuple(whole[-(3 * ORIGINS + 1) :]))


def following(step: Bucket, grain: Grain) -> list[Bucket]:
    """That step and those after it which are judged."""
    length: dict[str, int] = {"day": 1, "week": 7, "month": 31, "quarter": 92}
    return buckets(step.first, day_of(number_of(step.first) + length[grain] * AHEAD[grain]), grain)[
        : AHEAD[grain]
    ]


def weighted(here: Ground, deals: Told) -> tuple[float, float]:
    """Open deals as many CRMs weigh them: each by the share of deals on its stage that are won in the end, whatever its age."""
    wins = money = 0.0
    opened: dict[str, Any] = deals.open
    for line in here.lines:
        seen = line.sizes.sized(here.today)
        stays, won = (np.bincount(seen.state, column, line.states + 1) for column in (seen.stays, seen.wins))
        share = np.divide(won, stays, out=np.zeros(len(stays)), where=stays > 0)
        mine = opened["pipeline_id"] == line.pipeline.pipeline_id
        chance = share[state_of(line.pipeline, opened["stage_id"][mine])]
        wins += float(chance.sum())
        money += float((chance * opened["amount"][mine]).sum())
    return wins, money
