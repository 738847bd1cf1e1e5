"""What every curve is made of: how many deals stood at risk at each whole unit of age, and how they left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

Counts = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Risk:
    """Sufficient statistics of `groups` curves, one row per group and age, in that order; made by `Risk.make`.

    At one age events come first, then censorings (a deal last seen at age u was at risk at u), then late entries: a deal whose history
    starts at age u joins the risk set after u, as in R's interval (start, stop]. Counts may be sums of money in minor units: then the
    curves are weighed by value, and only their variances mean nothing.

    `group`, `age`, `censored`, `entered`, `at_risk`: (rows,). `events`: (causes, rows).
    """

    groups: int
    group: Counts
    age: Counts
    events: Counts
    censored: Counts
    entered: Counts
    at_risk: Counts

    @classmethod
    def make(
        cls,
        age: npt.ArrayLike,
        events: npt.ArrayLike,
        censored: npt.ArrayLike,
        entered: npt.ArrayLike | None = None,
        group: npt.ArrayLike | None = None,
        groups: int | None = None,
    ) -> Self:
        """A table from counts in any order; rows of one group and age are summed.

        `age` ≥ 0 in whole units; `events` of shape (causes, rows), or (rows,) for one cause; `group` codes from 0 to `groups` - 1.
        ValueError where a count or age is negative, or more left than were there.

        >>> risk = Risk.make([2, 1, 1], [[1, 0, 1]], [0, 1, 0])
        >>> risk.age.tolist(), risk.events.tolist(), risk.at_risk.tolist()
        ([1, 2], [[1, 1]], [3, 1])
        """
        ages = _whole(age)
        nothing = np.zeros_like(ages)
        codes = nothing if group is None else _whole(group)
        many = groups if groups is not None else int(codes.max(initial=0)) + 1
        left = np.atleast_2d(_whole(events))
        counts = np.vstack([left, _whole(censored), nothing if entered is None else _whole(entered)])
        if min(ages.min(initial=0), codes.min(initial=0), counts.min(initial=0)) < 0:
            raise ValueError("ages, counts and group codes cannot be negative")
        if len(codes) and codes.max() >= many:
            raise ValueError(f"a group code stands outside the {many} groups")
        codes, ages, counts = _sorted_and_summed(codes, ages, counts)
        joined, gone = counts[-1], counts[:-1].sum(axis=0)
        at_risk = _from_here_on(gone - joined, codes)
        if np.any(at_risk < gone):
            raise ValueError("more deals left than had entered by then")
        return cls(many, codes, ages, counts[:-2], counts[-2], joined, at_risk)

    @property
    def causes(self) -> int:
        """In how many ways a deal can leave."""
        return len(self.events)

    @property
    def left(self) -> Counts:
        """Events of all causes, (rows,)."""
        return np.asarray(self.events.sum(axis=0), dtype=np.int64)

    def per_group(self, counts: npt.NDArray[np.int64] | Floats | npt.NDArray[np.bool_]) -> Floats:
        """The sum of a column of rows for each group: (groups,)."""
        return np.bincount(self.group, weights=counts, minlength=self.groups).astype(np.float64)

    def since(self, age: int) -> Risk:
        """Only what happened at `age` and later to those still there: the basis of a chance given an age already reached."""
        late = self.age >= age
        return Risk(
            self.groups,
            self.group[late],
            self.age[late],
            self.events[:, late],
            self.censored[late],
            self.entered[late],
            self.at_risk[late],
        )

    def until(self, horizon: float) -> Risk:
        """The same as far as one can know below age `horizon`: whoever is still there then is censored then."""
        early = self.age < horizon
        # The first late row of a group knows how many are still there; a late entry after it is none of this table's business.
        still = ~early & (
            (np.diff(self.group, prepend=-1) > 0) | np.concatenate([[True], early[:-1]])[: len(early)]
        )
        return Risk.make(
            np.minimum(self.age, int(np.ceil(horizon))),
            np.where(early, self.events, 0),
            np.where(early, self.censored, np.where(still, self.at_risk, 0)),
            np.where(early, self.entered, 0),
            self.group,
            self.groups,
        )

    def together(self) -> Risk:
        """All groups as one."""
        return Risk.make(self.age, self.events, self.censored, self.entered)

    def of(self, group: int) -> Risk:
        """One group alone."""
        low, high = np.searchsorted(self.group, [group, group + 1])
        rows = slice(low, high)
        return Risk(
            1,
            np.zeros(high - low, dtype=np.int64),
            self.age[rows],
            self.events[:, rows],
            self.censored[rows],
            self.entered[rows],
            self.at_risk[rows],
        )


def _whole(values: npt.ArrayLike) -> Counts:
    found = np.asarray(values)
    if not np.issubdtype(found.dtype, np.integer) and found.size and np.any(found != np.floor(found)):
        raise ValueError("ages, counts and group codes are whole numbers")
    return found.astype(np.int64)


def _sorted_and_summed(codes: Counts, ages: Counts, counts: Counts) -> tuple[Counts, Counts, Counts]:
    key = codes * (int(ages.max(initial=0)) + 1) + ages
    if not np.all(key[1:] >= key[:-1]):
        order = np.argsort(key, kind="stable")
        key, codes, ages, counts = key[order], codes[order], ages[order], counts[:, order]
    first = np.flatnonzero(np.diff(key, prepend=-1))
    if len(first) == len(key):
        return codes, ages, counts
    return codes[first], ages[first], np.add.reduceat(counts, first, axis=1)


def _from_here_on(counts: Counts, codes: Counts) -> Counts:
    """For each row, the sum over this and all later rows of its group."""
    running = np.concatenate([[0], counts.cumsum()])
    end = np.searchsorted(codes, codes, side="right")
    return np.asarray(running[end] - running[:-1], dtype=np.int64)
