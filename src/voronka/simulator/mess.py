"""What no CRM is free of, laid over the clean process: a bulk import, a deleted stage, deleted deals, an archived pipeline, changes to the same stage.

`Mess.none()` leaves the process as it is; then every estimator must meet the truth within chance.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from voronka.simulator.arrivals import Arrivals
from voronka.simulator.history import History, Stages, ends, starts
from voronka.simulator.people import HEAD, ROBOT
from voronka.simulator.stages import DELETED, MAIN, PROPOSAL, TABLE, TENDERS, WON
from voronka.simulator.worktime import DAY, HOUR, Calendar, Ints, to_working_time


@dataclass(frozen=True)
class Mess:
    """How much of each: shares of the deals, or of the stays for `split` (on «Согласование») and of the changes for `same_sides`.

    `silent`: share of the deals standing on the deleted stage that move to the first one without an event; `restored`: share of the
    deleted deals that are taken out of the bin again.
    """

    imported: float = 0.03
    tenders: float = 0.03
    split: float = 0.4
    silent: float = 0.5
    deleted: float = 0.012
    restored: float = 0.2
    same_sides: float = 0.0015

    @classmethod
    def none(cls) -> Self:
        """No mess at all."""
        return cls(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True)
class Moments:
    """When the pipeline of tenders was archived, the old base imported, the stage deleted; unix seconds."""

    archived_at: int
    imported_at: int
    stage_deleted_at: int


def make_moments(start: int, until: int, calendar: Calendar) -> Moments:
    """A third into the span the archive, a quarter the import; the stage a year before the end, in shorter spans at two thirds."""
    span = until - start

    def evening(at: int) -> int:
        day = calendar.first + int(calendar.next_working[calendar.index(np.array([at]))[0]])
        return min(day * DAY + 13 * HOUR, until - 1)

    year_before = max(until - 365 * DAY, start + 2 * span // 3)
    return Moments(evening(start + span // 3), evening(start + span // 4), evening(year_before))


def imported_deals(rng: np.random.Generator, fresh: Arrivals, moments: Moments, until: int) -> Arrivals:
    """Turn fresh deals into those of the old base: all come within minutes, claim to be months older, and lie on any stage."""
    n = len(fresh)
    first = TABLE.first[MAIN]
    landing = rng.choice(np.arange(1, 10), n, p=[0.10, 0.06, 0.04, 0.05, 0.0, 0.03, 0.0, 0.24, 0.48])
    at = np.sort(moments.imported_at + rng.integers(0, 1 + n // 12, n))
    age = (20 + 500 * rng.random(n)) * DAY
    return replace(
        fresh,
        at=np.minimum(at, until - 1),
        code=first + landing,
        by_hand=np.ones(n, dtype=bool),
        client_of=np.full(n, -1),
        is_imported=np.ones(n, dtype=bool),
        created_at=np.minimum(at, until - 1) - age.astype(np.int64),
    )


def lay_over(
    rng: np.random.Generator, history: History, mess: Mess, moments: Moments, until: int, calendar: Calendar
) -> tuple[Stages, Ints]:
    """Stage changes with the mess in them, and the code of the last stage of each deal (which events alone do not always tell)."""
    rows = _Rows.of(history.stages)
    last = history.last_stage()
    _add_import_moves(rng, rows, history)
    _close_archived(rows, history, moments, last)
    _split_proposals(rng, rows, mess, moments, until, calendar, last)
    stages = rows.sorted()
    if mess.same_sides > 0:
        stages = _with_same_sides(rng, stages, mess.same_sides)
    return stages, last


@dataclass
class _Rows:
    """Stage changes being added to; `keep` False drops a row."""

    stages: Stages
    keep: npt.NDArray[np.bool_]
    added: list[Stages]
    orders: list[npt.NDArray[np.floating[Any]]]

    @classmethod
    def of(cls, stages: Stages) -> Self:
        own = Stages(stages.deal, stages.at, stages.before.copy(), stages.after, stages.author)
        return cls(own, np.ones(len(stages.deal), dtype=bool), [], [])

    def add(
        self,
        deal: Ints,
        at: Ints,
        before: Ints | int,
        after: Ints | int,
        author: npt.NDArray[np.int8] | int,
        order: npt.NDArray[np.floating[Any]],
    ) -> None:
        """More rows; those of one deal and second follow each other by `order`, old rows counting from 0."""
        columns = [
            np.broadcast_to(np.asarray(side, dtype=np.int8), deal.shape) for side in (before, after, author)
        ]
        self.added.append(Stages(deal, at, *columns))
        self.orders.append(order)

    def sorted(self) -> Stages:
        """All rows that are kept, by deal and time."""
        parts = [_taken(self.stages, np.flatnonzero(self.keep)), *self.added]
        deal, at = (np.concatenate([getattr(part, name) for part in parts]) for name in ("deal", "at"))
        order = np.concatenate([np.flatnonzero(self.keep), *self.orders])
        codes = [
            np.concatenate([getattr(part, name) for part in parts]) for name in ("before", "after", "author")
        ]
        return _taken(Stages(deal, at, *codes), np.lexsort((order, at, deal)))


def _taken(stages: Stages, row: Ints) -> Stages:
    return Stages(stages.deal[row], stages.at[row], stages.before[row], stages.after[row], stages.author[row])


def _add_import_moves(rng: np.random.Generator, rows: _Rows, history: History) -> None:
    """An imported deal is made on the first stage and put where it belongs within a second or two, by the robot."""
    arrivals = history.arrivals
    deal = np.flatnonzero(arrivals.is_imported & (arrivals.code != TABLE.first[MAIN] + 1))
    first = np.full(len(arrivals), np.inf)
    leads = starts(rows.stages.deal)
    first[rows.stages.deal[leads]] = rows.stages.at[leads]
    at = np.minimum(arrivals.at[deal] + rng.integers(0, 3, len(deal)), first[deal]).astype(np.int64)
    rows.add(deal, at, TABLE.first[MAIN] + 1, arrivals.code[deal], ROBOT, np.full(len(deal), -1.0))


def _close_archived(rows: _Rows, history: History, moments: Moments, last: Ints) -> None:
    """When the pipeline of tenders is archived, all its open deals are closed at once."""
    stages = rows.stages
    pipeline = TABLE.pipeline[history.arrivals.code]
    tender = pipeline[stages.deal] == TENDERS
    rows.keep &= ~(tender & (stages.at >= moments.archived_at))
    code = history.arrivals.code.copy()
    kept = np.flatnonzero(rows.keep)
    final = kept[ends(stages.deal[kept])]
    code[stages.deal[final]] = stages.after[final]
    deal = np.flatnonzero((pipeline == TENDERS) & (TABLE.kind[code] < WON))
    lost = TABLE.lost[code[deal]]
    at = moments.archived_at + np.arange(len(deal)) // 40
    rows.add(deal, at, code[deal], lost, HEAD, np.full(len(deal), np.inf))
    tenders = pipeline == TENDERS
    last[tenders] = code[tenders]
    last[deal] = lost


def _split_proposals(
    rng: np.random.Generator,
    rows: _Rows,
    mess: Mess,
    moments: Moments,
    until: int,
    calendar: Calendar,
    last: Ints,
) -> None:
    """Part of the stays on «Отправлено КП» were spent on «Согласование», which stood after it until it was deleted.

    It shares the position of «Отправлено КП», so what is true of that position stays true. Who stood there at the deletion was
    put on the first stage (some without an event), and back where he belongs within a day, unless the deal was dead.
    """
    stages = rows.stages
    is_end = ends(stages.deal)
    entry = np.flatnonzero((stages.after == PROPOSAL) & (stages.at < moments.stage_deleted_at))
    entry = entry[rng.random(len(entry)) < mess.split]
    # A deal without a next move is dead or still there at the end, which nobody can tell.
    left = np.where(is_end[entry], until, stages.at[np.minimum(entry + 1, len(stages.at) - 1)])
    span = np.where(is_end[entry], 12 * DAY, left - stages.at[entry])
    split = stages.at[entry] + ((0.2 + 0.5 * rng.random(len(entry))) * span).astype(np.int64)
    split = to_working_time(rng, calendar, split)
    fits = (split < left) & (split < moments.stage_deleted_at)
    entry, left, split = entry[fits], left[fits], split[fits]
    rows.add(stages.deal[entry], split, PROPOSAL, DELETED, stages.author[entry], entry + 0.1)
    there = is_end[entry] | (left >= moments.stage_deleted_at)
    stages.before[entry[~there] + 1] = DELETED
    _move_off_deleted(rng, rows, mess, moments, entry[there], left[there], last)


def _move_off_deleted(
    rng: np.random.Generator,
    rows: _Rows,
    mess: Mess,
    moments: Moments,
    entry: Ints,
    left: Ints,
    last: Ints,
) -> None:
    """`entry`: rows on which the deals came to «Отправлено КП», `left`: when they would have left it."""
    deal, is_end = rows.stages.deal[entry], ends(rows.stages.deal)[entry]
    first, n = TABLE.first[MAIN] + 1, len(entry)
    loud = rng.random(n) >= mess.silent
    at = np.full(n, moments.stage_deleted_at)
    rows.add(deal[loud], at[loud], DELETED, first, HEAD, entry[loud] + 0.2)
    back_at = moments.stage_deleted_at + 20 * HOUR + rng.integers(0, 5 * HOUR, n)
    returns = (back_at < left) & ~(is_end & (rng.random(n) < 0.5))
    rows.add(deal[returns], back_at[returns], first, PROPOSAL, HEAD, entry[returns] + 0.3)
    rows.stages.before[entry[~returns & ~is_end] + 1] = first
    last[deal[~returns & is_end]] = first


def _with_same_sides(rng: np.random.Generator, stages: Stages, share: float) -> Stages:
    """Some changes are recorded once more in the same second, from the new stage to itself."""
    times = 1 + (rng.random(len(stages.at)) < share)
    row = np.repeat(np.arange(len(times)), times)
    copied = ~starts(row)
    doubled = _taken(stages, row)
    doubled.before[copied] = doubled.after[copied]
    return doubled


def deletions(
    rng: np.random.Generator, history: History, mess: Mess, busy_until: Ints, until: int
) -> tuple[Ints, Ints]:
    """Deals thrown away some days after the last that happened to them, and when; won and imported ones are kept.

    A second row of the same deal is its restoration from the bin.
    """
    is_won = TABLE.kind[history.last_stage()] == WON
    chosen = (rng.random(len(is_won)) < mess.deleted) & ~is_won & ~history.arrivals.is_imported
    at = busy_until + (DAY * (0.5 + rng.exponential(6.0, len(chosen)))).astype(np.int64)
    deal = np.flatnonzero(chosen & (at < until))
    back_at = at[deal] + (DAY * rng.exponential(2.0, len(deal))).astype(np.int64) + 60
    back = np.flatnonzero((rng.random(len(deal)) < mess.restored) & (back_at < until))
    rows = np.append(deal, deal[back]), np.append(at[deal], back_at[back])
    order = np.lexsort((rows[1], rows[0]))
    return rows[0][order], rows[1][order]
