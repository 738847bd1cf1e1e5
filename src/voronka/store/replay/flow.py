"""Everything that happens to the deals of a slice, deal by deal in its order, with the owner and the amount held at each row."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from voronka.store.replay.columns import Bools, Columns, Ints, begins, last_row, taken
from voronka.store.replay.happenings import AMOUNT_SET, CREATED, OWNER_SET
from voronka.store.replay.stages import pipe_of

#: Bits of the sorting key: seconds, and the phase below them.
_SECONDS, _PHASES = 34, 4
SECOND = 1_000_000


@dataclass(frozen=True)
class Flow:
    """`lives`: one row per deal; `rows`: what happened, `life` being the number of its deal.

    `before` and `after` are stages where `phase` is 0 or more, else `after` is the owner or the amount from then on.
    """

    lives: Columns
    rows: Columns
    begin: Bools

    @property
    def owner(self) -> Ints:
        """The owner held at each row."""
        return self._held(OWNER_SET)

    @property
    def amount(self) -> Ints:
        """The amount held at each row."""
        return self._held(AMOUNT_SET)

    def _held(self, phase: int) -> Ints:
        # every deal begins with its first owner and amount, so none shines through from the deal before
        held: Ints = self.rows["after"][last_row(self.rows["phase"] == phase)]
        return held


def flow(lives: Columns, rows: Columns) -> Flow:
    """Put what happened in order; deals that were in several pipelines stand behind the others."""
    rows = taken(rows, _order(rows, _rank(rows, len(lives["deal"]))))
    return Flow(lives, rows, begins(rows["life"]))


def _rank(rows: Columns, lives: int) -> Ints:
    """The place of each deal: travellers, who were in several pipelines, last."""
    goes_over = (rows["phase"] > CREATED) & (pipe_of(rows["before"]) != pipe_of(rows["after"]))
    travels = np.zeros(lives, dtype=np.bool_)
    travels[rows["life"][goes_over]] = True
    rank = np.empty(lives, dtype=np.int64)
    rank[np.argsort(travels, kind="stable")] = np.arange(lives)
    return rank


def _order(rows: Columns, rank: Ints) -> Ints:
    """The rows' numbers by deal, moment, phase and line.

    Sorted by whole seconds first, which is one number and nearly all; deals where that does not decide are sorted once more.
    """
    place = rank[rows["life"]]
    seconds = rows["at"] // SECOND
    if len(seconds):
        seconds -= seconds.min()
    if len(seconds) and (seconds.max() >> _SECONDS or len(rank) >> (63 - _SECONDS - _PHASES)):
        return np.lexsort((rows["line_no"], rows["phase"], rows["at"], place))
    key = ((place << _SECONDS | seconds) << _PHASES) | (rows["phase"] - OWNER_SET)
    order = np.argsort(key, kind="stable")
    at, phase, line = (rows[name][order] for name in ("at", "phase", "line_no"))
    later = (at[1:] < at[:-1]) | (
        (at[1:] == at[:-1])
        & ((phase[1:] < phase[:-1]) | ((phase[1:] == phase[:-1]) & (line[1:] < line[:-1])))
    )
    place = place[order]
    wrong = np.zeros(len(rank), dtype=np.bool_)
    wrong[place[1:][later & (place[1:] == place[:-1])]] = True
    again = np.flatnonzero(wrong[place])
    order[again] = order[again][np.lexsort((line[again], phase[again], at[again], place[again]))]
    return order
