"""Net promoter score: the share of promoters (9 and 10) less that of detractors (0 to 6), in points."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from voronka.model.estimate import Estimate
from voronka.stats.doubts import ENOUGH, SmallSample, codes
from voronka.stats.intervals import Z


def nps(promoters: int, passives: int, detractors: int) -> Estimate:
    """The score from -100 to 100 with the adjusted Wald interval: as if each end had 3/4 of an answer more and the middle 3/2.

    One of the intervals compared by Rocks (2016), American Statistician 70, 365-372.

    >>> found = nps(60, 25, 15)
    >>> found.value, round(found.low, 1), round(found.high, 1)
    (45.0, 29.3, 58.0)
    """
    n = promoters + passives + detractors
    if n == 0:
        return Estimate(0, None)
    weight = n + 3
    up, down = (promoters + 0.75) / weight, (detractors + 0.75) / weight
    middle = up - down
    half = Z * float(np.sqrt((up + down - middle**2) / weight))
    value = (promoters - detractors) / n
    low, high = min(value, max(-1.0, middle - half)), max(value, min(1.0, middle + half))
    return Estimate(n, 100 * value, 100 * low, 100 * high, codes([SmallSample(n)] if n < ENOUGH else []))


def nps_of_answers(answers: npt.ArrayLike, counts: npt.ArrayLike) -> Estimate:
    """As `nps`, from answers 0 to 10 and how often each was given. ValueError for other answers.

    >>> nps_of_answers([10, 8, 3], [60, 25, 15]).value
    45.0
    """
    marks, times = np.asarray(answers), np.asarray(counts)
    if np.any((marks < 0) | (marks > 10)):
        raise ValueError("answers to the question of recommendation go from 0 to 10")
    promoters, detractors = (int(times[part].sum()) for part in (marks >= 9, marks <= 6))
    return nps(promoters, int(times.sum()) - promoters - detractors, detractors)
