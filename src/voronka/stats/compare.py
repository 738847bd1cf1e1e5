"""Is one better than the other? Differences at equal age, with intervals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from voronka.model.estimate import Estimate
from voronka.stats.incidence import incidences, shares
from voronka.stats.intervals import newcombe, square_and_add, wilson
from voronka.stats.redraw import DRAWS, generator_of, percentiles, redraw
from voronka.stats.risk import Floats, Risk
from voronka.stats.times import quantiles


@dataclass(frozen=True)
class Difference:
    """One less the other, with the 95 % interval [`low`, `high`]; a limit that the data do not reach is None."""

    value: float
    low: float | None
    high: float | None

    @property
    def is_reliable(self) -> bool:
        """True when the interval leaves zero out."""
        return (self.low is not None and self.low > 0) or (self.high is not None and self.high < 0)


def difference(
    one: Risk, other: Risk, cause: int, horizon: float, draws: int = DRAWS, seed: int | None = None
) -> Difference | None:
    """F_k(h) of `one` less that of `other`; None where either is not known.

    Both followed to the horizon: Newcombe's interval; else a bootstrap over deals, each group of a table being a stratum redrawn by itself.

    >>> one, other = Risk.make([1, 9], [1, 0], [0, 9]), Risk.make([1, 5, 9], [4, 0, 0], [0, 1, 5])
    >>> found = difference(one, other, cause=0, horizon=7)
    >>> round(found.value, 4), found.is_reliable
    (-0.3, False)
    """
    tables = [risk.until(horizon) for risk in (one, other)]
    wholes = [risk.together() for risk in tables]
    mine, theirs = (incidences(whole, cause, horizon) for whole in wholes)
    if np.isnan(mine.value[0]) or np.isnan(theirs.value[0]):
        return None
    if all(_is_complete(whole, horizon) for whole in wholes):
        counts = [
            (int(whole.events[cause].sum()), int(found.n[0]))
            for whole, found in zip(wholes, (mine, theirs), strict=True)
        ]
        found = newcombe(wilson(*counts[0]), wilson(*counts[1]))
        return Difference(*found) if found else None
    rng = generator_of(*tables, seed=seed)
    drawn = [shares(redraw(risk, draws, rng), cause, horizon) for risk in tables]
    return Difference(float(mine.value[0] - theirs.value[0]), *percentiles(drawn[0] - drawn[1]))


def difference_of_times(
    one: Risk,
    other: Risk,
    share: float = 0.5,
    per_day: float = 1.0,
    draws: int = DRAWS,
    seed: int | None = None,
) -> Difference | None:
    """Median stay (or another quantile) of `one` less that of `other`, in days, with a bootstrap over deals.

    None where one of them is not reached; a limit is None where too many draws do not reach theirs.

    >>> slow, fast = Risk.make([10, 11], [5, 5], [0, 0]), Risk.make([2, 3], [5, 5], [0, 0])
    >>> difference_of_times(slow, fast)
    Difference(value=8.0, low=7.0, high=9.0)
    """
    ages = [float(quantiles(risk.together(), [share]).age[0, 0]) for risk in (one, other)]
    if any(np.isnan(ages)):
        return None
    rng = generator_of(one, other, seed=seed)
    drawn = [quantiles(redraw(risk, draws, rng), [share]).age[0] for risk in (one, other)]
    (low, _), (_, high) = (percentiles(_less(drawn[0], drawn[1], worst)) for worst in (-np.inf, np.inf))
    return Difference(
        (ages[0] - ages[1]) / per_day,
        low / per_day if np.isfinite(low) else None,
        high / per_day if np.isfinite(high) else None,
    )


def mover(one: Estimate, other: Estimate) -> Difference | None:
    """The difference of two independent estimates from their intervals alone, by square-and-add; None where a part is missing.

    Zou and Donner (2008), Statistics in Medicine 27, 1693-1702; with Wilson's intervals it is Newcombe's.

    >>> mover(Estimate(70, 0.8, 0.6918, 0.8770), Estimate(80, 0.6, 0.4905, 0.7004)).is_reliable
    True
    """
    value, low, high = square_and_add(one, other)
    return None if value is None or low is None else Difference(value, low, high)


def equal_age(one: Risk, other: Risk) -> int:
    """The greatest horizon to which both tables are known: there is still somebody at risk, or nobody is left to be."""
    wholes = [risk.together() for risk in (one, other)]
    ends = [int(whole.age[-1]) for whole in wholes if len(whole.age) and whole.censored[-1]]
    return min(ends, default=max(int(whole.age.max(initial=0)) for whole in wholes) + 1)


def _is_complete(risk: Risk, horizon: float) -> bool:
    return not risk.entered.any() and not risk.censored[risk.age < horizon].any()


def _less(one: Floats, other: Floats, unknown: float) -> Floats:
    """one - other, where NaN means "later than was seen"; `unknown` where both are."""
    ages = [np.where(np.isnan(column), np.inf, column) for column in (one, other)]
    both = np.isinf(ages[0]) & np.isinf(ages[1])
    return np.where(both, unknown, ages[0] - np.where(both, 0.0, ages[1]))
