"""Which stages the forecast comes from: the deals open on each, and what is expected of them."""

from __future__ import annotations

import numpy as np

from voronka.engines.base import Engine
from voronka.metrics.found import Facts, Found
from voronka.metrics.future import told
from voronka.metrics.future.ground import statements as ground_statements
from voronka.metrics.future.outlook import Outlook, outlook
from voronka.metrics.future.steps import spans_of
from voronka.metrics.places import block
from voronka.metrics.scope import Asked
from voronka.model.answer import Row
from voronka.model.cell import Cell
from voronka.model.money import Money
from voronka.predict.stages import Floats


def statements(asked: Asked) -> list[str]:
    """Those of the forecast."""
    return [*ground_statements(asked), *told.statements(asked)]


def answer(engine: Engine, asked: Asked) -> Found:
    """One row per segment and stage on which deals are open."""
    seen = outlook(engine, asked, spans_of(asked))
    rows = [
        _row(asked, seen, group, place)
        for group in range(len(seen.groups))
        for place in range(len(seen.stages))
        if seen.stage_deals[place, group]
    ]
    return Found(rows, totals={"step": seen.spans[0].name, "open": int(seen.stage_deals.sum())})


def facts(asked: Asked, cell: Cell) -> Facts:
    """The deals that are open on a stage."""
    assert asked.pipeline is not None
    here = ", ".join(
        str(stage.stage_id)
        for stage in asked.pipeline.stages
        if stage.kind in ("incoming", "open") and str(stage.position) in cell.keys
    )
    return Facts("forecast", f"term = 'open' and stage_id in ({here or 'null'})", told.begun(asked))


def _row(asked: Asked, seen: Outlook, group: int, place: int) -> Row:
    _, position = seen.stages[place]
    wins, money = (_expected(seen, measure, group, place) for measure in ("wins", "money"))
    return {
        "segment": seen.groups[group],
        "position": position,
        **block(asked, position),
        "open": int(seen.stage_deals[place, group]),
        "wins": float(wins[0]),
        "money": Money(round(float(money[0])), asked.account.currency),
        "wins_later": float(wins[1:].sum()),
        "money_later": Money(round(float(money[1:].sum())), asked.account.currency),
    }


def _expected(seen: Outlook, measure: str, group: int, place: int) -> Floats:
    """What the forecast has from open deals of the group on average, as far as it comes from that stage: (spans,)."""
    whole: Floats = getattr(seen, f"open_{measure}")[:, group].mean(axis=0)
    stages: Floats = getattr(seen, f"stage_{measure}")[:, group]
    every = stages.sum(axis=0)
    found: Floats = np.divide(whole * stages[place], every, out=np.zeros(len(every)), where=every > 0)
    return found
