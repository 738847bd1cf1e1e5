"""Is it the manager or the deals? Wins observed by wins expected from the mix of deals, group by group."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voronka.stats.discoveries import two_sided
from voronka.stats.logit import chance, fit_logit
from voronka.stats.risk import Counts, Floats


@dataclass(frozen=True, eq=False)
class CaseMix:
    """Each (groups,): `observed` wins, `expected` wins had the whole team handled this group's deals, the share `adjusted` to the mix of all,
    the standard `error` of that share, and the p-value of observed = expected. NaN where a group has no deals.
    """

    observed: Floats
    expected: Floats
    adjusted: Floats
    error: Floats
    p: Floats

    @property
    def ratio(self) -> Floats:
        """Observed by expected: 1.2 is a fifth more wins than the mix promised."""
        found: Floats = np.divide(
            self.observed, self.expected, out=np.full(len(self.expected), np.nan), where=self.expected > 0
        )
        return found


def case_mix(
    group: npt.ArrayLike, traits: npt.ArrayLike, hits: npt.ArrayLike, trials: npt.ArrayLike, groups: int
) -> CaseMix:
    """Indirect standardisation: chances by traits from one logistic regression over all groups, each with log-odds of its own.

    One row per group and kind of deal; `traits` (rows, columns). The groups stand in the fit so that a trait is not credited with the hands
    it mostly fell into; expected is what the mix would bring if each deal went to the hands of the team at random. Observed and expected
    have equal sums, adjusted = observed / expected × the share of the whole. The error is that of chance alone, the expectation being taken
    as known. ValueError where nothing was tried.

    >>> traits = np.array([[0.0], [1.0], [0.0], [1.0]])
    >>> found = case_mix([0, 0, 1, 1], traits, [45, 1, 5, 9], [90, 10, 10, 90], groups=2)  # good deals fell to the first
    >>> found.ratio.round(2).tolist()
    [1.0, 1.0]
    """
    codes, kinds = np.asarray(group), np.asarray(traits, dtype=np.float64)
    won, n = np.asarray(hits, dtype=np.float64), np.asarray(trials, dtype=np.float64)
    observed, sizes = (_per_group(codes, column, groups) for column in (won, n))
    hands = np.asarray(codes[:, None] == np.arange(groups)[None, :], dtype=np.float64)
    # Hands are held by half a unit of information, so that a group that never won is not endlessly bad.
    held = np.repeat([0.01, 0.5], [kinds.shape[1], groups])
    fit = fit_logit(np.column_stack([kinds, hands]), won, n, ridge=held)
    kind, hand = np.split(fit.coefficients[1:], [kinds.shape[1]])
    odds = fit.coefficients[0] + kinds @ kind
    share = chance(odds[:, None] + hand[None, :]) @ (sizes / sizes.sum())
    share = np.minimum(1.0, share * won.sum() / max(float((n * share).sum()), 1e-300))
    expected, variance = (
        _per_group(codes, column, groups) for column in (n * share, n * share * (1 - share))
    )
    scale = np.divide(won.sum() / n.sum(), expected, out=np.zeros(groups), where=expected > 0)
    error = np.sqrt(variance)
    z = np.divide(observed - expected, error, out=np.zeros(groups), where=error > 0)
    adjusted, error, z = (
        np.where(sizes > 0, column, np.nan) for column in (observed * scale, error * scale, z)
    )
    return CaseMix(observed, expected, adjusted, error, two_sided(z))


def _per_group(codes: Counts, column: Floats, groups: int) -> Floats:
    return np.bincount(codes, weights=column, minlength=groups).astype(np.float64)
