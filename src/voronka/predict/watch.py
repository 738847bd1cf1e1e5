"""Whether the last days are outside what their own past allows: counts against a level that follows them, with the noise that past weeks had."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np

from voronka.predict.calendar import Floats
from voronka.stats.beta import beta_cdf, beta_quantile
from voronka.stats.gamma import log_gamma

#: Days that are looked at together.
WINDOW = 7
#: A past day loses half of its weight in so many.
HALF_LIFE = 56.0
#: Weeks whose errors tell how noisy the next one may be; fewer than this many tell nothing.
ERRORS, FEWEST = 52, 8
#: No week counts as further off than so many deviations, or one old trouble would hide the next.
FURTHEST = 3.0
#: What is called usual: this share of weeks.
USUAL = 0.95


@dataclass(frozen=True, eq=False)
class Sums:
    """For each day on which somebody looks: what was `seen` in the window before it, what was to be expected, and (for shares) of how many, `trials`."""

    seen: Floats
    usual: Floats
    trials: Floats


def sums(counts: Floats, exposure: Floats) -> Sums:
    """Of daily counts (days,) against their exposure (days,): a row for each day from 0 to `days`, the window being the days before it.

    The expected count is the exposure of the window at the rate of all days before the window, older ones the less.

    >>> found = sums(np.array([2.0] * 28 + [0.0] * 7), np.ones(35))
    >>> found.seen[-1], round(float(found.usual[-1]), 6)
    (np.float64(0.0), 14.0)
    """
    totals = [np.concatenate([[0.0], np.cumsum(one)]) for one in (counts, exposure)]
    seen, size = (
        total - np.concatenate([np.zeros(WINDOW), total[:-WINDOW]])[: len(total)] for total in totals
    )
    rates = faded(counts) / np.maximum(faded(exposure), 1e-9)
    before = np.concatenate([np.zeros(WINDOW), rates])[: len(seen)]
    return Sums(seen, size * before, size)


def faded(values: Floats) -> Floats:
    """Sums of all values before each day, (days + 1,), each halved every `HALF_LIFE` days."""
    keep, total = 0.5 ** (1 / HALF_LIFE), 0.0
    found = [total]
    for value in values.tolist():
        total = total * keep + value
        found.append(total)
    return np.array(found)


def noise(seen: Floats, usual: Floats, variance: Floats) -> float:
    """How many times as much weeks vary as chance alone would have them: never less than 1; from windows that do not overlap, the newest last."""
    known = usual > 0
    errors = ((seen - usual) ** 2 / np.maximum(variance, 1e-9))[known][-ERRORS:]
    if len(errors) < FEWEST:
        return 1.5
    found = 1.0
    for _ in range(4):
        found = max(1.0, float(np.minimum(errors, FURTHEST**2 * found).mean()))
    # What is not known of the noise itself counts as noise.
    return found * (1 + 2 / len(errors))


def count_tails(seen: float, usual: float, noise: float) -> tuple[float, float]:
    """Chances of a count as low, and as high, where it is negative binomial with that mean and so many times a Poisson variance.

    >>> low, high = count_tails(4, 26, 1.0)
    >>> low < 1e-6, high > 0.999
    (True, True)
    """
    mean = max(usual, 1e-9)
    # next to Poisson it is Poisson
    size = mean / max(noise - 1, 1e-6)
    share = size / (size + mean)
    low = float(beta_cdf(share, size, seen + 1))
    high = 1.0 if seen <= 0 else 1 - float(beta_cdf(share, size, seen))
    return low, high


def count_range(usual: float, noise: float) -> tuple[int, int]:
    """Between which counts usual weeks lie.

    >>> count_range(26, 1.0)
    (17, 36)
    """
    spread = 6 * np.sqrt(usual * noise) + 12 * noise + 10
    below, above = max(0, int(usual - spread)), ceil(usual + spread)
    return _first(below, above, usual, noise, (1 - USUAL) / 2), _first(
        below, above, usual, noise, (1 + USUAL) / 2
    )


def _first(below: int, above: int, usual: float, noise: float, share: float) -> int:
    """The least count up to which that share of weeks lie."""
    while below < above:
        middle = (below + above) // 2
        if count_tails(middle, usual, noise)[0] >= share:
            above = middle
        else:
            below = middle + 1
    return below


def share_tail(hits: float, trials: float, usual: float, noise: float) -> float:
    """The chance of so few hits, where they are beta-binomial with that usual share and so many times a binomial variance.

    >>> round(share_tail(1, 2, 0.5, 1.0), 3)
    0.75
    """
    if trials <= 0:
        return 1.0
    inside = min(max((noise - 1) / max(trials - 1, 1), 1e-4), 0.5)
    a, b = (max(share, 1e-6) * (1 / inside - 1) for share in (usual, 1 - usual))
    k = np.arange(int(hits) + 1, dtype=np.float64)
    said = log_gamma(trials + 1) - log_gamma(k + 1) - log_gamma(trials - k + 1)
    said = said + log_gamma(k + a) + log_gamma(trials - k + b) - log_gamma(trials + a + b)
    said = said + log_gamma(a + b) - log_gamma(a) - log_gamma(b)
    return float(min(1.0, np.exp(said).sum()))


def share_range(trials: float, usual: float, noise: float) -> tuple[float, float]:
    """Between which shares usual weeks lie."""
    size = max(trials, 1) / noise
    a, b = max(usual, 1e-6) * size + 0.5, max(1 - usual, 1e-6) * size + 0.5
    ends = beta_quantile(np.array([(1 - USUAL) / 2, (1 + USUAL) / 2]), a, b)
    return float(ends[0]), float(ends[1])
