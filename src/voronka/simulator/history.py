"""From the steps of walks to one history: rows sorted by deal and time, deals numbered in the order in which they came."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from voronka.simulator.arrivals import Arrivals, join
from voronka.simulator.walk import Moves, Owners, Paths
from voronka.simulator.worktime import Flags, Ints

Codes = npt.NDArray[np.int8]


@dataclass(frozen=True)
class Stages:
    """Stage changes sorted by (deal, time): `deal` index, `at`, stage codes before and after, `author` index."""

    deal: Ints
    at: Ints
    before: Codes
    after: Codes
    author: Codes


def starts(deal: Ints) -> Flags:
    """True on the first row of each deal, in a column of deals that lie together.

    >>> starts(np.array([3, 3, 5]))
    array([ True, False,  True])
    """
    return np.not_equal(np.diff(deal, prepend=-1), 0)


def ends(deal: Ints) -> Flags:
    """True on the last row of each deal.

    >>> ends(np.array([3, 3, 5]))
    array([False,  True,  True])
    """
    return np.append(np.not_equal(np.diff(deal), 0), True)[: len(deal)]


@dataclass(frozen=True)
class History:
    """All deals with their stage changes and changes of owner; first and last owner of each deal."""

    arrivals: Arrivals
    stages: Stages
    owners: Owners
    first_owner: Codes
    last_owner: Codes

    def last_stage(self) -> Ints:
        """The code of the stage on which each deal stands at the end."""
        code = self.arrivals.code.copy()
        last = ends(self.stages.deal)
        code[self.stages.deal[last]] = self.stages.after[last]
        return code

    def last_change(self) -> Ints:
        """When each deal last changed its stage; its arrival when it never did."""
        at = self.arrivals.at.copy()
        last = ends(self.stages.deal)
        at[self.stages.deal[last]] = self.stages.at[last]
        return at

    def owner_at(self, deal: Ints, at: Ints) -> Ints:
        """Who (index) owned each deal at each moment, changes of that very moment done."""
        first = self.first_owner[deal].astype(np.int64)
        if not len(self.owners.deal):
            return first
        row = np.searchsorted(_key(self.owners.deal, self.owners.at), _key(deal, at), side="right") - 1
        return np.where((row >= 0) & (self.owners.deal[row] == deal), self.owners.after[row], first)


def _key(deal: Ints, at: Ints) -> Ints:
    """One number that sorts by deal, then time: unix seconds stay below 2 ** 34 for some centuries."""
    return (deal << 34) + at


def assemble(walks: list[tuple[Arrivals, Paths]]) -> History:
    """Put walks together; deals get the order of their arrival."""
    arrivals = join([part for part, _ in walks])
    order = np.argsort(arrivals.at, kind="stable")
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    parents = arrivals.client_of
    client_of = np.where(parents >= 0, rank[parents], -1) if len(rank) else parents
    arrivals = Arrivals(
        **{name: column[order] for name, column in {**vars(arrivals), "client_of": client_of}.items()}
    )
    offsets = np.cumsum([0] + [len(part) for part, _ in walks])
    moves = [
        [replace(step, deal=rank[step.deal + offset]) for step in paths.moves]
        for (_, paths), offset in zip(walks, offsets, strict=False)
    ]
    first = np.concatenate([paths.first_owner for _, paths in walks])[order]
    last = np.concatenate([paths.last_owner for _, paths in walks])[order]
    owners = [
        replace(rows, deal=rank[rows.deal + offset])
        for (_, paths), offset in zip(walks, offsets, strict=False)
        for rows in paths.owners
    ]
    return History(arrivals, _interleave(moves, len(arrivals)), _sorted_owners(owners), first, last)


def _interleave(walks: list[list[Moves]], deals: int) -> Stages:
    """Every move straight to its place: a deal's first row plus the number of its step."""
    counts = np.zeros(deals, dtype=np.int64)
    for steps in walks:
        for step in steps:
            counts[step.deal] += 1
    offset = np.cumsum(counts) - counts
    n = int(counts.sum())
    at = np.empty(n, dtype=np.int64)
    before, after, author = (np.empty(n, dtype=np.int8) for _ in range(3))
    for steps in walks:
        for number, step in enumerate(steps):
            place = offset[step.deal] + number
            at[place], before[place], after[place], author[place] = (
                step.at,
                step.before,
                step.after,
                step.author,
            )
    return Stages(np.repeat(np.arange(deals), counts), at, before, after, author)


def _sorted_owners(parts: list[Owners]) -> Owners:
    if not parts:
        none, nobody = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int8)
        return Owners(none, none, nobody, nobody, nobody)
    joined = {name: np.concatenate([getattr(part, name) for part in parts]) for name in vars(parts[0])}
    order = np.argsort(joined["deal"], kind="stable")  # within a deal they already follow each other
    return Owners(**{name: column[order] for name, column in joined.items()})
