"""What the draws of one pipeline stand on: its process, the days ahead, the factors of each draw, and the past wins that stand for those to come."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from voronka.metrics.future.curve import ENOUGH, MIX, RECENT, process_of
from voronka.metrics.future.ground import Ground, Line
from voronka.metrics.future.horizon import Horizon
from voronka.metrics.future.put_off import put_off
from voronka.metrics.future.relations import CLASSES
from voronka.metrics.future.told import Told, groups_of
from voronka.predict.arrivals import recent_shares
from voronka.predict.segments import Segments, fit_segments
from voronka.predict.sizes import Sizes, fit_sizes
from voronka.predict.stages import Floats, Ints, Process

DRAWS = 1000
#: With so many wins in the last year a draw is long work and tells much: fewer are enough.
MANY, FEWER_DRAWS = 20_000, 200
SEED = 5
#: How much conversions and amounts may be another time what they were, by draw: standard deviations of logarithms.
CONVERSION, AMOUNT = 0.06, 0.05


@dataclass(frozen=True, eq=False)
class Frame:
    """What all parts share: `weights` (days, cells) say which share of what would be won on each of the days ahead falls into which cell, for wins are put off on days off;
    `delay` is by how many days that puts a win off in a usual week; `wins` is the share won of deals that come to each state, by day; `conversion` and `amount` are the factors of each draw.
    """

    here: Ground
    line: Line
    told: Told
    horizon: Horizon
    weights: Floats
    country: str
    process: Process
    wins: Floats
    delay: float
    sizes: Sizes
    segments: Segments
    conversion: Floats
    amount: Floats

    @property
    def shape(self) -> tuple[int, int, int]:
        """Draws, groups, cells."""
        return len(self.conversion), len(self.told.groups), len(self.horizon.span)

    def chance(self, part: int, block: int = 0) -> np.random.Generator:
        """A stream of its own for each part and block, so that a change in one leaves the others as they are."""
        pipeline = self.line.pipeline.pipeline_id % 2**32
        return np.random.default_rng([SEED, part, self.here.today, pipeline, block])


def draws_of(here: Ground) -> int:
    """How many draws are made of that company."""
    wins = sum(len(line.wins.until(here.today).since(here.today - RECENT).day) for line in here.lines)
    return FEWER_DRAWS if wins > MANY else DRAWS


def frame(here: Ground, line: Line, told: Told, ahead: Horizon, country: str, lean: float) -> Frame:
    """What is known when the day of `here` begins; chances are taken by the factor `lean`."""
    process = process_of(here, line)
    rng = np.random.default_rng([SEED, 0, here.today])
    conversion, amount = (
        np.exp(spread * rng.standard_normal(draws_of(here)) - spread**2 / 2)
        for spread in (CONVERSION, AMOUNT)
    )
    sizes = fit_sizes(line.sizes.until(here.today).sized(here.today), line.states, len(CLASSES) + 1)
    segments = fit_segments(line.kinds.until(here.today).segmented(here.today), line.states)
    weights, delay = put_off(here, line, ahead.inside, country)
    wins = process.wins(ahead.days)
    return Frame(
        here,
        line,
        told,
        ahead,
        weights,
        country,
        process,
        wins,
        delay,
        sizes,
        segments,
        lean * conversion,
        amount,
    )


@dataclass(frozen=True, eq=False)
class Pool:
    """Past wins that stand for those to come: amounts (0: none) and groups."""

    amount: Ints
    group: Ints

    @property
    def priced(self) -> Ints:
        """Amounts of those that have one."""
        return self.amount[self.amount > 0]

    @property
    def usual(self) -> float:
        """Their mean; 0 where there are none."""
        return float(self.priced.mean()) if len(self.priced) else 0.0


def pool_of(frame: Frame) -> Pool:
    """The wins of the last year; all there are where they are few."""
    wins = frame.line.wins.until(frame.here.today)
    lately = wins.since(frame.here.today - RECENT)
    wins = lately if len(lately.day) >= ENOUGH else wins
    return Pool(wins.amount, groups_of(frame.told, frame.line.pipeline.pipeline_id, wins.deal))


def shares_of(frame: Frame) -> Floats:
    """How much of the new deals each group gets, by what it got lately."""
    counts = frame.told.counts
    here = (counts["term"] == "new") & (counts["pipeline_id"] == frame.line.pipeline.pipeline_id)
    here &= (counts["day"] >= frame.here.today - MIX) & (counts["group"] >= 0)
    day = (counts["day"][here] - frame.here.today + MIX).clip(0, MIX)
    groups = frame.shape[1]
    by_day = np.bincount(counts["group"][here] * (MIX + 1) + day, counts["deals"][here], groups * (MIX + 1))
    return recent_shares(by_day.reshape(groups, MIX + 1))
