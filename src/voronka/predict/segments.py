"""What a deal's owner and source say of its chance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from voronka.predict.stages import Floats, Ints

#: A segment's own record counts for half once so many wins were to be expected of it.
WINS = 20.0
#: So many rounds settle which of two segments that go together earns what.
ROUNDS = 3
Values = npt.NDArray[Any]


@dataclass(frozen=True, eq=False)
class Segmented:
    """Stays that are old enough to be over, each row counted `stays` times: `wins` of them in the end."""

    state: Ints
    owner: Ints
    source: Values
    stays: Ints
    wins: Ints


@dataclass(frozen=True, eq=False)
class Segments:
    """Factors of a chance by owner and by source, each with its values in order; what is not among them has 1."""

    owners: Values
    of_owner: Floats
    sources: Values
    of_source: Floats

    def of(self, owner: Ints, source: Values) -> Floats:
        """The factor of each deal."""
        return _at(self.owners, self.of_owner, owner) * _at(self.sources, self.of_source, source)


def fit_segments(seen: Segmented, states: int) -> Segments:
    """Wins of each segment over those that its stays let expect at the rates of their stages, drawn towards 1 (the mean of a Gamma-Poisson model). Owners are judged by what their sources let expect, and sources by their owners."""
    tried, won = (np.bincount(seen.state, column, states) for column in (seen.stays, seen.wins))
    rate = np.divide(won, tried, out=np.zeros(states), where=tried > 0)
    # A deal that is won has stood on several stages, and counts on each.
    belief = WINS * won.sum() / max(won.max(initial=0.0), 1.0)
    expected = rate[seen.state] * seen.stays
    owners, owner = np.unique(seen.owner, return_inverse=True)
    sources, source = np.unique(seen.source, return_inverse=True)
    of_owner, of_source = np.ones(len(owners)), np.ones(len(sources))
    for _ in range(ROUNDS if won.sum() else 0):
        of_source = _factors(source, seen.wins, expected * of_owner[owner], len(sources), belief)
        of_owner = _factors(owner, seen.wins, expected * of_source[source], len(owners), belief)
    return Segments(owners, of_owner, sources, of_source)


def _factors(group: Ints, wins: Ints, expected: Floats, groups: int, belief: float) -> Floats:
    found = (np.bincount(group, wins, groups) + belief) / (np.bincount(group, expected, groups) + belief)
    return np.asarray(found, dtype=np.float64)


def _at(known: Values, factor: Floats, asked: Values) -> Floats:
    if not len(known):
        return np.ones(len(asked))
    place = np.minimum(np.searchsorted(known, asked), len(known) - 1)
    return np.where(known[place] == asked, factor[place], 1.0)
