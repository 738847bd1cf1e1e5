"""How good the score was: what it told of deals out of time, beside what became of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import numpy as np

from voronka.clock import local_day
from voronka.engines.base import Engine
from voronka.language import Phrase, say
from voronka.metrics.conversion.horizons import of_whole_pipeline, win_sql
from voronka.metrics.found import Facts, Found
from voronka.metrics.future.scoring.learning import AGES, Learned, learn
from voronka.metrics.future.scoring.past import Past, past, past_statements
from voronka.metrics.future.scoring.words import record_findings
from voronka.metrics.scope import Asked
from voronka.model.answer import Row
from voronka.model.cell import Cell
from voronka.predict.score.history import DAY
from voronka.predict.score.judge import (
    Bin,
    Flags,
    auc,
    brier,
    calibration,
    calibration_error,
    lift,
    log_loss,
    seen_share,
    stability,
)
from voronka.predict.score.validate import Trial
from voronka.stats.risk import Counts

#: The newest part of what was told, held against the rest: do the deals still look alike?
NEWEST = 0.25


def statements(asked: Asked) -> list[str]:
    """The statements that are run, in order."""
    return [win_sql(asked), *past_statements(asked)]


def answer(engine: Engine, asked: Asked) -> Found:
    """Rows by what was told (`part` chance), by the age of the deal then (age), and by the month of the telling (month)."""
    learned = learn(engine, asked)
    tried = learned.trial
    if tried is None or not len(tried.chance):
        return Found([], totals=_totals(learned, None), findings=record_findings(learned, None, None))
    rows = list(_rows(asked, past(engine, asked), tried))
    totals = _totals(learned, tried)
    return Found(
        rows, totals=totals, findings=record_findings(learned, totals["auc"], totals["calibration_error"])
    )


def facts(asked: Asked, _: Cell) -> Facts:
    """The closed deals that it was learned from: of the whole pipeline, whatever part was asked for."""
    return Facts("score_deals", "outcome in ('won', 'lost')", of_whole_pipeline(asked))


def metrics(learned: Learned) -> dict[str, Any]:
    """The figures that are kept with a stored model, as plain values."""
    totals = _totals(learned, learned.trial)
    area = totals.pop("auc")
    return totals | {"auc": area.to_dict() if area else None}


def _totals(learned: Learned, tried: Trial | None) -> dict[str, Any]:
    known = {
        "state": learned.state,
        "horizon_days": learned.horizon_days,
        "closed": learned.closed,
        "won": learned.won,
        "learned_from": 0 if learned.snapshots is None else len(learned.snapshots),
        "tried_on": 0 if tried is None else len(tried.chance),
    }
    names = (
        "auc",
        "brier",
        "log_loss",
        "log_loss_same_for_all",
        "log_loss_by_stage",
        "calibration_error",
        "lift",
        "drift",
    )
    if tried is None or not len(tried.chance):
        return known | dict.fromkeys(names)
    won, chance = tried.snapshots.won, tried.chance
    newest = tried.snapshots.moment >= np.quantile(tried.snapshots.moment, 1 - NEWEST)
    figures = (
        tried.area,
        brier(chance, won),
        log_loss(chance, won),
        log_loss(tried.base, won),
        log_loss(tried.by_stage, won),
        calibration_error(calibration(chance, won)),
        lift(chance, won),
        stability(chance[~newest], chance[newest]),
    )
    return known | dict(zip(names, figures, strict=True))


def _rows(asked: Asked, known: Past, tried: Trial) -> Iterator[Row]:
    for one in calibration(tried.chance, tried.snapshots.won, deal=tried.snapshots.deal):
        yield _bin(one)
    age = (tried.snapshots.moment - known.started[tried.snapshots.deal]) // DAY
    for days in AGES:
        if (here := age == days).any():
            yield _part("age", _age(days), tried, here)
    month = _months(tried.snapshots.moment, asked.account.timezone)
    for text in sorted(set(month.tolist())):
        yield _part("month", text, tried, np.asarray(month == text))


def _bin(one: Bin) -> dict[str, Any]:
    name = say("{low}–{high}%", low=_percent(one.low), high=_percent(one.high))
    return {
        "segment": None,
        "part": "chance",
        "name": name,
        "moments": one.seen.trials,
        "told": one.told,
        "seen": one.seen,
        "auc": None,
    }


def _part(part: str, name: Phrase | str, tried: Trial, here: Flags) -> dict[str, Any]:
    won, deal = tried.snapshots.won[here], tried.snapshots.deal[here]
    return {
        "segment": None,
        "part": part,
        "name": name,
        "moments": int(here.sum()),
        "told": float(tried.chance[here].mean()),
        "seen": seen_share(won, deal),
        "auc": auc(tried.chance[here], won, deal),
    }


def _percent(share: float) -> Phrase | int:
    """Points of a share, with a decimal below ten."""
    whole, tenth = divmod(round(share * 1000), 10)
    return say("{whole}.{tenth}", whole=whole, tenth=tenth) if tenth and share < 0.1 else round(share * 100)


def _age(days: int) -> Phrase:
    if days < 2:
        return say("one day old") if days else say("when it came")
    return say("{days} days old", days=days)


def _months(moment: Counts, timezone: str) -> Any:
    """The local month of each moment; days, of which there are few, are looked up once each."""
    days, place = np.unique(moment // 3600, return_inverse=True)
    texts = [
        f"{local_day(datetime.fromtimestamp(hour * 3600, UTC).replace(tzinfo=None), timezone):%Y-%m}"
        for hour in days.tolist()
    ]
    return np.array(texts)[place]
