"""What a forecast stands on: stays, ways in and wins of each pipeline by local day, as known at the as-of time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from voronka.clock import local_day, start_of_day
from voronka.engines.base import Columns, Engine
from voronka.metrics.future.relations import number_of
from voronka.metrics.names import Pipeline
from voronka.metrics.once import once
from voronka.metrics.scope import Asked
from voronka.metrics.statement import statement_sql
from voronka.predict.segments import Segmented
from voronka.predict.sizes import Sized
from voronka.predict.stages import STILL, Stays

Ints = npt.NDArray[np.int64]
#: How a deal comes into a pipeline, and how one that was closed comes back.
_NEW, _BACK = ("created", "other_pipeline"), ("lost", "won", "deleted")
_KEPT = 16
#: Sizes are counted by blocks of so many days; stays tell of the last year but the newest blocks.
BLOCK, RIPE, YEAR = 28, 3, 13


@dataclass(frozen=True, eq=False)
class Entries:
    """Deals that came in from outside: `times` of them on a day to a state."""

    state: Ints
    day: Ints
    times: Ints

    def until(self, day: int) -> Entries:
        """Those before that day."""
        seen = self.day < day
        return Entries(self.state[seen], self.day[seen], self.times[seen])


@dataclass(frozen=True, eq=False)
class Wins:
    """Stays on the win: the deal, the day on which it `started`, the day of the win, the day on which it was opened again (STILL: it was not), and the amount in minor units."""

    deal: Ints
    started: Ints
    day: Ints
    left: Ints
    amount: Ints

    def until(self, day: int) -> Wins:
        """What was won, and not opened again, when that day began."""
        seen = (self.day < day) & (self.left >= day)
        still = np.full(int(seen.sum()), STILL)
        return Wins(self.deal[seen], self.started[seen], self.day[seen], still, self.amount[seen])

    def since(self, day: int) -> Wins:
        """Those from that day on."""
        late = self.day >= day
        return Wins(self.deal[late], self.started[late], self.day[late], self.left[late], self.amount[late])


@dataclass(frozen=True, eq=False)
class Blocks:
    """Stays by state, class of amount, and the four weeks in which they `came` and their deals were `won` (STILL: not); how many were `priced` at the win, and sums of amounts then and at entry."""

    state: Ints
    size: Ints
    came: Ints
    won: Ints
    stays: Ints
    priced: Ints
    won_minor: Ints
    amount_minor: Ints

    def until(self, day: int) -> Blocks:
        """What whole four weeks tell when that day begins."""
        seen = self.came < day // BLOCK
        won = np.where(self.won < day // BLOCK, self.won, STILL)[seen]
        sums = (
            np.where(won < STILL, column[seen], 0)
            for column in (self.priced, self.won_minor, self.amount_minor)
        )
        return Blocks(self.state[seen], self.size[seen], self.came[seen], won, self.stays[seen], *sums)

    def sized(self, today: int) -> Sized:
        """Those of about a year that are old enough to be over."""
        last = today // BLOCK - RIPE
        ripe = (self.came < last) & (self.came >= last - YEAR)
        won = self.won[ripe] < STILL
        return Sized(
            self.state[ripe],
            self.size[ripe],
            self.stays[ripe],
            np.where(won, self.stays[ripe], 0),
            np.where(won, self.priced[ripe], 0),
            np.where(won, self.won_minor[ripe], 0),
            np.where(won, self.amount_minor[ripe], 0),
        )


@dataclass(frozen=True, eq=False)
class Kinds:
    """Stays by state, owner (0: nobody) and source ("": unknown), and the four weeks in which they `came` and their deals were `won` (STILL: not)."""

    state: Ints
    owner: Ints
    source: npt.NDArray[Any]
    came: Ints
    won: Ints
    stays: Ints

    def until(self, day: int) -> Kinds:
        """What whole four weeks tell when that day begins."""
        seen = self.came < day // BLOCK
        won = np.where(self.won < day // BLOCK, self.won, STILL)[seen]
        return Kinds(
            self.state[seen], self.owner[seen], self.source[seen], self.came[seen], won, self.stays[seen]
        )

    def segmented(self, today: int) -> Segmented:
        """Those of about two years that are old enough to be over."""
        last = today // BLOCK - RIPE
        ripe = (self.came < last) & (self.came >= last - 2 * YEAR)
        wins = np.where(self.won[ripe] < STILL, self.stays[ripe], 0)
        return Segmented(self.state[ripe], self.owner[ripe], self.source[ripe], self.stays[ripe], wins)


@dataclass(frozen=True, eq=False)
class Line:
    """One pipeline: its stages are states 0 … n − 1, in the order of their blocks."""

    pipeline: Pipeline
    stays: Stays
    new: Entries
    back: Entries
    wins: Wins
    sizes: Blocks
    kinds: Kinds

    @property
    def states(self) -> int:
        """How many blocks there are before the win."""
        return len(self.pipeline.blocks)

    def until(self, day: int) -> Line:
        """What was known when that day began."""
        return Line(
            self.pipeline,
            self.stays.until(day),
            self.new.until(day),
            self.back.until(day),
            self.wins.until(day),
            self.sizes.until(day),
            self.kinds.until(day),
        )


@dataclass(frozen=True, eq=False)
class Ground:
    """`today` is the local day of the as-of time, `part_left` the part of it that is still to come; history begins on day `since`."""

    today: int
    since: int
    part_left: float
    lines: tuple[Line, ...]

    @property
    def begun(self) -> int:
        """The first day on which a deal of these pipelines came in; today where none has."""
        days = [int(line.stays.entered.min()) for line in self.lines if len(line.stays.entered)]
        return min([self.today, *days])

    def until(self, day: int) -> Ground:
        """As it was when an earlier day began."""
        return Ground(day, self.since, 1.0, tuple(line.until(day) for line in self.lines))


def statements(asked: Asked) -> list[str]:
    """Stays by day, wins, stays by size, stays by owner and source."""
    names = ("outlook_stays", "outlook_wins", "outlook_sizes", "outlook_segments")
    return [statement_sql(everything(asked), name) for name in names]


def ground(engine: Engine, asked: Asked) -> Ground:
    """Read it; what was read is kept."""
    texts = statements(asked)
    return once(engine, "ground", tuple(texts), lambda: _read(asked, *map(engine.run, texts)), _KEPT)


def everything(asked: Asked) -> Asked:
    """The question over all that is known at its as-of time, unsplit; deals that were deleted were there till then."""
    return replace(
        asked,
        question=asked.question.with_(period=None),
        metric=replace(asked.metric, keeps_deleted=True),
        population="cohort",
        first=None,
        last=None,
        by=None,
    )


def _read(asked: Asked, *tables: Columns) -> Ground:
    zone, since = asked.account.timezone, asked.names.known_from or asked.as_of
    lines = tuple(_line(pipeline, *(_of(one, pipeline) for one in tables)) for pipeline in _pipelines(asked))
    today = local_day(asked.as_of, zone)
    return Ground(
        number_of(today), number_of(local_day(min(since, asked.as_of), zone)), _part_left(asked), lines
    )


def _part_left(asked: Asked) -> float:
    """The part of the as-of day that is still to come."""
    begun = start_of_day(local_day(asked.as_of, asked.account.timezone), asked.account.timezone)
    return max(0.0, 1 - (asked.as_of - begun).total_seconds() / 86_400)


def _pipelines(asked: Asked) -> list[Pipeline]:
    if asked.pipeline is not None:
        return [asked.pipeline]
    return [one for one in asked.names.pipelines if one.account_id == asked.account.account_id]


def _of(columns: Columns, pipeline: Pipeline) -> Columns:
    here = columns["pipeline_id"].astype(np.int64) == pipeline.pipeline_id
    return {name: column[here] for name, column in columns.items()}


def _line(pipeline: Pipeline, stays: Columns, wins: Columns, sizes: Columns, kinds: Columns) -> Line:
    state = state_of(pipeline, stays["stage_id"])
    entered, times = _ints(stays["entered_day"]), _ints(stays["stays"])
    order = np.lexsort((_ints(wins["entered_day"]), _ints(wins["deal_id"])))
    new, back = (
        Entries(state[which], entered[which], times[which])
        for which in (np.isin(stays["entered_from"], ways) for ways in (_NEW, _BACK))
    )
    return Line(
        pipeline,
        Stays(state, _after(pipeline, stays), entered, _left(stays["left_day"]), times),
        new,
        back,
        Wins(
            _ints(wins["deal_id"])[order],
            _ints(wins["started_day"])[order],
            _ints(wins["entered_day"])[order],
            _left(wins["left_day"])[order],
            _ints(wins["amount"])[order],
        ),
        _blocks(pipeline, sizes),
        _kinds(pipeline, kinds),
    )


def _kinds(pipeline: Pipeline, kinds: Columns) -> Kinds:
    of = _of_stages(pipeline, kinds)
    return Kinds(
        state_of(pipeline, of["stage_id"]),
        _ints(of["owner_id"]),
        of["source"],
        _ints(of["came"]),
        _left(of["won"]),
        _ints(of["stays"]),
    )


def _of_stages(pipeline: Pipeline, columns: Columns) -> Columns:
    known = state_of(pipeline, columns["stage_id"]) < len(pipeline.blocks)
    return {name: column[known] for name, column in columns.items()}


def _blocks(pipeline: Pipeline, sizes: Columns) -> Blocks:
    of = {name: _ints(column) for name, column in _of_stages(pipeline, sizes).items()}
    return Blocks(
        state_of(pipeline, of["stage_id"]),
        of["amount_class"],
        of["came"],
        _left(of["won"]),
        of["stays"],
        of["priced"],
        of["won_minor"],
        of["amount_minor"],
    )


def state_of(pipeline: Pipeline, stage_ids: npt.NDArray[Any]) -> Ints:
    """The state of each stage by its id, n for a stage that is none."""
    blocks = {position: number for number, position in enumerate(pipeline.blocks)}
    places = {
        stage.stage_id: blocks[stage.position]
        for stage in pipeline.stages
        if stage.kind in ("incoming", "open") and stage.position is not None
    }
    known, where = np.unique(_ints(stage_ids), return_inverse=True)
    return np.array([places.get(one, len(blocks)) for one in known.tolist()], dtype=np.int64)[where]


def _after(pipeline: Pipeline, stays: Columns) -> Ints:
    """Where each stay led: a state, n for the win, n + 1 away."""
    n = len(pipeline.blocks)
    onward = np.isin(stays["exit"], ("advanced", "moved_back"))
    state = state_of(pipeline, stays["next_stage_id"])
    away = np.where(stays["exit"] == "won", n, n + 1)
    return np.where(onward & (state < n), state, away).astype(np.int64)


def _left(days: npt.NDArray[Any]) -> Ints:
    found = _ints(days)
    return np.where(found < 0, STILL, found)


def _ints(column: npt.NDArray[Any]) -> Ints:
    return column.astype(np.int64)
