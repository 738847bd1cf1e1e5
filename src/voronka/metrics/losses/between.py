"""Losses by transition: what is lost between each stage and the next, why mostly, and what it comes to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from voronka.engines.base import Engine
from voronka.metrics.found import Facts, Found
from voronka.metrics.losses import losses
from voronka.metrics.losses.spans import monthly
from voronka.metrics.losses.words import findings
from voronka.metrics.scope import Asked
from voronka.model.answer import Row
from voronka.model.cell import Cell
from voronka.model.money import Money
from voronka.stats.intervals import wilson


def statements(asked: Asked) -> list[str]:
    """The statements that are run, in order: those of the losses."""
    return losses.statements(asked)


def answer(engine: Engine, asked: Asked) -> Found:
    """One row per stage that deals were lost on, in the order of the pipeline."""
    rows = losses.rows(engine, asked)
    segments = list(dict.fromkeys(row["segment"] for row in rows))
    return Found(
        [one for name in segments for one in _stages(asked, [r for r in rows if r["segment"] == name])],
        findings=findings(asked, rows),
        totals=losses.totals(asked, rows),
    )


def facts(asked: Asked, cell: Cell) -> Facts:
    """Lost deals of a stage; without a reason; for a reason."""
    return losses.facts(asked, cell)


def _stages(asked: Asked, rows: Sequence[Row]) -> list[Row]:
    """The rows of one segment."""
    stages: dict[tuple[int, int, int], list[Row]] = {}
    for row in rows:
        stages.setdefault((row["pipeline_id"], row["position"], row["stage_id"]), []).append(row)
    deals = sum(row["deals"] for row in rows)
    minor = sum(row["amount"].minor for row in rows)
    return [_row(asked, stages[key], deals, minor) for key in sorted(stages)]


def _row(asked: Asked, own: Sequence[Row], deals: int, minor: int) -> Row:
    lost, amount = sum(row["deals"] for row in own), sum(row["amount"].minor for row in own)
    # Rows come the most frequent first.
    top = next((row for row in own if row["reason"]), None)
    place: dict[str, Any] = {
        name: own[0][name] for name in ("segment", "stage", "next", "pipeline_id", "stage_id", "position")
    }
    return place | {
        "deals": lost,
        "share": wilson(lost, deals),
        "amount": Money(amount, asked.account.currency),
        "share_amount": amount / minor if minor else None,
        "no_amount": sum(row["no_amount"] for row in own),
        "monthly": monthly(asked, amount),
        "no_reason": wilson(sum(row["deals"] for row in own if not row["reason"]), lost),
        "top_reason": top["reason"] if top else None,
        "top_share": wilson(top["deals"], lost) if top else None,
        "age_days": sum(row["age_days"] * row["deals"] for row in own) / lost,
    }
