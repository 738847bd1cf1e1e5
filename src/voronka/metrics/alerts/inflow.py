"""The inflow of new deals: of each source and of each pipeline, by weekday, season and days off."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial

import numpy as np

from voronka.metrics.alerts.scene import YEAR, Scene
from voronka.metrics.alerts.signals import Signal, bulk
from voronka.metrics.future.ground import Line
from voronka.model.alert import About
from voronka.predict.calendar import Days, Floats, days_from, fit_week
from voronka.predict.season import fit_season


def inflows(scene: Scene) -> list[Signal]:
    """A signal for each pipeline, and for each of its known sources."""
    found = []
    for line in scene.lines:
        sources = scene.came.get(line.pipeline.pipeline_id, {})
        if not sources:
            continue
        whole = np.sum(list(sources.values()), axis=0)
        season = _season(scene, whole)
        place = About("pipeline", str(line.pipeline.pipeline_id), line.pipeline.name)
        worth = partial(_worth, scene, line, whole)
        found.append(_signal(scene, (place,), whole, season, worth))
        found += [
            _signal(scene, (place, About("source", name, name)), counts, season, worth)
            for name, counts in sources.items()
            if name
        ]
    return found


def _signal(
    scene: Scene,
    about: tuple[About, ...],
    counts: Floats,
    season: Callable[[int], Floats],
    worth: Callable[[int], float],
) -> Signal:
    days, is_bulk = days_from(scene.first, scene.today, scene.country), bulk(counts)
    kept = np.where(is_bulk, 0.0, counts)

    def series(learned: int) -> tuple[Floats, Floats]:
        week = fit_week(kept[:learned], head(days, learned))
        return kept, np.where(is_bulk, 0.0, week.weights(days) * season(learned))

    key = "inflow/" + "/".join(f"{one.kind}={one.id}" for one in about)
    return Signal("inflow", key, about, series, worth, behind=_behind(about))


def _behind(about: tuple[About, ...]) -> tuple[tuple[str, str], ...]:
    filters = [("where", f"source={one.id}") for one in about if one.kind == "source"]
    return ("metric", "results"), *filters, ("cell", "new")


def _season(scene: Scene, counts: Floats) -> Callable[[int], Floats]:
    """Factors of all days, learned from the whole pipeline before a day."""
    days, is_bulk = days_from(scene.first, scene.today, scene.country), bulk(counts)
    kept = np.where(is_bulk, 0.0, counts)

    @cache
    def factors(learned: int) -> Floats:
        known = head(days, learned)
        weights = np.where(is_bulk[:learned], 0.0, fit_week(kept[:learned], known).weights(known))
        season = fit_season(kept[:learned], weights, known)
        return season.factors(days) if season is not None else np.ones(len(days))

    return factors


def _worth(scene: Scene, line: Line, counts: Floats, day: int) -> float:
    """What a new deal brought on average in the year before."""
    return scene.won_minor(line, day) / max(float(counts[max(0, day - YEAR) : day].sum()), 1.0)


def head(days: Days, count: int) -> Days:
    """The first of the days."""
    return Days(days.weekday[:count], days.month[:count], days.serial[:count], days.off[:count])
