"""A metric of the catalogue as plain values: the same for the shell and for programs."""

from __future__ import annotations

from typing import Any

from voronka.language import translated
from voronka.metrics.kinds import Metric

_TOLD = ("title", "question", "help", "formula", "pitfalls", "unit_of_value")


def entry(metric: Metric, language: str) -> dict[str, Any]:
    """What there is to know of a metric, in one language."""
    return {
        "name": metric.name,
        **{name: translated(getattr(metric, name), language) for name in _TOLD},
        "unit": metric.unit,
        "populations": list(metric.populations),
        "options": list(metric.options),
        "sources": list(metric.sources),
        "headline": metric.headline or None,
        "needs_period": metric.needs_period,
        "columns": [one.to_dict() | {"title": one.title.in_(language)} for one in metric.columns],
        "figures": [
            {"name": one.name, "title": one.title.in_(language), "keys": list(one.keys)}
            for one in metric.figures
        ],
    }
