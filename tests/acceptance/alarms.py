"""Simulated companies in which three things go wrong, and what the alerts make of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from acceptance.simulated import simulated
from voronka.metrics.alerts.past import first_rung
from voronka.metrics.alerts.scene import Scene, scene
from voronka.model.alert import Alert, Lines
from voronka.model.context import NOTHING_TOLD
from voronka.simulator.company import UNTIL
from voronka.simulator.faults import Fault, Kind
from voronka.simulator.sources import SOURCE_IDS
from voronka.simulator.stages import MAIN, TABLE
from voronka.simulator.worktime import DAY

DEALS = 5000
KINDS: tuple[Kind, ...] = ("inflow", "conversion", "stay", "response")
#: What a company would call really broken: nothing comes, nothing goes on, work nearly stands still, answers come days late.
BROKEN: dict[Kind, float] = {"inflow": 1.0, "conversion": 1.0, "stay": 0.95, "response": 48.0}
WEAKER: dict[Kind, float] = {"inflow": 0.5, "conversion": 0.5, "stay": 0.6, "response": 6.0}
#: Each lasts this long, and they begin this far apart, in the last half year.
LASTS, APART, HALF = 14, 56, 182
#: A trouble is found within a week of its beginning; a trouble that is over still rings while its days are in the window, and until the stages it kept deals from are full again.
FOUND, ECHO = 7, 14
#: The sources that bring about six deals a week, and 0: all of them.
SOURCES = (None, 0, 1)


@dataclass(frozen=True)
class Planted:
    """A fault, when it was found (days after its beginning, None: it was not within `LASTS`)."""

    fault: Fault
    days: int | None


@dataclass(frozen=True)
class Watched:
    """What came of one company: its faults, and its alerts that were none of them, with the weeks in which they could ring."""

    planted: tuple[Planted, ...]
    false: tuple[tuple[int, Alert], ...]
    weeks: float


def draw(seed: int, strengths: dict[Kind, float] = BROKEN) -> tuple[Fault, ...]:
    """Three faults of three kinds."""
    rng = np.random.default_rng([seed, 77])
    end = int(UNTIL.replace(tzinfo=UTC).timestamp())
    first = end - HALF * DAY
    kinds = rng.permutation(len(KINDS))[:3]
    found = []
    for number, kind in enumerate(KINDS[one] for one in kinds.tolist()):
        at = first + (number * APART + int(rng.integers(0, APART - LASTS - ECHO))) * DAY + 9 * 3600
        source = SOURCES[int(rng.integers(0, len(SOURCES)))] if kind == "inflow" else None
        stage = TABLE.first[MAIN] + int(rng.integers(1, 5)) if kind in ("conversion", "stay") else None
        found.append(Fault(kind, at, at + LASTS * DAY, strengths[kind], source, stage))
    return tuple(found)


def watched(
    seed: int, strengths: dict[Kind, float] = BROKEN, lines: Lines | None = None, before: int = 365
) -> Watched:
    """The company of that seed, looked at on each of the days `before` its first fault and of the half year of the faults."""
    faults = draw(seed, strengths)
    with simulated(seed, DEALS, with_touches=True, faults=faults) as (engine, _):
        of = scene(engine, NOTHING_TOLD, None)
        assert of is not None
        since = of.today - HALF - before
        rung = first_rung(of, since, of.today, lines or Lines())
    return judged(of, faults, rung, (of.today - since) / 7)


def judged(of: Scene, faults: Iterable[Fault], rung: list[tuple[int, Alert]], weeks: float) -> Watched:
    """Which alerts are of which fault; all others are false."""
    planted, right = [], set[int]()
    for fault in faults:
        begun = day_of(of, fault.at)
        own = [
            (number, day)
            for number, (day, alert) in enumerate(rung)
            if begun <= day <= begun + LASTS + ECHO and is_of(fault, alert)
        ]
        right |= {number for number, _ in own}
        days = [day - begun for _, day in own if day - begun <= LASTS]
        planted.append(Planted(fault, min(days, default=None)))
    false = tuple(one for number, one in enumerate(rung) if number not in right)
    return Watched(tuple(planted), false, weeks)


def day_of(of: Scene, at: int) -> int:
    """The day, as the scene numbers it, on which a moment lies (Moscow: three hours ahead)."""
    return (datetime.fromtimestamp(at + 3 * 3600, UTC).date() - of.first).days


def is_of(fault: Fault, alert: Alert) -> bool:
    """Whether an alert names the thing that is wrong: the source, the pipeline where a source or all stop, the stage, the pipeline's answers."""
    if alert.rule != fault.kind:
        return False
    ids = {one.kind: one.id for one in alert.about}
    if ids["pipeline"] != str(TABLE.pipeline_id[TABLE.first[MAIN]]):
        return False
    if fault.kind == "inflow":
        return (
            fault.source is None
            or "source" not in ids
            or ids["source"] == f"source {SOURCE_IDS[fault.source]}"
        )
    return fault.kind == "response" or ids["stage"] == str(TABLE.stage_id[fault.stage])
