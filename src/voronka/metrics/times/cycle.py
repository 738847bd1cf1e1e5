"""How long it takes to win a deal, from the first contact on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from voronka.engines.base import Columns, Engine
from voronka.language import Phrase, say
from voronka.metrics.catalog import METRICS
from voronka.metrics.folding import grouped
from voronka.metrics.found import Facts, Found
from voronka.metrics.scope import Asked
from voronka.metrics.segments import labels
from voronka.metrics.statement import statement_sql
from voronka.metrics.times.tables import tables
from voronka.metrics.times.versus import remarks, with_times
from voronka.metrics.times.words import span
from voronka.model.answer import Row
from voronka.model.cell import Cell
from voronka.stats.doubts import ENOUGH
from voronka.stats.passage import passage_times
from voronka.stats.survival import weighted_median

OUTCOMES = ("won", "lost", "handed_over", "open")
#: How far, as a share, the plain median of wins must be off to be worth a sentence.
OFF = 0.1


def statements(asked: Asked) -> list[str]:
    """The statements that are run, in order."""
    return [statement_sql(asked, "cycle")]


def answer(engine: Engine, asked: Asked) -> Found:
    """One row per segment."""
    counted = engine.run(statements(asked)[0])
    groups, risk = tables(counted, ["segment"], "hours", "outcome", "deals", OUTCOMES[:3])
    times = dict(zip(groups, passage_times(risk, 0, 24), strict=False))
    parts = dict(grouped(counted, "segment"))
    found: list[Row] = [
        {
            "segment": name,
            **_counts(counted, parts[value,]),
            "cycle": times[value,],
            "p75_days": times[value,].p75_days,
            "p90_days": times[value,].p90_days,
            "finished_median_days": _finished(counted, parts[value,]),
        }
        for value, name in labels(asked, [key for (key,) in groups]).items()
        if (value,) in times
    ]
    return Found(found, findings=_findings(found[0], counted) if found and asked.by is None else ())


def facts(_: Asked, cell: Cell) -> Facts:
    """The deals of the population, by outcome."""
    return Facts("cycle", "true" if cell.figure == "deals" else f"outcome = '{cell.figure}'")


def compare(_: Asked, found: Found, __: Asked, other: Found) -> list[Row]:
    """Rows with those of the other period."""
    return with_times(METRICS["cycle"], found.rows, other.rows)


def remark(_: Asked, rows: Sequence[Row]) -> tuple[Phrase, ...]:
    """Whether it differs from the other period."""
    return remarks(rows, "cycle")


def _counts(counted: Columns, part: npt.NDArray[np.int64]) -> dict[str, Any]:
    deals, outcomes = counted["deals"][part].astype(np.int64), counted["outcome"][part]
    return {"deals": int(deals.sum())} | {name: int(deals[outcomes == name].sum()) for name in OUTCOMES}


def _finished(counted: Columns, part: npt.NDArray[np.int64]) -> float | None:
    """The plain median of the deals won so far, in days."""
    won = part[counted["outcome"][part] == "won"]
    median = weighted_median(counted["hours"][won].astype(np.int64), counted["deals"][won].astype(np.int64))
    return None if median is None else median / 24


def _findings(row: Row, counted: Columns) -> tuple[Phrase, ...]:
    cycle, finished = row["cycle"], row["finished_median_days"]
    if row["won"] < ENOUGH:
        return (say("Too few wins to tell a cycle: {n}.", n=row["won"]),)
    found = [
        say(
            "Half of the wins come within {median} of the first contact; one in ten takes {p90} or more.",
            median=span(cycle.median_days),
            p90=span(cycle.p90_days),
        )
    ]
    if finished < cycle.median_days * (1 - OFF):
        found.append(
            say("The deals won so far would say {days}: the slow ones are still open.", days=span(finished))
        )
    if not int(counted["contacted"].sum()):
        found.append(
            say("No contacts with clients are recorded, so the cycle begins with the creation of the deal.")
        )
    return tuple(found)
