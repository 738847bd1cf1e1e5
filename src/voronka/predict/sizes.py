"""What the size of a deal says of its chance, and how amounts change on the way to the win."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from voronka.predict.stages import Floats, Ints
from voronka.stats.logit import fit_logit

#: The slope of the log-odds by class of amount (a third of a power of ten) is believed to be about 0, with this standard deviation.
SLOPE = 0.25
#: Deals without an amount are believed to be won like all others, for the weight of so many wins.
WINS = 10.0
#: With fewer wins of deals with an amount the ratio of amounts counts as 1, for the weight of so many.
RATIO = 5.0
#: How many of the won deals without an amount on a stage have one at the win is believed to be as of all wins, for the weight of so many: on late stages it is none.
PRICED = 0.5


@dataclass(frozen=True, eq=False)
class Sizes:
    """By state: `factor` (states, classes) of the chance of a deal of that size, against all deals of the state; `ratio` (states,) of the amount at the win to
    that on the stage; `priced` (states,): the share of won deals without an amount on the stage that had one at the win.
    """

    factor: Floats
    ratio: Floats
    priced: Floats


@dataclass(frozen=True, eq=False)
class Sized:
    """Stays that are old enough to be over, each row counted `stays` times: `wins` of them in the end, `priced` of these with an amount; `won` and `was` are sums of amounts at the win and at entry."""

    state: Ints
    size: Ints
    stays: Ints
    wins: Ints
    priced: Ints
    won: Ints
    was: Ints


def fit_sizes(seen: Sized, states: int, classes: int) -> Sizes:
    """Class 0 are deals without an amount. The log-odds of a win go by the class in a straight line, drawn towards none where wins are few."""
    shape = (states, classes)
    tried, won = (_table(seen, column, shape) for column in (seen.stays, seen.wins))
    factor = np.ones(shape)
    for state in range(states):
        if won[state].sum():
            factor[state] = _factors(tried[state], won[state])
    known = seen.size > 0
    wins, after, before = (
        np.bincount(seen.state[known], column[known], states) for column in (seen.priced, seen.won, seen.was)
    )
    usual = np.divide(before, wins, out=np.zeros(states), where=wins > 0)
    ratio = np.divide(after + RATIO * usual, before + RATIO * usual, out=np.ones(states), where=before > 0)
    unknown, priced = (
        np.bincount(seen.state[~known], column[~known], states) for column in (seen.wins, seen.priced)
    )
    of_all = seen.priced.sum() / max(seen.wins.sum(), 1)
    return Sizes(factor, ratio, (priced + PRICED * of_all) / (unknown + PRICED))


def _table(seen: Sized, column: Ints, shape: tuple[int, int]) -> Floats:
    flat = np.bincount(seen.state * shape[1] + seen.size, column, shape[0] * shape[1])
    return np.asarray(flat.reshape(shape), dtype=np.float64)


def _factors(tried: Floats, won: Floats) -> Floats:
    """Of one state: (classes,)."""
    share = won.sum() / tried.sum()
    found = np.ones(len(tried))
    found[0] = (won[0] + WINS) / (tried[0] * share + WINS)
    if won[1:].sum():
        classes = np.arange(1, len(tried))
        middle = float((classes * tried[1:]).sum() / tried[1:].sum())
        steps = (classes - middle)[:, None]
        fit = fit_logit(steps, won[1:], tried[1:], ridge=1 / SLOPE**2)
        # No further than where there were deals.
        known = np.flatnonzero(tried[1:])
        inside = steps[np.clip(np.arange(len(steps)), known[0], known[-1])]
        found[1:] = fit.chances(inside) / share
    return found
