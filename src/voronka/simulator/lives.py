"""Whole lives of deals, nothing cut off: the ground on which `truth.py` counts."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from voronka.simulator.arrivals import Arrivals
from voronka.simulator.people import HEAD, NEVER
from voronka.simulator.stages import LOST, STEPS, TABLE, WON
from voronka.simulator.walk import CodeArray, Paths
from voronka.simulator.worktime import Ints

#: How a stay can end; `never`: the deal is dead, and nobody closes it.
EXITS = ("advanced", "won", "lost", "moved_back", "handed_over", "never")


@dataclass(frozen=True)
class Stays:
    """Stays, one entry each: stage `code`, `seconds` (NEVER: dead), `how` left (index into EXITS), `manager` at entry."""

    code: Ints
    seconds: Ints
    how: Ints
    manager: Ints

    def on(self, code: int) -> Stays:
        """Those on one stage."""
        here = self.code == code
        return Stays(self.code[here], self.seconds[here], self.how[here], self.manager[here])


@dataclass(frozen=True)
class Lives:
    """The deals born in a pipeline, one row each.

    `entered[:, p]`: first entry to position p (the last one: the win), NEVER if none; `manager[:, p]`: who worked on it then;
    `furthest`: highest open position entered; `last`: stage code at the end of time, `last_at` since when; `left_at`: when it last left
    the pipeline. `stays`: those on each position.
    """

    entered: Ints
    manager: CodeArray
    furthest: Ints
    last: Ints
    last_at: Ints
    left_at: Ints
    stays: list[Stays]

    def entrants(self, position: int) -> tuple[Ints, Ints]:
        """The deals that first entered a position before any later one, and the seconds until they went beyond it (NEVER)."""
        beyond = self.entered[:, position + 1 :].min(axis=1)
        at = self.entered[:, position]
        row = np.flatnonzero((at < NEVER) & (at <= beyond))
        return row, np.where(beyond[row] < NEVER, beyond[row] - at[row], NEVER)

    def first_manager(self) -> Ints:
        """Who worked on each deal at entry to its first open stage; HEAD where nobody ever did."""
        opened = self.entered[:, 1:-1]
        earliest = np.argmin(opened, axis=1)
        row = np.arange(len(opened))
        taken = opened[row, earliest] < NEVER
        return np.where(taken, self.manager[row, earliest + 1], HEAD)


def whole_lives(arrivals: Arrivals, paths: Paths, pipeline: int) -> Lives:
    """Go through the steps of a walk once and note what each deal reached, and when."""
    n, size = len(arrivals), len(STEPS[pipeline])
    entered = np.full((n, size + 1), NEVER)
    manager = np.full((n, size + 1), HEAD, dtype=np.int8)
    position = np.where(TABLE.pipeline == pipeline, TABLE.position, -1)
    deal = np.arange(n)
    entered[deal, position[arrivals.code]] = arrivals.at
    manager[deal, position[arrivals.code]] = arrivals.manager
    code, since, left_at = arrivals.code.copy(), arrivals.at.copy(), np.full(n, NEVER)
    person, stays = arrivals.manager.copy(), list[Stays]()
    for step in paths.moves:
        deal, spent = step.deal, step.at - since[step.deal]
        stays.append(Stays(code[deal], spent, _exits(step.before, step.after), person[deal]))
        code[deal], since[deal], person[deal] = step.after, step.at, step.manager
        reached = position[step.after]
        fresh = np.flatnonzero((reached >= 0) & (entered[deal, reached] == NEVER))
        entered[deal[fresh], reached[fresh]] = step.at[fresh]
        manager[deal[fresh], reached[fresh]] = step.manager[fresh]
        gone = (TABLE.pipeline[step.after] != pipeline) & (TABLE.pipeline[step.before] == pipeline)
        left_at[deal[gone]] = step.at[gone]
    stays.append(Stays(code, np.full(n, NEVER), np.full(n, EXITS.index("never")), person))
    seen = entered[:, :size] < NEVER
    furthest = size - 1 - np.argmax(seen[:, ::-1], axis=1)
    return Lives(entered, manager, furthest, code, since, left_at, _by_position(stays, pipeline))


def _exits(before: CodeArray, after: CodeArray) -> Ints:
    moved = np.where(after > before, EXITS.index("advanced"), EXITS.index("moved_back"))
    moved = np.where(TABLE.kind[after] == WON, EXITS.index("won"), moved)
    moved = np.where(TABLE.kind[after] == LOST, EXITS.index("lost"), moved)
    handed = TABLE.pipeline[after] != TABLE.pipeline[before]
    return np.where(handed, EXITS.index("handed_over"), moved)


def _by_position(parts: list[Stays], pipeline: int) -> list[Stays]:
    columns = (np.concatenate([getattr(part, one.name) for part in parts]) for one in fields(Stays))
    joined = Stays(*columns)
    return [joined.on(TABLE.first[pipeline] + position) for position in range(len(STEPS[pipeline]))]
