"""What past forecasts said, as they were corrected then, and what came."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from voronka.metrics.buckets import Bucket
from voronka.metrics.future.choosing import MEASURES, Choice, choose
from voronka.metrics.future.correcting import corrected
from voronka.metrics.future.fan import HIGH, LOW, quantiles
from voronka.metrics.future.past import ORIGINS, Past, following
from voronka.predict.stages import Floats

#: A number of new deals that was hardly in any draw, by their share, shows that the inflow is another.
UNUSUAL = 0.01


@dataclass(frozen=True, eq=False)
class Said:
    """One past forecast of one step: the step at whose beginning it was made, how many steps ahead it looked, `told` (measures, levels), and what came, (measures,); `inflow`: the share
    of its draws with fewer new deals in that step than came in.
    """

    origin: Bucket
    step: Bucket
    ahead: int
    told: Floats
    mean: Floats
    fact: Floats
    inflow: float
    choice: Choice

    @property
    def is_other_inflow(self) -> bool:
        """Whether far fewer or far more deals came in than was thought possible."""
        return not UNUSUAL < self.inflow < 1 - UNUSUAL

    @property
    def measure(self) -> int:
        """By what it is judged: money (1), or deals (0) where none was told and none came."""
        return 1 if self.told[1, HIGH] > 0 or self.fact[1] > 0 else 0

    @property
    def is_inside(self) -> bool:
        """Whether the money that came was in its range, or the deals where there is no money."""
        low, high = self.told[self.measure, LOW], self.told[self.measure, HIGH]
        return bool(low <= self.fact[self.measure] <= high)


def said(judged: Past) -> list[Said]:
    """The last forecasts whose first step is over, the oldest first, each as it was corrected then."""
    came = judged.facts(judged.now)
    found = []
    for number in range(max(0, judged.now - ORIGINS), judged.now):
        choice, drawn = choose(judged, number), judged.drawn(number)
        for ahead, step in enumerate(following(judged.steps[number], judged.grain)):
            if number + ahead >= judged.now:
                break
            draws = np.stack(
                [
                    corrected(getattr(drawn, name)[:, ahead], choice, measure, ahead, 1.0)
                    for measure, name in enumerate(MEASURES)
                ],
                axis=1,
            )
            found.append(
                Said(
                    judged.steps[number],
                    step,
                    ahead,
                    quantiles(draws).T,
                    draws.mean(axis=0),
                    came[:, number + ahead],
                    float((drawn.created[:, ahead] < judged.came_in(number + ahead)).mean()),
                    choice,
                )
            )
    return found
