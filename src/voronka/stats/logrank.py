"""Does a group stand longer than the others? The log-rank test from counts by age, of every group against all the rest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from voronka.stats.discoveries import two_sided
from voronka.stats.risk import Floats, Risk


@dataclass(frozen=True, eq=False)
class LogRank:
    """Of each group: events `observed`, and `expected` had it left as the others did, with the `variance` of their difference; all (groups,)."""

    observed: Floats
    expected: Floats
    variance: Floats

    @property
    def z(self) -> Floats:
        """Standard scores: below 0 the group leaves later than the others; NaN where there is nobody to compare with."""
        gap = self.observed - self.expected
        found: Floats = np.divide(
            gap, np.sqrt(self.variance), out=np.full(gap.shape, np.nan), where=self.variance > 0
        )
        return found

    @property
    def p_values(self) -> Floats:
        """Two-sided; NaN as in `z`."""
        return np.where(np.isnan(self.z), np.nan, two_sided(np.nan_to_num(self.z)))


def against_the_rest(risk: Risk) -> LogRank:
    """Each group of the table against all others together, events of all causes; exact with ties, by the hypergeometric variance.

    Mantel (1966), Cancer Chemotherapy Reports 50, 163-170; as R's survdiff. Late entries are not meant.

    >>> test = against_the_rest(Risk.make([1, 2, 3, 4], [1, 1, 1, 1], [0, 0, 0, 0], group=[0, 0, 1, 1]))
    >>> test.observed.tolist(), test.expected.round(4).tolist(), test.variance.round(4).tolist()
    ([2.0, 2.0], [0.8333, 3.1667], [0.4722, 0.4722])
    """
    whole = risk.together()
    left, at_risk = whole.left.astype(np.float64), whole.at_risk.astype(np.float64)
    rate = np.divide(left, at_risk, out=np.zeros(len(left)), where=at_risk > 0)
    spread = np.divide(at_risk - left, at_risk - 1, out=np.zeros(len(left)), where=at_risk > 1) * left
    expected, variance = np.zeros(risk.groups), np.zeros(risk.groups)
    for group in range(risk.groups):
        own = risk.of(group)
        # Who is still there at an age is told by the group's first row at or after it.
        there = np.append(own.at_risk, 0)[np.searchsorted(own.age, whole.age)]
        share = np.divide(there, at_risk, out=np.zeros(len(left)), where=at_risk > 0)
        expected[group], variance[group] = (there * rate).sum(), (spread * share * (1 - share)).sum()
    return LogRank(risk.per_group(risk.left), expected, variance)
