"""What the score knows a deal by: each trait with its weight, and those that the guard refused, with what they would have told."""

from __future__ import annotations

from typing import Any

import numpy as np

from voronka.engines.base import Engine
from voronka.metrics.conversion.horizons import of_whole_pipeline, win_sql
from voronka.metrics.found import Facts, Found
from voronka.metrics.future.scoring.learning import Learned, learn
from voronka.metrics.future.scoring.past import past_statements
from voronka.metrics.future.scoring.words import FAIR, refusal, refused_traits
from voronka.metrics.scope import Asked
from voronka.model.cell import Cell
from voronka.model.score import trait_title
from voronka.predict.score.reasons import contributions


def statements(asked: Asked) -> list[str]:
    """The statements that are run, in order."""
    return [win_sql(asked), *past_statements(asked)]


def answer(engine: Engine, asked: Asked) -> Found:
    """One row per trait, the weightiest first, then those refused, then those that say nothing."""
    learned = learn(engine, asked)
    weight = _weights(learned)
    left_out = asked.context.score.leave_out
    names = dict.fromkeys((*learned.used, *learned.findings, *left_out))
    rows = [_row(learned, name, weight.get(name), left_out) for name in names]
    rows.sort(key=lambda row: (-(row["weight"] or 0.0), row["state"] == "constant", str(row["name"])))
    refused = refusal(learned.state, learned.closed)
    fair = (FAIR,) if "manager" in learned.used else ()
    found = (*((refused,) if refused else ()), *refused_traits(learned.findings), *fair)
    totals = {"state": learned.state, "horizon_days": learned.horizon_days, "closed": learned.closed}
    return Found(rows, totals=totals, findings=found)


def facts(asked: Asked, _: Cell) -> Facts:
    """The closed deals that it was learned from."""
    return Facts("score_deals", "outcome in ('won', 'lost')", of_whole_pipeline(asked))


def _weights(learned: Learned) -> dict[str, float]:
    """By how many points each trait moves the chance on average, over all past moments."""
    if learned.fit is None or learned.snapshots is None:
        return {}
    parts = np.abs(contributions(learned.fit, learned.snapshots.traits)).mean(axis=0)
    return dict(zip(learned.fit.design.names, parts.tolist(), strict=True))


def _row(learned: Learned, name: str, weight: float | None, left_out: tuple[str, ...]) -> dict[str, Any]:
    finding = learned.findings.get(name)
    why = "" if finding is None else finding.why
    state = "left_out" if name in left_out else "used" if name in learned.used else why or "unused"
    return {
        "segment": None,
        "trait": name,
        "name": trait_title(name),
        "state": state,
        "weight": weight,
        "alone": None if finding is None or finding.area.value is None else finding.area,
        "known": None if finding is None else finding.share_known,
    }
