"""The board's rows from its counts."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from voronka.engines.base import Columns, Engine
from voronka.metrics.folding import grouped
from voronka.metrics.found import Facts, Found
from voronka.metrics.places import label, pipelines, stage_ids
from voronka.metrics.scope import Asked
from voronka.metrics.segments import labels
from voronka.metrics.statement import statement_sql
from voronka.model.answer import Row
from voronka.model.cell import Cell
from voronka.model.money import Money
from voronka.stats.survival import weighted_median


def statements(asked: Asked) -> list[str]:
    """The statements that are run, in order."""
    return [statement_sql(asked, "board")]


def answer(engine: Engine, asked: Asked) -> Found:
    """One row per stage in order, empty stages that are still there included."""
    counted = engine.run(statements(asked)[0])
    groups = dict(grouped(counted, "segment", "pipeline_id", "stage_id"))
    values = list(dict.fromkeys(segment for segment, _, _ in groups))
    nothing = np.array([], dtype=np.int64)
    found: list[Row] = []
    for value, name in labels(asked, values).items():
        for pipeline in pipelines(asked) if asked.pipeline is None else [asked.pipeline]:
            for stage in pipeline.stages:
                key = (value, pipeline.pipeline_id, stage.stage_id)
                is_shown = stage.kind == "open" and not stage.is_deleted and asked.pipeline is not None
                if key in groups or is_shown:
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
                    found.append(place | _numbers(asked, counted, groups.get(key, nothing)))
    return Found(found)


def facts(asked: Asked, cell: Cell) -> Facts:
    """The deals that stand on a stage."""
    if not cell.keys:
        return Facts("board", "true")
    pipeline_id, stage_id = stage_ids(asked, cell.keys[0])
    return Facts("board", f"pipeline_id = {pipeline_id} and stage_id = {stage_id}")


def _numbers(asked: Asked, counted: Columns, part: npt.NDArray[np.int64]) -> dict[str, Any]:
    hours, deals, amount, no_amount = (
        counted[name][part].astype(np.int64) for name in ("hours", "deals", "amount", "no_amount")
    )
    age = weighted_median(hours, deals)
    return {
        "deals": int(deals.sum()),
        "amount": Money(int(amount.sum()), asked.account.currency),
        "no_amount": int(no_amount.sum()),
        "age_median_days": None if age is None else age / 24,
    }
