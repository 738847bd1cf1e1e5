"""Did other leads come in? The shares of the sources before and after a change."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from voronka.engines.base import Engine
from voronka.metrics.endings import endings
from voronka.metrics.periods.before_after import Windows
from voronka.metrics.scope import Asked, asked
from voronka.model.period import Period
from voronka.model.question import Question
from voronka.stats.beta import gamma_cdf

#: A mix is another one where chance makes it differ so in less than 1 % of cases, and some source by at least ten points.
_CHANCE, _POINTS = 0.01, 0.10


@dataclass(frozen=True)
class Shift:
    """The source whose share changed most."""

    source: str
    before: float
    after: float


def shift(engine: Engine, asked_: Asked, found: Windows) -> Shift | None:
    """The largest change of a source's share, where the mix is reliably another; Pearson's chi-square test."""
    before, after = (_sources(engine, asked_, period) for period in (found.before, found.after))
    names = sorted({*before, *after})
    counts = np.array([[side.get(name, 0) for name in names] for side in (before, after)], dtype=np.float64)
    if len(names) < 2 or not counts.sum(axis=1).all():
        return None
    expected = counts.sum(axis=1, keepdims=True) * counts.sum(axis=0) / counts.sum()
    square = float(((counts - expected) ** 2 / expected).sum())
    shares = counts / counts.sum(axis=1, keepdims=True)
    most = int(np.abs(shares[1] - shares[0]).argmax())
    chance = 1 - float(gamma_cdf(square / 2, (len(names) - 1) / 2)) if square > 0 else 1.0
    if chance >= _CHANCE or abs(shares[1, most] - shares[0, most]) < _POINTS:
        return None
    return Shift(names[most], float(shares[0, most]), float(shares[1, most]))


def _sources(engine: Engine, asked_: Asked, period: Period) -> dict[str, int]:
    question = Question(
        "funnel",
        asked_.question.pipeline,
        period=period,
        as_of=asked_.as_of,
        by="source",
        where=asked_.question.where,
    )
    counts: dict[str, int] = {}
    for row in endings(engine, asked(question, asked_.names, asked_.context)):
        name = row["segment"] or ""
        counts[name] = counts.get(name, 0) + row["deals"]
    return counts
