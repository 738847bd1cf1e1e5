"""Which method says the next forecast, and how much wider its range has to be: both learnt from the forecasts before it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from voronka.metrics.future.fan import FAN, HIGH, LEVELS, LIKELY, LOW, TOLD
from voronka.metrics.future.past import AHEAD, ORIGINS, Past
from voronka.predict.judge import pinball, widening
from voronka.predict.series import student_quantiles
from voronka.predict.stages import Floats

MEASURES = ("wins", "money")
MODEL = "model"
#: With fewer past forecasts than these the model is not held against others.
FEWEST = 6
#: From so many past errors on their own quantiles are taken.
ENOUGH = 9
#: The simpler methods that may stand in for it, beside the weighted stages.
SIMPLE = ("last_period", "last_year")


@dataclass(frozen=True, eq=False)
class Choice:
    """`method`: the model, or the method that was better; `factors`: how much wider the model's range is made, (measures, steps ahead); `others`: what the simpler
    methods say of the next steps, by name: quantiles (measures, levels, steps ahead); `losses`: pinball losses by method in the unit of the measure, of `tried` past forecasts.
    """

    method: str
    factors: Floats
    others: dict[str, Floats]
    losses: dict[str, Floats]
    tried: int


def choose(past: Past, number: int) -> Choice:
    """For the forecast at the beginning of step `number`, from what was known then."""
    ahead, facts = AHEAD[past.grain], past.facts(number)
    origins = list(range(max(0, number - ORIGINS), number))
    others = _others(past, facts, [*origins, number], ahead)
    raw = {one: past.drawn(one).fan for one in origins}
    factors = np.ones((2, ahead))
    for measure in range(2):
        for step in range(ahead):
            known = [one for one in origins if one + step < number]
            came = [facts[measure, one + step] for one in known]
            said = np.array([raw[one][measure, :, step] for one in known]).reshape(-1, len(FAN))
            factors[measure, step] = widening(came, said[:, LOW], said[:, LIKELY], said[:, HIGH])
    losses = {MODEL: _loss(facts, raw, ahead)} | {
        name: _loss(facts, dict(zip(origins, said[:-1], strict=True)), ahead) for name, said in others.items()
    }
    return Choice(
        _best(losses, len(origins)),
        factors,
        {name: said[-1] for name, said in others.items()},
        losses,
        len(origins),
    )


def _best(losses: dict[str, Floats], tried: int) -> str:
    """The model unless another has lost less: in money, or in deals where there is no money."""
    if tried < FEWEST:
        return MODEL
    measure = 1 if np.nan_to_num(losses[MODEL][1]) > 0 else 0
    known = {name: loss[measure] for name, loss in losses.items() if np.isfinite(loss[measure])}
    return min(known, key=lambda name: (known[name], name != MODEL), default=MODEL)


def _loss(facts: Floats, said: dict[int, Floats], ahead: int) -> Floats:
    """Mean pinball loss at P10, P50, P90 over past forecasts whose fact is known: (measures,); NaN where one of them could not be made."""
    found = np.full(2, np.nan)
    for measure in range(2):
        pairs = [
            (facts[measure, origin + step], quantile[measure, TOLD, step])
            for origin, quantile in said.items()
            for step in range(ahead)
            if origin + step < facts.shape[1]
        ]
        if pairs:
            came, told = zip(*pairs, strict=True)
            loss = pinball(came, np.array(told).T)
            found[measure] = np.nan if loss is None else loss
    return found


def _others(past: Past, facts: Floats, origins: list[int], ahead: int) -> dict[str, list[Floats]]:
    """Quantiles (measures, levels, steps) of each simpler method at each origin."""
    found = {name: [past.simple(name, one) for one in origins] for name in SIMPLE}
    return found | {"stage_weighted": _weighted(past, facts, origins, ahead)}


def _weighted(past: Past, facts: Floats, origins: list[int], ahead: int) -> list[Floats]:
    """Open deals by the chances of their stages, with the errors that this made at the other origins."""
    points = np.array([*(past.drawn(one).weighted for one in origins[:-1]), past.weighted(origins[-1])])
    told = np.full((len(origins), 2, len(FAN), ahead), np.nan)
    for measure in range(2):
        for step in range(ahead):
            known = [place for place, one in enumerate(origins) if one + step < facts.shape[1]]
            came = facts[measure, [origins[place] + step for place in known]]
            errors = came - points[known, measure]
            told[:, measure, :, step] = points[:, measure, None] + _offsets(errors, known, len(origins))
    return list(np.maximum(np.sort(told, axis=2), 0.0))


def _offsets(errors: Floats, known: list[int], origins: int) -> Floats:
    """Quantiles of the error at each origin by the errors at the others, (origins, levels); NaN where these are fewer than two."""
    others = [np.delete(errors, place) for place in range(len(errors))]
    found = np.tile(_quantiles(errors[None])[0], (origins, 1))
    if others:
        found[known] = _quantiles(np.array(others))
    return found


def _quantiles(errors: Floats) -> Floats:
    """Of each row: (rows, levels)."""
    n = errors.shape[1]
    if n >= ENOUGH:
        return np.asarray(np.quantile(errors, LEVELS, axis=1, method="weibull").T)
    if n < 2:
        return np.full((len(errors), len(LEVELS)), np.nan)
    return np.asarray(np.sqrt((errors**2).mean(axis=1))[:, None] * student_quantiles(LEVELS, n))
