"""Each stage: the share of the deals leaving it that go on, and how soon deals leave it by their age there."""

from __future__ import annotations

from functools import partial
from itertools import pairwise

import numpy as np

from voronka.metrics.alerts.inflow import head
from voronka.metrics.alerts.scene import YEAR, Scene
from voronka.metrics.alerts.signals import Signal, bulk
from voronka.metrics.future.ground import Line
from voronka.model.alert import About
from voronka.predict.calendar import Flags, Floats, days_from, fit_week
from voronka.predict.stages import STILL, Stays

#: First ages, in days on a stage, of the classes whose deals leave it alike; who has stood longer than the last is given up and not waited for.
AGES = (0, 1, 2, 3, 5, 7, 10, 14, 21, 30, 45, 60, 90)
#: Stages from which fewer deals went in the year before are too small to watch.
FEWEST = 50


def of_stages(scene: Scene) -> list[Signal]:
    """Two signals for each stage of each pipeline."""
    found = []
    for line in scene.lines:
        place = About("pipeline", str(line.pipeline.pipeline_id), line.pipeline.name)
        for state, position in enumerate(line.pipeline.blocks):
            stage = line.pipeline.block(position)
            if stage is None or stage.is_deleted:
                continue
            about = (place, About("stage", str(stage.stage_id), line.pipeline.labels[stage.stage_id]))
            key = f"pipeline={place.id}/stage={stage.stage_id}"
            stays = _of(line.stays, line.stays.state == state)
            if _recent(scene, stays) < FEWEST:
                continue
            worth = partial(_worth, scene, line, stays)
            found += [
                Signal(
                    "conversion",
                    f"conversion/{key}",
                    about,
                    partial(_going_on, scene, line, stays),
                    worth,
                    is_share=True,
                    behind=(("metric", "losses"), ("cell", f"lost_on:{about[-1].name}")),
                ),
                Signal(
                    "stay",
                    f"stay/{key}",
                    about,
                    partial(_leaving, scene, stays),
                    worth,
                    behind=(("metric", "board"), ("cell", f"here_now:{about[-1].name}")),
                ),
            ]
    return found


def _of(stays: Stays, which: Flags) -> Stays:
    return Stays(
        stays.state[which], stays.after[which], stays.entered[which], stays.left[which], stays.times[which]
    )


def _recent(scene: Scene, stays: Stays) -> float:
    since = scene.offset + scene.today - YEAR
    return float(stays.times[(stays.left >= since) & (stays.left < STILL)].sum())


def _onward(line: Line, stays: Stays) -> Flags:
    return (stays.after > stays.state) & (stays.after <= line.states)


def _worth(scene: Scene, line: Line, stays: Stays, day: int) -> float:
    """What a deal that went on from here brought on average in the year before."""
    on = _onward(line, stays) & (stays.left >= scene.offset + day - YEAR) & (stays.left < scene.offset + day)
    return scene.won_minor(line, day) / max(float(stays.times[on].sum()), 1.0)


def _going_on(scene: Scene, line: Line, stays: Stays, _: int) -> tuple[Floats, Floats]:
    """Deals that went on, of those that went on or away; days on which many were closed in one go do not count."""
    on, away = _onward(line, stays), (stays.after > line.states) & (stays.left < STILL)
    went, lost = (scene.by_day(stays.left[which], stays.times[which]) for which in (on, away))
    plain = ~bulk(lost) & ~bulk(went)
    return went * plain, (went + lost) * plain


def _leaving(scene: Scene, stays: Stays, learned: int) -> tuple[Floats, Floats]:
    """Deals that left, of those not yet given up, and how many were to be expected by how long each had stood there."""
    risk, left = _by_age(scene, stays)
    gone = left.sum(axis=0)
    days, is_bulk = days_from(scene.first, scene.today, scene.country), bulk(gone)
    weights = np.where(
        is_bulk, 0.0, fit_week(np.where(is_bulk, 0.0, gone)[:learned], head(days, learned)).weights(days)
    )
    year = slice(max(0, learned - YEAR), learned)
    exposed = (risk[:, year] * weights[year]).sum(axis=1)
    hazards = (left[:, year] * (weights[year] > 0)).sum(axis=1) / np.maximum(exposed, 1.0)
    return np.where(is_bulk, 0.0, gone), weights * (hazards @ risk)


def _by_age(scene: Scene, stays: Stays) -> tuple[Floats, Floats]:
    """Deals that stood on the stage and that left it, by class of age and day: (ages, days) each."""
    last = scene.offset + scene.today
    ends = np.minimum(stays.left, last)
    risk = np.zeros((len(AGES) - 1, scene.today + 1))
    left = np.zeros((len(AGES) - 1, scene.today))
    age = stays.left - stays.entered
    for row, (young, old) in enumerate(pairwise(AGES)):
        begins, after = stays.entered + young, np.minimum(ends + 1, stays.entered + old)
        here = (begins < after) & (after > scene.offset) & (begins < last)
        np.add.at(risk[row], np.clip(begins[here] - scene.offset, 0, scene.today), stays.times[here])
        np.add.at(risk[row], np.clip(after[here] - scene.offset, 0, scene.today), -stays.times[here])
        gone = (age >= young) & (age < old) & (stays.left < STILL)
        left[row] = scene.by_day(stays.left[gone], stays.times[gone])
    return np.cumsum(risk, axis=1)[:, : scene.today], left
