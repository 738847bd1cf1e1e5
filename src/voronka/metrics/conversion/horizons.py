"""Default horizons: the time by which 90 % of what happened in the past had happened, of the whole pipeline as of the moment asked about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from voronka.engines.base import Columns, Engine
from voronka.metrics.days import count_sql
from voronka.metrics.folding import grouped
from voronka.metrics.once import once
from voronka.metrics.scope import Asked
from voronka.metrics.statement import statement_sql

#: So much of the past is inside the horizon.
SHARE = 0.9
#: Where nothing was ever won there is no past to measure: a quarter.
UNKNOWN = 90
#: Measured horizons kept for one store: one statement for each moment asked about.
KEPT = 256


@dataclass(frozen=True)
class Horizons:
    """Days within which a win counts, from creation, and by block within which going on counts, from first reaching it."""

    win: float
    steps: Mapping[int, float]


def of_whole_pipeline(asked: Asked) -> Asked:
    """The same moment and pipeline without period, filters and breakdown: a horizon must not depend on what is compared."""
    question = asked.question.with_(period=None, by=None, where=(), versus=None)
    return replace(asked, question=question, population="cohort", first=None, last=None, by=None, where=())


def win_sql(asked: Asked) -> str:
    """The statement that the horizon of the win is measured by."""
    return statement_sql(of_whole_pipeline(asked), "win_times")


def step_sql(asked: Asked) -> str:
    """The statement that the horizons of the steps are measured by."""
    return count_sql(of_whole_pipeline(asked), "conversion")


def win_horizon(engine: Engine, asked: Asked) -> float:
    """Days within which a win counts: as asked, else the time by which 90 % of past wins had happened."""
    given = asked.number("horizon")
    if given is not None:
        return given
    statement = win_sql(asked)
    return once(engine, "win_horizon", statement, lambda: _win_days(engine.run(statement)), KEPT) or UNKNOWN


def horizons(engine: Engine, asked: Asked) -> Horizons:
    """Of the win and of every block: as asked, else the time by which 90 % of the past deals that went on from it had done so.

    A block that nobody went on from has the horizon of the win.
    """
    assert asked.pipeline is not None
    win = win_horizon(engine, asked)
    if asked.number("horizon") is not None:
        return Horizons(win, dict.fromkeys(asked.pipeline.blocks, win))
    statement = step_sql(asked)
    known = once(engine, "step_horizons", statement, lambda: _step_days(engine.run(statement)), KEPT)
    return Horizons(win, {position: known.get(position) or win for position in asked.pipeline.blocks})


def _win_days(counted: Columns) -> int | None:
    return days_of(counted["hours"].astype(np.int64), counted["deals"].astype(np.int64))


def _step_days(counted: Columns) -> dict[int, int | None]:
    """By block; deals that only skipped it are left out."""
    hours, deals, skipped = (counted[name].astype(np.int64) for name in ("hours", "deals", "skipped"))
    stood = np.where(counted["ending"] == "advanced", deals - skipped, 0)
    return {
        int(position): days_of(hours[part], stood[part]) for (position,), part in grouped(counted, "position")
    }


def days_of(hours: npt.NDArray[np.int64], deals: npt.NDArray[np.int64]) -> int | None:
    """The least whole number of days in which at least 90 % were over; None where there is nothing.

    >>> days_of(np.array([3, 50, 700]), np.array([5, 4, 1]))
    3
    """
    if not deals.sum():
        return None
    days = hours // 24
    upto = np.bincount(days, weights=deals).cumsum()
    # 90 % of ten is nine, not 9.000000000000002
    return int(np.searchsorted(upto, SHARE * upto[-1] - 1e-9)) + 1
