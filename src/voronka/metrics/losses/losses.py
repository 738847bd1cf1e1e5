"""Losses: where deals stood when they were given up, why, and what it comes to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from voronka.engines.base import Columns, Engine
from voronka.metrics.folding import grouped
from voronka.metrics.found import Facts, Found
from voronka.metrics.literals import text_sql
from voronka.metrics.losses.reasons import nature
from voronka.metrics.losses.spans import monthly
from voronka.metrics.losses.words import findings
from voronka.metrics.names import Pipeline
from voronka.metrics.places import find, label, stage_ids
from voronka.metrics.scope import Asked
from voronka.metrics.segments import labels
from voronka.metrics.statement import statement_sql
from voronka.model.answer import Row
from voronka.model.cell import Cell
from voronka.model.money import Money
from voronka.stats.intervals import wilson
from voronka.stats.survival import weighted_median

_KEYS = ("segment", "pipeline_id", "position", "stage_id", "reason")
_COUNTS = ("deals", "hours", "amount", "no_amount")


def statements(asked: Asked) -> list[str]:
    """The statements that are run, in order."""
    return [statement_sql(asked, "losses")]


def answer(engine: Engine, asked: Asked) -> Found:
    """One row per last open stage and reason, the most frequent first; `top` cuts the rows and not the shares."""
    found = rows(engine, asked)
    top = int(asked.number("top") or len(found))
    return Found(
        [row for row in found if row["rank"] <= top],
        findings=findings(asked, found),
        totals=totals(asked, found),
    )


def rows(engine: Engine, asked: Asked) -> list[Row]:
    """All rows, by segment and then the most frequent first."""
    counted = engine.run(statements(asked)[0])
    groups = [(key, _numbers(counted, part)) for key, part in grouped(counted, *_KEYS)]
    found: list[Row] = []
    for value, name in labels(asked, list(dict.fromkeys(key[0] for key, _ in groups))).items():
        found += _rows(asked, name, [(key, numbers) for key, numbers in groups if key[0] == value])
    return found


def totals(asked: Asked, found: Sequence[Row]) -> dict[str, Any]:
    """Lost deals, those without a reason, and each reason of all stages; nothing where segments share deals, which would count twice."""
    if asked.by is not None and asked.by.is_multiple:
        return {}
    return {
        "lost": sum(row["deals"] for row in found),
        "no_reason": sum(row["deals"] for row in found if not row["reason"]),
        "reasons": _reasons(asked, found),
    }


def _reasons(asked: Asked, found: Sequence[Row]) -> list[Row]:
    """Each reason whatever the stage, the most frequent first ("": none given)."""
    deals: Counter[str] = Counter()
    amounts: Counter[str] = Counter()
    for row in found:
        deals[row["reason"]] += row["deals"]
        amounts[row["reason"]] += row["amount"].minor
    return [
        {"reason": reason, "deals": deals[reason], "amount": Money(amounts[reason], asked.account.currency)}
        for reason in sorted(deals, key=lambda one: (-deals[one], -amounts[one], one))
    ]


def facts(asked: Asked, cell: Cell) -> Facts:
    """Lost deals: all, those of a stage, of a stage and a reason ("": none given), or without a reason."""
    parts = ["true"]
    if cell.figure in {"no_reason", "no_reason_on"}:
        parts.append("reason is null")
    if cell.keys:
        pipeline_id, stage_id = stage_ids(asked, cell.keys[0])
        parts.append(f"pipeline_id = {pipeline_id} and stage_id = {stage_id}")
    if len(cell.keys) > 1:
        parts.append(f"reason = {text_sql(cell.keys[1])}" if cell.keys[1] else "reason is null")
    return Facts("losses", " and ".join(parts))


def _numbers(counted: Columns, part: Any) -> dict[str, Any]:
    deals = counted["deals"][part].astype(np.int64)
    sums = {name: int(counted[name][part].sum()) for name in _COUNTS}
    median = weighted_median(counted["day_hours"][part].astype(np.int64), deals)
    return sums | {"age_median_days": None if median is None else median / 24}


def _rows(
    asked: Asked, segment: str | None, groups: list[tuple[tuple[Any, ...], dict[str, Any]]]
) -> list[Row]:
    """The rows of one segment, with their shares of it."""
    deals = sum(numbers["deals"] for _, numbers in groups)
    amount = sum(numbers["amount"] for _, numbers in groups)
    passed = 0
    found: list[Row] = []
    for rank, (key, numbers) in enumerate(sorted(groups, key=_order), 1):
        passed += numbers["deals"]
        found.append(
            _place(asked, segment, key)
            | {
                "rank": rank,
                "deals": numbers["deals"],
                "share": wilson(numbers["deals"], deals),
                "cumulative": passed / deals,
                "amount": Money(numbers["amount"], asked.account.currency),
                "share_amount": numbers["amount"] / amount if amount else None,
                "no_amount": numbers["no_amount"],
                "monthly": monthly(asked, numbers["amount"]),
                "age_days": numbers["hours"] / 24 / numbers["deals"],
                "age_median_days": numbers["age_median_days"],
            }
        )
    return found


def _order(group: tuple[tuple[Any, ...], dict[str, Any]]) -> tuple[Any, ...]:
    """Most deals first, then most money, then the stage that comes first."""
    (_, pipeline_id, position, stage_id, reason), numbers = group
    return -numbers["deals"], -numbers["amount"], pipeline_id, position, stage_id, reason or ""


def _place(asked: Asked, segment: str | None, key: tuple[Any, ...]) -> dict[str, Any]:
    _, pipeline_id, position, stage_id, reason = key
    pipeline, _ = find(asked, pipeline_id, stage_id)
    after = None if pipeline is None else _next(pipeline, position)
    return {
        "segment": segment,
        "stage": label(asked, pipeline_id, stage_id),
        "next": None if after is None else label(asked, pipeline_id, after),
        "reason": reason or "",
        "nature": nature(reason or ""),
        "pipeline_id": pipeline_id,
        "stage_id": stage_id,
        "position": position,
    }


def _next(pipeline: Pipeline, position: int) -> int | None:
    """The stage that gives the next block its name: what the deal did not come to."""
    later = [one for one in (*pipeline.blocks, pipeline.win) if one > position]
    stage = pipeline.block(min(later)) if later else None
    return None if stage is None else stage.stage_id
