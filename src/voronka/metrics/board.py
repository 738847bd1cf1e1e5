"""The board's rows from its counts."""

from __future__ import annotations

from typing import Any

import numpy as np

from voronka.engines.base import Engine
from voronka.metrics.places import label, pipelines
from voronka.metrics.scope import Asked, rows
from voronka.metrics.segments import labels
from voronka.metrics.statement import statement_sql
from voronka.model.answer import Row
from voronka.model.money import Money
from voronka.stats.survival import weighted_median


def statements(asked: Asked) -> list[str]:
    """The statements that are run, in order."""
    return [statement_sql(asked, "board")]


def answer_rows(engine: Engine, asked: Asked) -> list[Row]:
    """One row per stage in order, empty stages that are still there included."""
    groups: dict[tuple[Any, int, int], list[dict[str, Any]]] = {}
    for row in rows(engine.run(statements(asked)[0])):
        groups.setdefault((row["segment"], row["pipeline_id"], row["stage_id"]), []).append(row)
    values = list(dict.fromkeys(segment for segment, _, _ in groups))
    found: list[Row] = []
    for value, name in labels(asked, values).items():
        for pipeline in pipelines(asked) if asked.pipeline is None else [asked.pipeline]:
            for stage in pipeline.stages:
                key = (value, pipeline.pipeline_id, stage.stage_id)
                is_shown = stage.kind == "open" and not stage.is_deleted and asked.pipeline is not None
                if key in groups or is_shown:
                    counts = groups.get(key, [])
                    place = {
                        "segment": name,
                        "pipeline": pipeline.name,
                        "pipeline_id": pipeline.pipeline_id,
                        "stage": label(asked, pipeline.pipeline_id, stage.stage_id),
                        "stage_id": stage.stage_id,
                        "position": stage.position,
                        "kind": stage.kind,
                        "color": stage.color,
                    }
                    found.append(place | _numbers(asked, counts))
    return found


def _numbers(asked: Asked, counts: list[dict[str, Any]]) -> dict[str, Any]:
    hours = np.array([row["hours"] for row in counts], dtype=np.int64)
    deals = np.array([row["deals"] for row in counts], dtype=np.int64)
    age = weighted_median(hours, deals)
    return {
        "deals": int(deals.sum()),
        "amount": Money(sum(row["amount"] for row in counts), asked.account.currency),
        "no_amount": sum(row["no_amount"] for row in counts),
        "age_median_days": None if age is None else age / 24,
    }
