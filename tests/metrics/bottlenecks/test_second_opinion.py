"""Counts of bottlenecks against plain loops over random companies."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given

import naive_figures as plain
from companies import companies, moments
from metrics.test_laws import opened, some
from naive import Company, ending
from story import SALES
from voronka.metrics.ask import ask
from voronka.model.question import Question


@some
@given(companies(), moments)
def test_entries_losses_and_stuck_deals_are_those_of_plain_loops(company: Company, moment: datetime) -> None:
    with opened(company) as store:
        answer = ask(
            store,
            Question.from_pairs(
                [
                    ("metric", "bottlenecks"),
                    ("pipeline", "1/10"),
                    ("as_of", moment.isoformat()),
                    ("horizon", "3"),
                ]
            ),
        )
    shown = {row["position"]: (row["entries"], row["lost"], row["stuck"]) for row in answer.rows}
    expected = plain.funnel(company, plain.Ask(SALES, moment))[None]
    stuck = _standing_long(company, moment, timedelta(days=3))
    for position, (entries, lost, stands) in shown.items():
        block = expected[position]
        assert (entries, lost) == (block.reached, block.lost_here)
        assert stands == stuck.get(position, 0)


def _standing_long(company: Company, moment: datetime, horizon: timedelta) -> dict[int, int]:
    """Open deals by the furthest block they reached, where they first reached it so long ago."""
    found: dict[int, int] = {}
    for _, own in plain.Ask(SALES, moment).paths(company):
        if ending(own).outcome != "open":
            continue
        reached = SALES.first
        since = own[0].entered_at
        for visit in own:
            position = visit.position
            if position is not None:
                furthest = min(position, 3)
                if furthest > reached:
                    reached, since = furthest, visit.entered_at
        if moment - since >= horizon:
            found[reached] = found.get(reached, 0) + 1
    return found
