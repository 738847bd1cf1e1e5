"""Events of two periods, such as wins: whether their numbers, or their sums, differ by more than chance makes."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from voronka.model.estimate import Estimate
from voronka.stats.beta import beta_cdf
from voronka.stats.means import student

#: Both sums together need so many amounts: of fewer none can tell how unequal they are.
FEWEST = 3


@dataclass(frozen=True)
class Amounts:
    """So many amounts, their sum, and the sum of their squares."""

    n: int
    total: float
    squares: float

    @classmethod
    def of(cls, mean: Estimate) -> Amounts | None:
        """From their mean and its Student's interval; None where there is no mean.

        >>> Amounts.of(Estimate(1, 300.0))
        Amounts(n=1, total=300.0, squares=90000.0)
        """
        if mean.value is None:
            return None
        half = mean.high - mean.value if mean.high is not None else 0.0
        variance = (half / student(mean.n - 1)) ** 2 * mean.n if mean.n > 1 else 0.0
        squares = mean.n * mean.value**2 + (mean.n - 1) * variance
        return cls(mean.n, mean.n * mean.value, squares)


def count_p_value(one: int, other: int, share: float = 0.5) -> float:
    """The chance of a difference as great as between two counts of events that come equally often; `share` is the first period's part of the time.

    Conditional on both together the first is binomial: Przyborowski and Wilenski (1940), Biometrika 31, 313-323; twice the smaller tail.

    >>> round(count_p_value(15, 18), 4), round(count_p_value(5, 20), 4), count_p_value(0, 0)
    (0.7283, 0.0041, 1.0)
    """
    n = one + other
    if not n:
        return 1.0
    above = float(beta_cdf(share, one, other + 1)) if one else 1.0
    below = float(beta_cdf(1 - share, other, one + 1)) if other else 1.0
    return min(1.0, 2 * min(above, below))


def sum_p_value(one: Amounts, other: Amounts, share: float = 0.5) -> float | None:
    """The same of two sums of amounts, each a compound Poisson sum; None for too few amounts.

    Which period an amount of both falls into is chance: given all amounts, the first sum has mean share × T and variance share (1 - share) Σx². Student's t with
    n - 1 degrees of freedom is taken for the normal distribution, since a few amounts tell little of Σx².

    >>> many, few = Amounts(20, 2000, 300_000), Amounts(10, 1000, 150_000)
    >>> round(sum_p_value(many, few), 3), sum_p_value(Amounts(1, 5, 25), Amounts(1, 5, 25))
    (0.147, None)
    """
    n, spread = one.n + other.n, share * (1 - share) * (one.squares + other.squares)
    if n < FEWEST or spread <= 0:
        return None
    apart = one.total - share * (one.total + other.total)
    t = apart / sqrt(spread)
    return float(beta_cdf((n - 1) / (n - 1 + t * t), (n - 1) / 2, 0.5)) if t else 1.0
