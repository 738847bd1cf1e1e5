"""What one could reach, judged by what one's own best groups have reached: quarters or people, luck taken out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from voronka.stats.redraw import DRAWS
from voronka.stats.risk import Floats

#: Fewer groups than this are no basis of comparison.
FEWEST = 4
BEST = 3
_normal = NormalDist()

#: From estimates of groups, (…, groups), to what is attainable, (…,).
Pick = Callable[[Floats], Floats]


@dataclass(frozen=True, eq=False)
class Attainable:
    """`value` and `drawn` (draws,): what is attainable; `base` (draws,): the mean of the groups in the same draws, weighed by their size.

    `size` of all groups; `chance`: the p-value of no true difference between them.
    """

    value: float
    drawn: Floats
    base: Floats
    size: float
    chance: float


def best_three(estimates: Floats, sign: int = 1) -> Pick:
    """The mean of the three groups that are best by their shrunken estimates, always of the same three."""
    chosen = np.argsort(-sign * estimates, kind="stable")[:BEST]
    return lambda drawn: np.asarray(drawn[..., chosen].mean(axis=-1))


def better_quarter(_: Floats, sign: int = 1) -> Pick:
    """The quartile of the groups on the better side."""
    share = 0.75 if sign > 0 else 0.25
    return lambda drawn: np.asarray(np.quantile(drawn, share, axis=-1))


def attainable(
    value: npt.ArrayLike,
    error: npt.ArrayLike,
    size: npt.ArrayLike,
    pick: Callable[[Floats, int], Pick],
    rng: np.random.Generator,
    sign: int = 1,
    draws: int = DRAWS,
    most: float = np.inf,
) -> Attainable | None:
    """What `pick` takes from the groups' true values, as far as these can be known; `sign` is 1 where more is better, −1 where less is.

    `value`, `error`, `size` (groups,): NaN values take no part; no true value is above `most`. None with fewer than four groups. Each draw has a true variance between the groups
    that agrees with Cochran's Q (fiducially: Q / χ² − 1 by the scale of DerSimonian and Laird, never below nothing), a mean, and true values drawn
    towards it by as much as chance explains: where nothing proves that groups differ, many draws say that all are alike.

    >>> rng = np.random.default_rng(1)
    >>> found = attainable([0.3, 0.4, 0.5, 0.6], [0.01] * 4, [100] * 4, better_quarter, rng)
    >>> round(found.value, 2), round(float(found.base.mean()), 2)
    (0.52, 0.45)
    """
    y, noise, n = (np.asarray(column, dtype=np.float64) for column in (value, error, size))
    known = np.isfinite(y) & np.isfinite(noise) & (noise > 0) & (n > 0)
    if known.sum() < FEWEST:
        return None
    y, noise, n = y[known], noise[known] ** 2, n[known]
    q, scale = _spread(y, noise)
    between = np.maximum(q / rng.chisquare(len(y) - 1, draws) - 1, 0.0) / scale
    weight = 1 / (noise + between[:, None])
    total = weight.sum(axis=1, keepdims=True)
    mean = (weight * y).sum(axis=1, keepdims=True) / total + rng.standard_normal((draws, 1)) / np.sqrt(total)
    own = 1 - noise * weight
    drawn = np.minimum(
        mean + own * (y - mean) + np.sqrt(own * noise) * rng.standard_normal((draws, len(y))), most
    )
    reached = pick(drawn.mean(axis=0), sign)(drawn)
    return Attainable(
        float(reached.mean()), reached, drawn @ n / n.sum(), float(n.sum()), _chance(q, len(y) - 1)
    )


def _spread(value: Floats, noise: Floats) -> tuple[float, float]:
    """Cochran's Q (1954, Biometrics 10, 101-129), and by how much a true variance of 1 stretches it: DerSimonian and Laird (1986), Controlled Clinical
    Trials 7, 177-188.
    """
    weight = 1 / noise
    q = float(weight @ (value - weight @ value / weight.sum()) ** 2)
    return q, float(weight.sum() - (weight**2).sum() / weight.sum()) / (len(value) - 1)


def _chance(q: float, free: int) -> float:
    """The upper tail of χ² by Wilson and Hilferty's cube root (1931, PNAS 17, 684-688), good to a few thousandths."""
    scale = 2 / (9 * free)
    return 1 - _normal.cdf(((q / free) ** (1 / 3) - (1 - scale)) / scale**0.5)
