"""The draws of one pipeline."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from voronka.metrics.future.ground import Entries, Ground, Line, state_of
from voronka.metrics.future.relations import day_of
from voronka.metrics.future.told import Told, groups_of
from voronka.predict.arrivals import draw_groups, fit_arrivals, recent_shares
from voronka.predict.simulation import happenings, pick, summed
from voronka.predict.stages import Floats, Ints, Process, fit, later

DRAWS = 1000
SEED = 5
#: Days of history from which chances and amounts are taken.
RECENT = 365
#: Days over which deals that come back, and the mix of first stages, are counted.
MIX = 180
#: How much conversions and amounts may be another time what they were, by draw: standard deviations of logarithms.
CONVERSION, AMOUNT = 0.06, 0.05


@dataclass(frozen=True, eq=False)
class FromOpen:
    """Of deals that are open: draws (draws, groups, spans), and by stage how many there are, (stages, groups), and what is expected of them, (stages, groups, spans)."""

    wins: Ints
    money: Ints
    stage_deals: Ints
    stage_wins: Floats
    stage_money: Floats


@dataclass(frozen=True, eq=False)
class Drawn:
    """Of one pipeline, as in `Outlook`; wins of deals to come apart."""

    from_open: FromOpen
    new_wins: Ints
    new_money: Ints
    created: Ints
    stages: tuple[tuple[int, int], ...]


@dataclass(frozen=True, eq=False)
class Frame:
    """What all parts share: `weights` (days, spans) say which of the days ahead belong to which span; `conversion` and `amount` are the factors of each draw."""

    here: Ground
    line: Line
    told: Told
    weights: Floats
    process: Process
    wins: Floats
    conversion: Floats
    amount: Floats

    @property
    def shape(self) -> tuple[int, int, int]:
        return DRAWS, len(self.told.groups), self.weights.shape[1]

    def chance(self, part: int) -> np.random.Generator:
        """A stream of its own for each part, so that a change in one leaves the others as they are."""
        return np.random.default_rng([SEED, part, self.here.today, self.line.pipeline.pipeline_id % 2**32])


def draw(here: Ground, line: Line, told: Told, ends: list[tuple[int, int]]) -> Drawn:
    """Draw what is to come in spans of days (numbers, half-open)."""
    frame = _frame(here, line, told, ends)
    pool = _pool(frame)
    from_open = _of_open(frame, pool)
    new_wins, new_money, created = _of_new(frame, pool)
    stages = tuple((line.pipeline.pipeline_id, position) for position in line.pipeline.blocks)
    return Drawn(from_open, new_wins, new_money, created, stages)


def _frame(here: Ground, line: Line, told: Told, ends: list[tuple[int, int]]) -> Frame:
    days = max([last - here.today for _, last in ends] + [1])
    ahead = here.today + np.arange(days)
    weights = np.array([(ahead >= first) & (ahead < last) for first, last in ends], dtype=np.float64).T
    process = fit(line.stays, line.states, max(here.since, here.today - RECENT), here.today)
    rng = np.random.default_rng([SEED, 0, here.today])
    conversion, amount = (
        np.exp(spread * rng.standard_normal(DRAWS) - spread**2 / 2) for spread in (CONVERSION, AMOUNT)
    )
    return Frame(here, line, told, weights, process, process.wins(days), conversion, amount)


@dataclass(frozen=True, eq=False)
class Pool:
    """Past wins that stand for those to come: amounts (0: none) and groups."""

    amount: Ints
    group: Ints


def _pool(frame: Frame) -> Pool:
    """The wins of the last year; all there are where they are few."""
    wins = frame.line.wins.until(frame.here.today)
    lately = wins.day >= frame.here.today - RECENT
    if lately.sum() >= 30:
        wins = type(wins)(wins.deal[lately], wins.day[lately], wins.left[lately], wins.amount[lately])
    return Pool(wins.amount, groups_of(frame.told, frame.line.pipeline.pipeline_id, wins.deal))


def _of_open(frame: Frame, pool: Pool) -> FromOpen:
    """Wins and money of open deals by draw, group and span; and by stage: deals, wins and money expected."""
    rng, n = frame.chance(1), frame.line.states
    here = frame.told.open["pipeline_id"] == frame.line.pipeline.pipeline_id
    deals = {name: column[here] for name, column in frame.told.open.items()}
    state = state_of(frame.line.pipeline, deals["stage_id"])
    age = np.where(deals["day"] < 0, 0, frame.here.today - deals["day"])
    chance = np.zeros((len(state), frame.weights.shape[1]))
    for one in range(n):
        which = np.flatnonzero(state == one)
        ages, row = np.unique(age[which], return_inverse=True)
        chance[which] = frame.process.chances(one, ages, frame.weights, frame.wins)[row]
    draws, items = happenings(rng, chance.sum(axis=1), frame.conversion)
    span = pick(rng, chance[items])
    money = _amounts(rng, frame, pool, draws, deals["amount"][items])
    group = deals["group"].astype(np.int64)
    place = (draws, group[items], span)
    known = np.where(deals["amount"] > 0, deals["amount"], pool.amount.mean() if len(pool.amount) else 0.0)
    stage_wins, stage_money = np.zeros((2, n, *frame.shape[1:]))
    stage_deals = np.zeros((n, frame.shape[1]), dtype=np.int64)
    inside = state < n
    where = (state[inside], group[inside])
    np.add.at(stage_deals, where, 1)
    np.add.at(stage_wins, where, chance[inside])
    np.add.at(stage_money, where, chance[inside] * known[inside, None])
    return FromOpen(
        summed(place, np.ones(len(items), dtype=np.int64), frame.shape),
        summed(place, money, frame.shape),
        stage_deals,
        stage_wins,
        stage_money,
    )


def _amounts(rng: np.random.Generator, frame: Frame, pool: Pool, draws: Ints, known: Ints) -> Ints:
    """What each win brings: the deal's own amount, or that of a past win where it has none, times the factor of the draw."""
    other = pool.amount[rng.integers(0, len(pool.amount), len(draws))] if len(pool.amount) else known
    return np.rint(np.where(known > 0, known, other) * frame.amount[draws]).astype(np.int64)


def _of_new(frame: Frame, pool: Pool) -> tuple[Ints, Ints, Ints]:
    """Wins, money and deals created of those that are not there yet, by draw, group and span."""
    rng, days = frame.chance(2), len(frame.weights)
    came = _arrivals(frame, rng)
    expected = _into(frame, frame.line.new, came) + _into(frame, frame.line.back, _returns(frame))
    counts = rng.poisson(expected * frame.conversion[:, None])
    draws, spans = (
        np.repeat(index.ravel(), counts.ravel()).astype(np.int64) for index in np.indices(counts.shape)
    )
    chosen = (
        rng.integers(0, len(pool.amount), len(draws))
        if len(pool.amount)
        else np.zeros(len(draws), dtype=np.int64)
    )
    amount, group = (
        column[chosen] if len(column) else np.zeros(len(draws), dtype=np.int64)
        for column in (pool.amount, pool.group)
    )
    place = (draws, _living(frame, group), spans)
    money = np.rint(amount * frame.amount[draws]).astype(np.int64)
    assert came.shape == (DRAWS, days)
    created = draw_groups(frame.chance(3), (came @ frame.weights).astype(np.int64), _shares(frame))
    return (
        summed(place, np.ones(len(draws), dtype=np.int64), frame.shape),
        summed(place, money, frame.shape),
        created,
    )


def _arrivals(frame: Frame, rng: np.random.Generator) -> Ints:
    """New deals by draw and day ahead."""
    here, new = frame.here, frame.line.new.until(frame.here.today)
    first = int(new.day.min()) if len(new.day) else here.today
    counts = np.bincount(new.day - first, new.times, minlength=here.today - first)
    found = fit_arrivals(counts.astype(np.int64), day_of(first))
    return found.draw(rng, len(frame.weights), DRAWS, here.part_left)


def _returns(frame: Frame) -> Floats:
    """Closed deals that come back, by day ahead: as many as came back lately."""
    here = frame.here
    span = max(1, min(MIX, here.today - here.since))
    back = frame.line.back.until(here.today)
    return np.full((1, len(frame.weights)), back.times[back.day >= here.today - span].sum() / span)


def _into(frame: Frame, entries: Entries, came: Ints | Floats) -> Floats:
    """The wins to be expected of deals that come in, by draw and span."""
    known = entries.until(frame.here.today)
    lately = (known.day >= frame.here.today - MIX) & (known.state < frame.line.states)
    mix = np.bincount(known.state[lately], known.times[lately], minlength=frame.line.states)
    if not mix.sum():
        return np.zeros((1, frame.weights.shape[1]))
    won = (mix / mix.sum()) @ frame.wins
    return np.asarray(came @ later(won, frame.weights), dtype=np.float64)


def _living(frame: Frame, group: Ints) -> Ints:
    """Wins of groups that get no new deals any more fall to those that do."""
    shares = _shares(frame)
    if frame.shape[1] == 1 or not shares.sum():
        return np.zeros_like(group) if frame.shape[1] == 1 else group.clip(min=0)
    dead = (group < 0) | (shares[group] == 0)
    heirs = frame.chance(4).choice(len(shares), len(group), p=shares / shares.sum())
    return np.where(dead, heirs, group)


def _shares(frame: Frame) -> Floats:
    """How much of the new deals each group gets, by what it got lately."""
    counts = frame.told.counts
    here = (counts["term"] == "new") & (counts["pipeline_id"] == frame.line.pipeline.pipeline_id)
    here &= (counts["day"] >= frame.here.today - MIX) & (counts["group"] >= 0)
    by_day = np.zeros((frame.shape[1], MIX + 1))
    np.add.at(
        by_day,
        (counts["group"][here], (counts["day"][here] - frame.here.today + MIX).clip(0, MIX)),
        counts["deals"][here],
    )
    return recent_shares(by_day)
