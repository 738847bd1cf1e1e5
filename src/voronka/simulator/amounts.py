"""Prices: guessed or empty at first, set when a deal is qualified, revised with the proposal, bargained down or grown at the contract."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from voronka.simulator.history import History, Stages, starts
from voronka.simulator.people import ROBOT
from voronka.simulator.stages import INCOMING, MAIN, REPEAT, TABLE, TENDERS
from voronka.simulator.worktime import HOUR, Floats, Ints

#: Share of deals without a price at first: incoming ones and others; and of those that never get one.
EMPTY_AT_FIRST = (0.65, 0.30)
NEVER_PRICED = 0.07
REVISED, DISCOUNTED, GROWN = 0.45, 0.35, 0.10
#: The first stage (code) of each milestone by pipeline: qualified, proposal, contract.
_MILESTONES = (
    {MAIN: 3, REPEAT: 2, TENDERS: 1},
    {MAIN: 4, REPEAT: 2, TENDERS: 2},
    {MAIN: 6, REPEAT: 3, TENDERS: 3},
)


@dataclass(frozen=True)
class Amounts:
    """Changes sorted by (deal, time): roubles before and after, `author` index; and each deal's price at first and at the end."""

    deal: Ints
    at: Ints
    before: Ints
    after: Ints
    author: Ints
    first: Ints
    last: Ints


def make_amounts(rng: np.random.Generator, history: History) -> Amounts:
    """The prices of all deals of a history."""
    arrivals, n = history.arrivals, len(history.arrivals)
    incoming = TABLE.kind[arrivals.code] == INCOMING
    empty = (rng.random(n) < np.where(incoming, *EMPTY_AT_FIRST)) & ~arrivals.is_imported
    never = rng.random(n) < NEVER_PRICED
    first = np.where(empty | never, 0, rounded(arrivals.worth * np.exp(0.25 * rng.standard_normal(n))))
    price, changed_at = first.copy(), arrivals.at.copy()
    parts: list[tuple[Ints, Ints, Ints, Ints, Ints]] = []
    for number, codes in enumerate(_MILESTONES):
        rows = first_entries(history.stages, codes)
        rows = rows[~never[history.stages.deal[rows]]]
        deal = history.stages.deal[rows]
        target = _new_price(rng, number, price[deal], arrivals.worth[deal])
        differs = target != price[deal]
        rows, deal, target = rows[differs], deal[differs], target[differs]
        at = _shortly_before(rng, history.stages.at[rows], changed_at[deal])
        author = history.stages.author[rows].astype(np.int64)
        author = np.where(author == ROBOT, history.owner_at(deal, at), author)
        parts.append((deal, at, price[deal], target, author))
        price[deal], changed_at[deal] = target, at
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    order = np.argsort(columns[0], kind="stable")
    deal, at, before, after, author = (column[order] for column in columns)
    return Amounts(deal, at, before, after, author, first, price)


def first_entries(stages: Stages, codes: dict[int, int]) -> Ints:
    """Rows on which a deal for the first time enters the given stage (number in its pipeline) or a later open or won one."""
    threshold = np.array([TABLE.first[pipeline] + place for pipeline, place in sorted(codes.items())])
    reached = (TABLE.position >= 0) & (np.arange(len(TABLE.names)) >= threshold[TABLE.pipeline])
    rows = np.flatnonzero(reached[stages.after])
    return rows[starts(stages.deal[rows])]


def _new_price(rng: np.random.Generator, milestone: int, price: Ints, worth: Floats) -> Ints:
    draw, noise = rng.random(len(price)), rng.standard_normal(len(price))
    if milestone == 0:
        return np.where((price == 0) & (draw < 0.85), rounded(worth * np.exp(0.15 * noise)), price)
    if milestone == 1:
        revised = (price == 0) | (draw < REVISED)
        return np.where(revised, rounded(worth * np.exp(0.08 * noise)), price)
    discount = 1 - (0.03 + 0.12 * rng.random(len(price)))
    growth = 1.05 + 0.45 * rng.random(len(price))
    factor = np.where(draw < DISCOUNTED, discount, np.where(draw > 1 - GROWN, growth, 1.0))
    return np.where(price == 0, rounded(worth), np.where(factor == 1, price, rounded(factor * price)))


def _shortly_before(rng: np.random.Generator, at: Ints, not_before: Ints) -> Ints:
    """Some time in the two hours before a move, often in the very second of it; never before the last change."""
    ahead = np.where(rng.random(len(at)) < 0.3, 0, rng.integers(0, 2 * HOUR, len(at)))
    return np.maximum(at - ahead, np.minimum(not_before, at))


def rounded(roubles: npt.NDArray[np.floating[Any]]) -> Ints:
    """Whole roubles, to the next five hundred, at least 5,000."""
    whole: Ints = np.maximum(np.round(roubles / 500) * 500, 5_000).astype(np.int64)
    return whole
