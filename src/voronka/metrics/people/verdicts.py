"""What may be said of each of those compared: a difference, none, or that there are too few deals to tell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from voronka.stats.discoveries import FALSE, adjusted
from voronka.stats.doubts import ENOUGH
from voronka.stats.fair import Fair, effective
from voronka.stats.incidence import Incidences
from voronka.stats.risk import Floats

#: Fewer expected wins than this and no share is compared: chance is too coarse.
FEWEST_WINS = 5
#: Wider than this an interval is never ranked.
WIDE = 0.30
RELIABLE = ("better", "worse")
#: A value that is unknown of so many deals, and known of those won so many times as often, came with the win.
UNKNOWN, TIMES = 0.2, 3.0


def verdicts(
    found: Incidences, mix: Floats, compared: Fair, closed: Fair, against: int | None, told_late: bool
) -> list[dict[str, Any]]:
    """`chance` (corrected p-value) and `verdict` of each, in the order of the groups; `against` is the one that all are compared with.

    A difference must also hold among `closed` deals alone (an intersection-union test: Berger, 1982, Technometrics 24, 295-300): else it may only say
    who leaves dead deals open.
    """
    if told_late:
        return [{"chance": None, "verdict": "told_late"} for _ in mix]
    judged = _enough(found, mix)
    agrees = np.sign(compared.gap) == np.sign(closed.gap)
    chances = np.where(agrees, np.maximum(compared.chance, closed.chance), 1.0)
    reliable = adjusted(np.where(judged & ~np.isnan(compared.chance), chances, np.nan))
    return [
        {
            "chance": None if np.isnan(chance) else float(chance),
            "verdict": _verdict(one == against, float(chance), float(gap)),
        }
        for one, (chance, gap) in enumerate(zip(reliable, compared.gap, strict=True))
    ]


def is_told_late(found: Incidences, names: Sequence[str]) -> bool:
    """Whether the value seems to be written down when a deal is won: it is unknown of many, and those are hardly ever won."""
    if "" not in names or len(names) < 2:
        return False
    n, won = found.n, np.nan_to_num(found.n * found.value)
    unknown = names.index("")
    others, their_wins = n.sum() - n[unknown], won.sum() - won[unknown]
    return bool(n[unknown] >= UNKNOWN * n.sum() and their_wins * n[unknown] > TIMES * won[unknown] * others)


def whole_share(found: Incidences) -> float:
    """The share of all groups together, as far as it is known."""
    known = ~np.isnan(found.value)
    total = found.n[known].sum()
    return float(found.n[known] @ found.value[known] / total) if total else 0.0


def _enough(found: Incidences, mix: Floats) -> npt.NDArray[np.bool_]:
    """Whom a comparison may judge: thirty deals, five expected wins and as many others, and an interval that is not wide."""
    weight, expected = np.nan_to_num(effective(found)), np.clip(whole_share(found) * mix, 0, 1)
    fewest = weight * np.minimum(expected, 1 - expected)
    narrow = np.nan_to_num(found.high - found.low, nan=1.0) <= WIDE
    return np.asarray((weight >= ENOUGH) & (fewest >= FEWEST_WINS) & narrow)


def _verdict(is_other: bool, chance: float, gap: float) -> str:
    if is_other:
        return "compared_with"
    if np.isnan(chance):
        return "too_few"
    if chance > FALSE:
        return "no_reliable_difference"
    return "better" if gap > 0 else "worse"
