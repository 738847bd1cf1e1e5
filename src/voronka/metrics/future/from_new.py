"""Wins of deals that are not there yet, draw by draw: as many as come in, by the curve from creation to the win."""

from __future__ import annotations

import numpy as np

from voronka.metrics.future.curve import born, mixed, returning
from voronka.metrics.future.frame import Frame, Pool, shares_of
from voronka.metrics.future.put_off import sooner
from voronka.metrics.future.relations import day_of
from voronka.predict.arrivals import draw_groups, fit_arrivals
from voronka.predict.simulation import pick, summed
from voronka.predict.stages import Floats, Ints, later


def of_new(frame: Frame, pool: Pool) -> tuple[Ints, Ints, Ints]:
    """Wins, money and deals created of those that are not there yet, by draw, group and span."""
    came, line = _arrivals(frame), frame.line
    fresh, back = born(frame.here, line, frame.wins), mixed(frame.here, line, line.back, frame.wins)
    again = returning(frame.here, line) * later(sooner(back, frame.delay), frame.weights).sum(axis=0)
    expected = came @ later(sooner(fresh, frame.delay), frame.weights) + again
    draws, cells, amount, group = _happened(frame, pool, expected)
    span = frame.horizon.span[cells]
    asked = span >= 0
    place = (draws[asked], group[asked], span[asked])
    shape = (*frame.shape[:2], frame.horizon.spans)
    days = (frame.horizon.inside @ frame.horizon.onto).astype(np.int64)
    return (
        summed(place, np.ones(len(place[0]), dtype=np.int64), shape),
        summed(place, amount[asked], shape),
        draw_groups(frame.chance(3), came @ days, shares_of(frame)),
    )


def _happened(frame: Frame, pool: Pool, expected: Floats) -> tuple[Ints, Ints, Ints, Ints]:
    """Every win of deals to come: its draw, its cell, its amount, its group. Block by block, as those of open deals; each is a past win that comes again."""
    found = []
    for number, cells in enumerate(frame.horizon.blocks()):
        rng = frame.chance(5, number)
        here = expected[:, cells] * frame.conversion[:, None]
        draws = np.repeat(np.arange(len(here)), rng.poisson(here.sum(axis=1)))
        cell = cells.start + pick(rng, here[draws])
        amount, group = (np.zeros(len(draws), dtype=np.int64) for _ in range(2))
        if len(pool.amount):
            chosen = rng.integers(0, len(pool.amount), len(draws))
            amount, group = pool.amount[chosen], pool.group[chosen]
        worth = np.rint(amount * frame.amount[draws]).astype(np.int64)
        found.append((draws, cell, worth, _living(frame, number, group)))
    draws, cell, worth, group = (np.concatenate(column) for column in zip(*found, strict=True))
    return draws, cell, worth, group


def _arrivals(frame: Frame) -> Ints:
    """New deals by draw and day ahead."""
    here, new = frame.here, frame.line.new.until(frame.here.today)
    first = int(new.day.min()) if len(new.day) else here.today
    counts = np.bincount(new.day - first, new.times, minlength=here.today - first)
    found = fit_arrivals(counts.astype(np.int64), day_of(first), frame.country)
    return found.draw(frame.chance(2), frame.horizon.days, frame.shape[0], here.part_left)


def _living(frame: Frame, block: int, group: Ints) -> Ints:
    """Wins of groups that get no new deals any more fall to those that do."""
    if frame.shape[1] == 1:
        return np.zeros_like(group)
    shares = shares_of(frame)
    if not shares.sum():
        return group.clip(min=0)
    dead = (group < 0) | (shares[group] == 0)
    heirs = frame.chance(4, block).choice(len(shares), len(group), p=shares / shares.sum())
    return np.where(dead, heirs, group)
