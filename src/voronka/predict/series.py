"""Forecasts of a plain series, one value a period: what everybody would say without a model, and a classical method from a library."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec

import numpy as np
import numpy.typing as npt

from voronka.errors import InputError
from voronka.language import say
from voronka.predict.calendar import Floats, Ints
from voronka.predict.judge import LEVELS
from voronka.stats.beta import beta_quantile

#: Ranges rest on the errors of so many latest forecasts of the method itself; from so many on, their own quantiles are taken, before a Student distribution.
PAST, ENOUGH = 24, 9
#: Theta needs so many values.
_SHORTEST = 4


@dataclass(frozen=True)
class Method:
    """One way to continue a series: `point` makes `steps` values from the past and the periods of a year; `needs` says how many values of past it takes."""

    needs: Callable[[int], int]
    point: Callable[[Floats, int, int], Floats]


@dataclass(frozen=True, eq=False)
class Foretold:
    """What a method says: `mean` (steps,), and `quantiles` (levels, steps) from its own past errors; NaN where there is too little past for either."""

    mean: Floats
    quantiles: Floats


def _last_period(past: Floats, steps: int, _season: int) -> Floats:
    return np.repeat(past[-1:], steps)


def _last_year(past: Floats, steps: int, season: int) -> Floats:
    return np.asarray(past[-season:][np.arange(steps) % season])


def _few(season: int) -> int:
    """A quarter of a year, and three periods at least."""
    return max(3, season // 4)


def _mean_of_last(past: Floats, steps: int, season: int) -> Floats:
    return np.repeat(past[-_few(season) :].mean(), steps)


def _theta(past: Floats, steps: int, season: int) -> Floats:
    """The Theta method: Assimakopoulos and Nikolopoulos (2000), IJF 16, 521-530, with the seasonal test of that competition (90 %); library statsmodels, BSD licence."""
    if not has_theta():
        raise InputError(
            say("the series method needs the extra series"), do=say("run pip install 'voronka[series]'")
        )
    from statsmodels.tools.sm_exceptions import ConvergenceWarning
    from statsmodels.tsa.forecasting.theta import ThetaModel

    if np.ptp(past) == 0:
        return np.repeat(past[-1:], steps)
    size = float(np.abs(past).mean())  # roubles in kopecks are too large for the optimiser
    is_long = season > 1 and len(past) >= 2 * season
    # A series without any noise has no likelihood to climb; what is foretold of it is right all the same.
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore", ConvergenceWarning)
        fitted = ThetaModel(past / size, period=season, deseasonalize=is_long).fit(use_mle=False)
        said = size * np.asarray(fitted.forecast(steps, theta=2), dtype=np.float64)
    return np.maximum(said, 0.0) if (past >= 0).all() else said


#: The methods by name. “Same period last year” is what the literature calls the seasonal naive forecast; beyond a year it repeats itself.
METHODS: Mapping[str, Method] = {
    "last_period": Method(lambda _season: 1, _last_period),
    "last_year": Method(lambda season: season, _last_year),
    "mean_of_last": Method(_few, _mean_of_last),
    "theta": Method(lambda _season: _SHORTEST, _theta),
}


def has_theta() -> bool:
    """Whether the classical method is installed (extra `series`)."""
    return find_spec("statsmodels") is not None


def methods() -> tuple[str, ...]:
    """The methods that can be asked for here."""
    return tuple(name for name in METHODS if name != "theta" or has_theta())


def points(name: str, values: npt.ArrayLike, origins: Iterable[int], steps: int, season: int) -> Floats:
    """What the method said at each origin, (origins, steps), from the values before it; NaN where those were too few. InputError for a method that is not installed.

    >>> points("last_year", [1, 2, 3, 4], origins=[1, 4], steps=3, season=2)
    array([[nan, nan, nan],
           [ 3.,  4.,  3.]])
    """
    method, every = METHODS[name], np.asarray(values, dtype=np.float64)
    return np.array(
        [
            method.point(every[:origin], steps, season)
            if origin >= method.needs(season)
            else np.full(steps, np.nan)
            for origin in origins
        ]
    ).reshape(-1, steps)


def foretell(
    name: str, past: npt.ArrayLike, steps: int, season: int, levels: Sequence[float] = LEVELS
) -> Foretold:
    """What the method says of the `steps` periods after the `past`; `season` periods make a year (12, 4, 52; 1 without a season).

    >>> foretell("last_period", [10, 12, 10, 12, 10, 12], steps=1, season=1).quantiles.round(1).tolist()
    [[9.0], [12.0], [15.0]]
    """
    return foretell_at(name, past, [len(np.asarray(past))], steps, season, levels)[0]


def foretell_at(
    name: str,
    values: npt.ArrayLike,
    origins: Sequence[int],
    steps: int,
    season: int,
    levels: Sequence[float] = LEVELS,
) -> list[Foretold]:
    """As `foretell` at each origin (number of values known then); each past forecast is made once for all of them."""
    every = np.asarray(values, dtype=np.float64)
    made = np.unique([max(origin - back, 0) for origin in origins for back in range(PAST + 1)])
    said = points(name, every, made.tolist(), steps, season)
    return [_foretold(every[:origin], origin, made, said, levels) for origin in origins]


def _foretold(past: Floats, origin: int, made: Ints, said: Floats, levels: Sequence[float]) -> Foretold:
    mean = said[int(np.searchsorted(made, origin))]
    offsets = np.full((len(levels), len(mean)), np.nan)
    for step in range(len(mean)):
        # Known at the origin: what came before it, foretold `step` + 1 periods earlier.
        known = (made + step < origin) & (made >= origin - PAST)
        errors = past[made[known] + step] - said[known, step]
        errors = errors[np.isfinite(errors)]
        if len(errors):
            offsets[:, step] = _offsets(errors, levels)
        elif step:
            offsets[:, step] = offsets[:, step - 1]
    quantiles = np.sort(mean + offsets, axis=0)
    return Foretold(mean, np.maximum(quantiles, 0.0) if (past >= 0).all() else quantiles)


def _offsets(errors: Floats, levels: Sequence[float]) -> Floats:
    """Quantiles of the next error: those of past ones, at (n + 1) p so that they hold what they promise; of a few, a Student distribution about 0 with their size."""
    if len(errors) >= ENOUGH:
        return np.asarray(np.quantile(errors, levels, method="weibull"))
    return float(np.sqrt((errors**2).mean())) * student_quantiles(tuple(levels), len(errors))


@cache
def student_quantiles(levels: tuple[float, ...], freedom: int) -> Floats:
    """The quantiles of Student's distribution.

    >>> student_quantiles((0.025, 0.5, 0.9), 5).round(4).tolist()
    [-2.5706, 0.0, 1.4759]
    """
    off = 2 * np.array(levels) - 1
    size, which = np.unique(np.abs(off).round(12), return_inverse=True)
    share = np.zeros(len(size))
    share[size > 0] = beta_quantile(size[size > 0], 0.5, freedom / 2)
    return np.asarray(np.sign(off) * np.sqrt(freedom * share / (1 - share))[which])
