"""Which method says the next forecast, and how much wider its range has to be: both learnt from the forecasts before it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from voronka.metrics.buckets import Grain
from voronka.metrics.future.past import AHEAD, ORIGINS, Past
from voronka.predict.judge import pinball, widening
from voronka.predict.series import foretell_at, student_quantile
from voronka.predict.stages import Floats

#: The quantiles that are told, in per cent.
FAN = (5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85, 90, 95)
LEVELS = tuple(one / 100 for one in FAN)
LOW, LIKELY, HIGH = FAN.index(10), FAN.index(50), FAN.index(90)
MEASURES = ("wins", "money")
MODEL = "model"
#: With fewer past forecasts than these the model is not held against others.
FEWEST = 6
#: From so many past errors on their own quantiles are taken.
ENOUGH = 9
_SEASON: dict[Grain, int] = {"day": 7, "week": 52, "month": 12, "quarter": 4}


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
    raw = {one: raw_quantiles(past, one) for one in origins}
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


def raw_quantiles(past: Past, number: int) -> Floats:
    """Of the forecast as it was drawn: (measures, levels, steps ahead)."""
    drawn = past.drawn(number)
    return np.stack([quantiles(drawn.wins), quantiles(drawn.money)])


def quantiles(draws: np.typing.NDArray[np.int64]) -> Floats:
    """(draws, steps) → (levels, steps), each a value that was drawn."""
    return np.asarray(np.percentile(draws, FAN, axis=0, method="inverted_cdf"), dtype=np.float64)


def _loss(facts: Floats, said: dict[int, Floats], ahead: int) -> Floats:
    """Mean pinball loss at P10, P50, P90 over past forecasts whose fact is known: (measures,); NaN where one of them could not be made."""
    found = np.full(2, np.nan)
    for measure in range(2):
        pairs = [
            (facts[measure, origin + step], quantile[measure, [LOW, LIKELY, HIGH], step])
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
    season = _SEASON[past.grain]
    found = {
        name: [
            np.stack([one.quantiles for one in both])
            for both in zip(
                *(foretell_at(name, facts[measure], origins, ahead, season, LEVELS) for measure in range(2)),
                strict=True,
            )
        ]
        for name in ("last_period", "last_year")
    }
    return found | {"stage_weighted": _weighted(past, facts, origins, ahead)}


def _weighted(past: Past, facts: Floats, origins: list[int], ahead: int) -> list[Floats]:
    """Open deals by the chances of their stages, with the errors that this made at the other origins."""
    points = {one: past.drawn(one).weighted for one in origins[:-1]} | {
        origins[-1]: past.weighted(origins[-1])
    }
    found = []
    for origin in origins:
        told = np.full((2, len(FAN), ahead), np.nan)
        for measure in range(2):
            for step in range(ahead):
                known = [one for one in origins if one != origin and one + step < facts.shape[1]]
                errors = np.array([facts[measure, one + step] - points[one][measure] for one in known])
                if len(errors) > 1:
                    told[measure, :, step] = points[origin][measure] + _offsets(errors)
        found.append(np.maximum(np.sort(told, axis=1), 0.0))
    return found


def _offsets(errors: Floats) -> Floats:
    if len(errors) >= ENOUGH:
        return np.asarray(np.quantile(errors, LEVELS, method="weibull"))
    size = float(np.sqrt((errors**2).mean()))
    return np.array([size * student_quantile(level, len(errors)) for level in LEVELS])
