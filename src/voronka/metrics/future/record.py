"""Track record: what past forecasts said, and what came."""

from __future__ import annotations

from typing import Any

import numpy as np

from voronka.clock import local_day
from voronka.engines.base import Engine
from voronka.metrics.buckets import buckets
from voronka.metrics.found import Facts, Found
from voronka.metrics.future import forecast
from voronka.metrics.future.choosing import MEASURES, MODEL, choose
from voronka.metrics.future.fan import HIGH, LIKELY, LOW, TOLD
from voronka.metrics.future.past import AHEAD, SEASON, Past, past
from voronka.metrics.future.record_words import findings
from voronka.metrics.future.saying import Said, said
from voronka.metrics.future.steps import grain_of
from voronka.metrics.scope import Asked
from voronka.model.answer import Row
from voronka.model.cell import Cell
from voronka.model.money import Money
from voronka.predict.judge import Verdict, judge, pinball
from voronka.predict.series import METHODS, foretell_at, methods

statements = forecast.statements


def answer(engine: Engine, asked: Asked) -> Found:
    """One row per past forecast and step ahead."""
    judged = past(engine, asked, grain_of(asked))
    found = said(judged)
    first = [one for one in found if one.ahead == 0]
    return Found(
        [_row(asked, one) for one in found],
        findings=findings(asked, first),
        totals=totals(judged, found),
    )


def facts(asked: Asked, cell: Cell) -> Facts:
    """The deals won in a step."""
    zone = asked.account.timezone
    first = local_day(asked.names.known_from or asked.as_of, zone)
    return forecast.facts_of(asked, cell, buckets(first, local_day(asked.as_of, zone), grain_of(asked)))


def _row(asked: Asked, one: Said) -> Row:
    def money(minor: float) -> Money:
        return Money(round(minor), asked.account.currency)

    wins, sums = one.told
    return {
        "segment": None,
        "origin": one.origin.name,
        "made": one.origin.first.isoformat(),
        "ahead": one.ahead + 1,
        "step": one.step.name,
        "money_low": money(sums[LOW]),
        "money": money(sums[LIKELY]),
        "money_high": money(sums[HIGH]),
        "revenue": money(one.fact[1]),
        "is_inside": one.is_inside,
        "wins_low": int(wins[LOW]),
        "wins": int(wins[LIKELY]),
        "wins_high": int(wins[HIGH]),
        "won": int(one.fact[0]),
        "is_wins_inside": bool(wins[LOW] <= one.fact[0] <= wins[HIGH]),
        "mean_money": money(float(one.mean[1])),
        "mean_wins": float(one.mean[0]),
        "method": one.choice.method,
    }


def totals(judged: Past, found: list[Said]) -> dict[str, Any]:
    """How good they were, for the next step and for all, in money and in deals; and the losses of simpler methods in parts of theirs."""
    if not found:
        return {"forecasts": 0, "method": MODEL}
    out: dict[str, Any] = {
        "forecasts": len({one.origin for one in found}),
        "method": choose(judged, judged.now).method,
    }
    for measure, name in enumerate(MEASURES):
        for part, rows in (("next", [one for one in found if one.ahead == 0]), ("all", found)):
            out[f"{name}_{part}"] = _verdict(rows, measure)
        out[f"{name}_others"] = _others(judged, found, measure)
    return out


def _verdict(rows: list[Said], measure: int) -> dict[str, Any]:
    fact = [one.fact[measure] for one in rows]
    told = np.array([one.told[measure, TOLD] for one in rows]).T
    found: Verdict = judge(fact, [one.mean[measure] for one in rows], told)
    return {
        "wape": found.wape,
        "bias": found.bias,
        "pinball": found.pinball,
        "coverage": found.coverage,
        "width": found.width,
    }


def _others(judged: Past, found: list[Said], measure: int) -> dict[str, float | None]:
    """Pinball loss of each simpler method against that of the forecasts, over the same steps: above 1 they lost more. None where a method could not say anything."""
    facts = judged.facts(judged.now)
    origins = sorted({judged.steps.index(one.origin) for one in found})
    own = pinball(
        [one.fact[measure] for one in found],
        np.array([one.told[measure, TOLD] for one in found]).T,
    )
    ratios: dict[str, float | None] = {}
    for name in (one for one in METHODS if one in methods()):
        told = dict(
            zip(
                origins,
                foretell_at(name, facts[measure], origins, AHEAD[judged.grain], SEASON[judged.grain]),
                strict=True,
            )
        )
        theirs = np.array([told[judged.steps.index(one.origin)].quantiles[:, one.ahead] for one in found]).T
        ratios[name] = _ratio(pinball([one.fact[measure] for one in found], theirs), own)
    weighed = [one.choice.others["stage_weighted"][measure, TOLD, one.ahead] for one in found]
    ratios["stage_weighted"] = _ratio(pinball([one.fact[measure] for one in found], np.array(weighed).T), own)
    return ratios


def _ratio(theirs: float | None, own: float | None) -> float | None:
    return theirs / own if theirs is not None and own and np.isfinite(theirs) else None
