"""Wins of deals that are open now, draw by draw: each by the chance of its stage, its age there, its size, its owner and its source."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from voronka.engines.base import Columns
from voronka.metrics.future.frame import Frame, Pool
from voronka.metrics.future.ground import state_of
from voronka.metrics.future.relations import CLASSES
from voronka.predict.simulation import happenings, pick, summed
from voronka.predict.stages import Floats, Ints, later

#: The kinds of deals that stand on a stage count as its usual ones once there are many more than so many.
MIXED = 5.0


@dataclass(frozen=True, eq=False)
class FromOpen:
    """Of deals that are open: draws (draws, groups, spans), and by stage how many there are, (stages, groups), and what is expected of them, (stages, groups, spans)."""

    wins: Ints
    money: Ints
    stage_deals: Ints
    stage_wins: Floats
    stage_money: Floats


@dataclass(frozen=True, eq=False)
class _Open:
    """The open deals of a pipeline: state (n: none of its stages), group, and amount at the win (0: not known); `chance` (deals, cells) of a win."""

    state: Ints
    group: Ints
    sure: Floats
    chance: Floats


def of_open(frame: Frame, pool: Pool) -> FromOpen:
    """Wins and money of open deals by draw, group and span; and by stage: deals, wins and money expected."""
    deals = _open(frame)
    priced = np.append(frame.sizes.priced, 1.0)[deals.state]
    draws, items, cells, money = _happened(frame, deals, pool, priced)
    span = frame.horizon.span[cells]
    asked = span >= 0
    place = (draws[asked], deals.group[items[asked]], span[asked])
    shape = (*frame.shape[:2], frame.horizon.spans)
    worth = np.where(deals.sure > 0, deals.sure, priced * pool.usual)
    return FromOpen(
        summed(place, np.ones(len(place[0]), dtype=np.int64), shape),
        summed(place, money[asked], shape),
        *_by_stage(frame, deals, worth),
    )


def _open(frame: Frame) -> _Open:
    here = frame.told.open["pipeline_id"] == frame.line.pipeline.pipeline_id
    deals = {name: column[here] for name, column in frame.told.open.items()}
    state = state_of(frame.line.pipeline, deals["stage_id"])
    age = np.where(deals["day"] < 0, 0, frame.here.today - deals["day"])
    chance = np.zeros((len(state), frame.shape[2]))
    after = later(frame.wins, frame.weights)
    for one in range(frame.line.states):
        which = np.flatnonzero(state == one)
        ages, row = np.unique(age[which], return_inverse=True)
        chance[which] = frame.process.chances(one, ages, frame.weights, after)[row]
    chance = _divided(frame, state, _of_size(frame, state, deals["amount"]), chance)
    chance = _by_segment(frame, state, deals, chance)
    sure = deals["amount"] * np.append(frame.sizes.ratio, 1.0)[state]
    return _Open(state, deals["group"].astype(np.int64), sure, chance)


def _happened(frame: Frame, deals: _Open, pool: Pool, priced: Floats) -> tuple[Ints, Ints, Ints, Ints]:
    """Every win: its draw, its deal, its cell, what it brings. Block by block, each by itself, so that what is asked beyond changes nothing before it."""
    found = []
    before, count = np.zeros(len(deals.state)), len(deals.state)
    taken = np.zeros(0, dtype=np.int64)
    for number, cells in enumerate(frame.horizon.blocks()):
        rng, chance = frame.chance(1, number), deals.chance[:, cells]
        whole = chance.sum(axis=1)
        draws, items = happenings(rng, whole, frame.conversion, before)
        if number:
            fresh = ~np.isin(draws * count + items, taken)
            draws, items = draws[fresh], items[fresh]
        taken, before = np.concatenate([taken, draws * count + items]), before + whole
        cell = cells.start + pick(rng, chance[items])
        found.append(
            (draws, items, cell, _amounts(rng, frame, pool, draws, deals.sure[items], priced[items]))
        )
    draws, items, cell, money = (np.concatenate(column) for column in zip(*found, strict=True))
    return draws, items, cell, money


def _by_stage(frame: Frame, deals: _Open, worth: Floats) -> tuple[Ints, Floats, Floats]:
    """How many deals are on each stage, (stages, groups), and the wins and the money to be expected of them, (stages, groups, spans)."""
    n, groups, spans = frame.line.states, frame.shape[1], frame.horizon.spans
    inside = deals.state < n
    place = deals.state[inside] * groups + deals.group[inside]
    chance = deals.chance[inside] @ frame.horizon.onto

    def expected(weight: Floats) -> Floats:
        columns = [np.bincount(place, one * weight, n * groups) for one in chance.T]
        return np.asarray(np.stack(columns, axis=-1).reshape(n, groups, spans), dtype=np.float64)

    count = np.bincount(place, minlength=n * groups).reshape(n, groups)
    return count, expected(np.ones(len(place))), expected(worth[inside])


def _of_size(frame: Frame, state: Ints, amount: Ints) -> Floats:
    """By how much a deal's size makes it more or less likely to be won than others on its stage."""
    factors = np.vstack([frame.sizes.factor, np.ones(len(CLASSES) + 1)])
    size = np.where(amount > 0, np.searchsorted(CLASSES, amount, side="right"), 0)
    return np.asarray(factors[state, size], dtype=np.float64)


def _by_segment(frame: Frame, state: Ints, deals: Columns, chance: Floats) -> Floats:
    """Chances by owner and source, which say what of the open deals will be won, not how many nor how much: wins and money of the first block stay what they were.

    Else sources of large deals, which take longer, would promise their money too early. What a straight line in the amount tells of the factors is taken off.
    """
    factor = frame.segments.of(deals["owner_id"], deals["source"])
    if not len(state) or np.all(factor == factor[0]):
        return chance
    whole = chance[:, next(frame.horizon.blocks())].sum(axis=1)
    weight, usual = np.sqrt(whole), max(float(deals["amount"].mean()), 1.0)
    line = np.column_stack([np.ones(len(state)), deals["amount"] / usual])
    slope, *_ = np.linalg.lstsq(line * weight[:, None], (factor - 1) * weight, rcond=None)
    most = 1 / np.where(whole > 0, whole, 1.0)
    return np.asarray(chance * (factor - line @ slope).clip(0.0, most)[:, None], dtype=np.float64)


def _divided(frame: Frame, state: Ints, factor: Floats, chance: Floats) -> Floats:
    """Chances by factors; those of a stage add up to what they were in the first block, for the stage's own chances are of the deals that stand there."""
    if not len(state):
        return chance
    whole = chance[:, next(frame.horizon.blocks())].sum(axis=1)
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
