"""Journeys by plain loops: the second opinion on money."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from naive import Company, Pipeline, ending
from naive_figures import Ask


@dataclass
class Journey:
    """A deal's path through one pipeline, as known before a moment."""

    started_at: datetime
    outcome: str
    at: datetime | None
    furthest: int
    amount: int | None


def journeys(company: Company, pipeline: Pipeline, moment: datetime) -> list[Journey]:
    """All of the pipeline's, deleted deals left out."""
    found = []
    for _, own in Ask(pipeline, moment).paths(company):
        end = ending(own)
        found.append(Journey(own[0].entered_at, end.outcome, end.at, end.furthest, end.amount))
    return found
