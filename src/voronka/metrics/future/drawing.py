"""The draws of one pipeline."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from voronka.metrics.future.ground import Entries, Ground, Line, state_of
from voronka.metrics.future.relations import CLASSES, day_of
from voronka.metrics.future.told import Told, groups_of
from voronka.predict.arrivals import draw_groups, fit_arrivals, recent_shares
from voronka.predict.calendar import days_from, fit_week
from voronka.predict.simulation import happenings, pick, summed
from voronka.predict.sizes import Sizes, fit_sizes
from voronka.predict.stages import Floats, Ints, Process, fit, later

DRAWS = 1000
#: With so many wins in the last year a draw is long work and tells much: fewer are enough.
MANY, FEWER_DRAWS = 20_000, 200
SEED = 5
#: Days of history from which chances and amounts are taken.
RECENT = 365
#: Days over which deals that come back, and the mix of first stages, are counted.
MIX = 180
#: Days of wins that tell how busy the days of the week are, and the longest that anything is put off by days off.
WEEKS, PUT_OFF = 731, 10
#: The sizes that stand on a stage count as its usual ones once there are many more than so many.
MIXED = 5.0
#: Fewer wins than these in a year are taken together with older ones.
ENOUGH = 30
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
    """What all parts share: `inside` (days, spans) says which of the days ahead belong to which span, `weights` the same of wins, which are put off on days off; `conversion` and `amount` are the factors of each draw."""

    here: Ground
    line: Line
    told: Told
    weights: Floats
    inside: Floats
    country: str
    process: Process
    wins: Floats
    sizes: Sizes
    conversion: Floats
    amount: Floats

    @property
    def shape(self) -> tuple[int, int, int]:
        return draws_of(self.here), len(self.told.groups), self.weights.shape[1]

    def chance(self, part: int) -> np.random.Generator:
        """A stream of its own for each part, so that a change in one leaves the others as they are."""
        return np.random.default_rng([SEED, part, self.here.today, self.line.pipeline.pipeline_id % 2**32])


def draws_of(here: Ground) -> int:
    """How many draws are made of that company."""
    wins = sum(len(line.wins.until(here.today).since(here.today - RECENT).day) for line in here.lines)
    return FEWER_DRAWS if wins > MANY else DRAWS


def draw(here: Ground, line: Line, told: Told, ends: list[tuple[int, int]], country: str) -> Drawn:
    """Draw what is to come in spans of days (numbers, half-open)."""
    frame = _frame(here, line, told, ends, country)
    pool = _pool(frame)
    from_open = _of_open(frame, pool)
    new_wins, new_money, created = _of_new(frame, pool)
    stages = tuple((line.pipeline.pipeline_id, position) for position in line.pipeline.blocks)
    return Drawn(from_open, new_wins, new_money, created, stages)


def _frame(here: Ground, line: Line, told: Told, ends: list[tuple[int, int]], country: str) -> Frame:
    days = max([last - here.today for _, last in ends] + [1])
    weights = _weights(here, line, ends, days, country)
    process = fit(line.stays, line.states, max(here.since, here.today - RECENT), here.today)
    rng = np.random.default_rng([SEED, 0, here.today])
    conversion, amount = (
        np.exp(spread * rng.standard_normal(draws_of(here)) - spread**2 / 2)
        for spread in (CONVERSION, AMOUNT)
    )
    sizes = fit_sizes(line.sizes.until(here.today).sized(here.today), line.states, len(CLASSES) + 1)
    ahead = here.today + np.arange(days)
    inside = np.array([(ahead >= first) & (ahead < last) for first, last in ends], dtype=np.float64).T
    return Frame(
        here, line, told, weights, inside, country, process, process.wins(days), sizes, conversion, amount
    )


def _weights(here: Ground, line: Line, ends: list[tuple[int, int]], days: int, country: str) -> Floats:
    """Which share of what would be won on each day by the clock falls into which span: what falls on a day off is mostly done on the next working days."""
    first = max(here.since, here.today - WEEKS)
    wins = line.wins.until(here.today)
    lately = wins.day[wins.day >= first]
    counts = np.bincount(lately - first, minlength=here.today - first).astype(np.float64)
    week = fit_week(counts, days_from(day_of(first), len(counts), country))
    around = days_from(day_of(here.today - PUT_OFF), PUT_OFF + days, country)
    done = np.minimum(week.weights(around) / np.sort(week.weekday)[2:].mean(), 1.0)
    before, done = done[:PUT_OFF], done[PUT_OFF:]
    found = np.zeros((days, len(ends)))
    rest = np.zeros(len(ends))
    for day in range(days - 1, -1, -1):
        inside = [start <= here.today + day < end for start, end in ends]
        rest = done[day] * np.array(inside, dtype=np.float64) + (1 - done[day]) * rest
        found[day] = rest
    # What was put off before today is still to be done.
    waiting = float(np.cumprod(1 - before[::-1]).sum())
    found[0] *= here.part_left + waiting
    return found


@dataclass(frozen=True, eq=False)
class Pool:
    """Past wins that stand for those to come: amounts (0: none) and groups."""

    amount: Ints
    group: Ints

    @property
    def priced(self) -> Ints:
        """Amounts of those that have one."""
        return self.amount[self.amount > 0]


def _pool(frame: Frame) -> Pool:
    """The wins of the last year; all there are where they are few."""
    wins = frame.line.wins.until(frame.here.today)
    lately = wins.since(frame.here.today - RECENT)
    wins = lately if len(lately.day) >= ENOUGH else wins
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
    chance = _by_size(frame, state, deals["amount"], chance)
    draws, items = happenings(rng, chance.sum(axis=1), frame.conversion)
    span = pick(rng, chance[items])
    sure = deals["amount"] * np.append(frame.sizes.ratio, 1.0)[state]
    priced = np.append(frame.sizes.priced, 1.0)
    money = _amounts(rng, frame, pool, draws, sure[items], priced[state[items]])
    group = deals["group"].astype(np.int64)
    place = (draws, group[items], span)
    known = np.where(sure > 0, sure, priced[state] * (pool.priced.mean() if len(pool.priced) else 0.0))
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


def _by_size(frame: Frame, state: Ints, amount: Ints, chance: Floats) -> Floats:
    """Chances by size; those of a stage add up to what they were, for the stage's own chances are of the sizes that stand there."""
    if not len(state):
        return chance
    factors = np.vstack([frame.sizes.factor, np.ones(len(CLASSES) + 1)])
    factor = factors[state, np.where(amount > 0, np.searchsorted(CLASSES, amount, side="right"), 0)]
    whole = chance.sum(axis=1)
    usual = whole.sum() / len(whole)
    n = len(frame.sizes.factor) + 1
    usual = max(usual, 1e-12)
    mean = (np.bincount(state, whole * factor, n) + MIXED * usual) / (
        np.bincount(state, whole, n) + MIXED * usual
    )
    scale = factor / np.where(mean > 0, mean, 1.0)[state]
    most = 1 / np.where(whole > 0, whole, 1.0)
    return np.asarray(chance * np.minimum(scale, most)[:, None], dtype=np.float64)


def _amounts(
    rng: np.random.Generator, frame: Frame, pool: Pool, draws: Ints, sure: Floats, priced: Floats
) -> Ints:
    """What each win brings: the deal's own amount, or with the chance `priced` that of a past win where it has none, times the factor of the draw."""
    other = np.zeros(len(draws))
    if len(pool.priced):
        other = np.where(rng.random(len(draws)) < priced, rng.choice(pool.priced, len(draws)), 0)
    return np.rint(np.where(sure > 0, sure, other) * frame.amount[draws]).astype(np.int64)


def _of_new(frame: Frame, pool: Pool) -> tuple[Ints, Ints, Ints]:
    """Wins, money and deals created of those that are not there yet, by draw, group and span."""
    rng, days = frame.chance(2), len(frame.weights)
    came = _arrivals(frame, rng)
    born = later(_born(frame), frame.weights)
    expected = came @ born + _into(frame, frame.line.back, _returns(frame))
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
    assert came.shape == (frame.shape[0], days)
    created = draw_groups(frame.chance(3), (came @ frame.inside).astype(np.int64), _shares(frame))
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
    found = fit_arrivals(counts.astype(np.int64), day_of(first), frame.country)
    return found.draw(rng, len(frame.weights), frame.shape[0], here.part_left)


def _returns(frame: Frame) -> Floats:
    """Closed deals that come back, by day ahead: as many as came back lately."""
    here = frame.here
    span = max(1, min(MIX, here.today - here.since))
    back = frame.line.back.until(here.today)
    return np.full((1, len(frame.weights)), back.times[back.day >= here.today - span].sum() / span)


def _born(frame: Frame) -> Floats:
    """Of new deals: the share won on each day after they come. Wins at each age against all deals that were seen at it; the stages tell where wins are few."""
    here, days = frame.here, len(frame.weights)
    wins, new = frame.line.wins.until(here.today).since(here.today - RECENT), frame.line.new.until(here.today)
    if len(wins.day) < ENOUGH:
        return _mixed(frame, new)
    won = np.bincount(wins.day - wins.started, minlength=days)[:days]
    came = np.cumsum(np.bincount(new.day - here.since, new.times, here.today - here.since))
    # Of age u on any of the last days: those who came so long before them.
    whole = np.concatenate([[0.0], came])
    last = (here.today - here.since - np.arange(days)).clip(min=0)
    seen = whole[last] - whole[(last - RECENT).clip(min=0)]
    return np.asarray(np.divide(won, seen, out=np.zeros(days), where=seen > 0), dtype=np.float64)


def _mixed(frame: Frame, entries: Entries) -> Floats:
    """Of deals that come in from outside: the share won on each day after, by the stages on which they came lately."""
    lately = (entries.day >= frame.here.today - MIX) & (entries.state < frame.line.states)
    mix = np.bincount(entries.state[lately], entries.times[lately], minlength=frame.line.states)
    return np.asarray(mix / max(mix.sum(), 1) @ frame.wins, dtype=np.float64)


def _into(frame: Frame, entries: Entries, came: Ints | Floats) -> Floats:
    """The wins to be expected of deals that come in, by draw and span."""
    won = _mixed(frame, entries.until(frame.here.today))
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
