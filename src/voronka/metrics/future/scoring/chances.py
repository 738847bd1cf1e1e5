"""The chance of each open deal now, with its reasons, and what a contact or a week of waiting does to it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from voronka.engines.base import Engine
from voronka.metrics.future.scoring.learning import Freshest, learn
from voronka.metrics.future.scoring.past import past
from voronka.metrics.future.scoring.traits import traits_at
from voronka.metrics.scope import Asked
from voronka.model.estimate import Estimate
from voronka.model.score import StoredModel
from voronka.predict.score.fit import Fit
from voronka.predict.score.judge import Bin
from voronka.predict.score.keep import read_back
from voronka.predict.score.reasons import contributions
from voronka.predict.score.traits import Trait, Traits
from voronka.stats.risk import Counts, Floats

#: A deal is said to be falling by what a week without any contact takes from it.
IDLE_DAYS = 7


@dataclass(frozen=True, eq=False)
class Model:
    """What tells chances: a stored model, or one learned on the spot. `fit` None: `state` says why there is none."""

    state: str
    horizon_days: float
    closed: int | None
    fit: Fit | None
    bins: tuple[Bin, ...] = ()
    stored: StoredModel | None = None
    freshest: Freshest = ()


@dataclass(frozen=True, eq=False)
class Chances:
    """Of each deal asked for: its traits, and with a model its chance, what each trait of the `names` adds, and its chance after a contact now, and after a week without one."""

    traits: Traits
    names: tuple[str, ...] = ()
    chance: Floats | None = None
    parts: Floats | None = None
    touched: Floats | None = None
    idle: Floats | None = None


def model_of(engine: Engine, asked: Asked) -> Model:
    """The company's stored model where it knew nothing later than the moment asked about, else one learned from what the asker sees."""
    pipeline = asked.pipeline
    stored = asked.context.score.model(asked.account.account_id, pipeline.pipeline_id) if pipeline else None
    if (
        stored is not None
        and stored.as_of <= asked.as_of
        and asked.number("horizon") is None
        and stored.definition == asked.names.definition
    ):
        fit, bins = read_back(stored.body)
        recent = tuple((start, days) for start, days in stored.body["freshest"])
        return Model("signal", stored.horizon_days, None, fit, bins, stored, recent)
    found = learn(engine, asked)
    return Model(found.state, found.horizon_days, found.closed, found.fit, found.bins, None, found.freshest)


def chances(engine: Engine, asked: Asked, model: Model, deals: Counts) -> Chances:
    """For deals (ids) that are open at the as-of time."""
    known = past(engine, asked)
    place = np.searchsorted(known.ids, deals)
    traits = traits_at(known, place, np.full(len(place), known.until), asked.account.timezone)
    if model.fit is None or not len(deals):
        return Chances(traits)
    fit = model.fit
    return Chances(
        traits,
        fit.design.names,
        fit.chances(traits),
        contributions(fit, traits),
        fit.chances(touched(traits, model.freshest)) if "touches" in traits else None,
        fit.chances(waited(traits, IDLE_DAYS)),
    )


def touched(traits: Traits, freshest: Freshest) -> dict[str, Trait]:
    """The same deals had somebody just called or written, as far as that was ever done with deals that had stood as long."""
    recent = _recent(traits["stage_days"].values, freshest)
    days, answer = traits["touch_days"].values, traits["answer_minutes"].values
    changed = {
        "touches": traits["touches"].values + 1,
        "touch_days": np.where(np.isnan(days), recent, np.fmin(days, recent)),
        "answer_minutes": np.where(np.isnan(answer), traits["age_days"].values * 1440, answer),
    }
    return {**traits, **{name: Trait(values) for name, values in changed.items()}}


def _recent(stood: Floats, freshest: Freshest) -> Floats:
    """Days since the last contact that a contact now comes to."""
    if not freshest:
        return np.zeros(len(stood))
    starts, days = (np.array(column) for column in zip(*freshest, strict=True))
    return np.asarray(days[np.maximum(np.searchsorted(starts, stood, side="right") - 1, 0)])


def waited(traits: Traits, days: float) -> dict[str, Trait]:
    """The same deals after so many days in which nothing was done and nothing happened."""
    older = ("stage_days", "age_days", "touch_days")
    return {**traits, **{name: Trait(traits[name].values + days) for name in older if name in traits}}


def estimate(chance: float, bins: tuple[Bin, ...]) -> Estimate:
    """The chance beside what became of past moments that were told about as much: how many there were, and what chance allows for the share won."""
    near = min(
        bins,
        key=lambda one: (max(one.low - chance, chance - one.high, 0.0), abs(one.told - chance)),
        default=None,
    )
    if near is None or near.seen.low is None or near.seen.high is None:
        return Estimate(0, chance)
    # The group's share may be off what was told for it; the deal's own chance lies where it lies.
    off = chance - near.told
    low, high = max(0.0, near.seen.low + off), min(1.0, near.seen.high + off)
    return Estimate(near.seen.trials, chance, min(low, chance), max(high, chance))


def words_of(trait: Trait, row: int) -> str | float | None:
    """What a trait says of one deal: a code, a number, or nothing."""
    if not trait.is_known[row]:
        return None
    return trait.words[int(trait.values[row])] if trait.words is not None else float(trait.values[row])
