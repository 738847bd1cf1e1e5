"""The quantiles that a forecast tells."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from voronka.predict.stages import Floats

#: In per cent, and as shares.
FAN = (5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85, 90, 95)
LEVELS = tuple(one / 100 for one in FAN)
#: The places of P10, P50 and P90.
LOW, LIKELY, HIGH = FAN.index(10), FAN.index(50), FAN.index(90)
TOLD = (LOW, LIKELY, HIGH)


def quantiles(draws: npt.NDArray[np.int64]) -> Floats:
    """(draws, steps) → (levels, steps), each a value that was drawn."""
    return np.asarray(np.percentile(draws, FAN, axis=0, method="inverted_cdf"), dtype=np.float64)
