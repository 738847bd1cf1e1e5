"""The rows of transitions from their counts."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from voronka.engines.base import Columns, Engine
from voronka.metrics.days import count_sql
from voronka.metrics.folding import grouped
from voronka.metrics.found import Facts, Found
from voronka.metrics.places import find, label, stage_ids
from voronka.metrics.scope import Asked
from voronka.metrics.segments import labels
from voronka.model.answer import Row
from voronka.model.cell import Cell
from voronka.stats.intervals import wilson
from voronka.stats.survival import weighted_median

_KEYS = ("segment", "pipeline_id", "from_stage_id", "to_pipeline_id", "to_stage_id", "kind")


def statements(asked: Asked) -> list[str]:
    """The statements that are run, in order."""
    return [count_sql(asked, "transitions")]


def answer(engine: Engine, asked: Asked) -> Found:
    """One row per pair of stages, in the order of the stages left and then of those come to."""
    counted = engine.run(statements(asked)[0])
    groups = dict(grouped(counted, *_KEYS))
    moves = {key: int(counted["moves"][part].sum()) for key, part in groups.items()}
    leavings: dict[tuple[Any, ...], int] = {}
    for key, count in moves.items():
        leavings[key[:3]] = leavings.get(key[:3], 0) + count
    found: list[Row] = []
    for value, name in labels(asked, list(dict.fromkeys(key[0] for key in groups))).items():
        own = [key for key in groups if key[0] == value]
        own.sort(key=lambda key: _order(asked, key))
        found += [
            _row(asked, name, key, moves[key], leavings[key[:3]], _median(counted, groups[key]))
            for key in own
        ]
    return Found(found)


def facts(asked: Asked, cell: Cell) -> Facts:
    """Moves from stage to stage; `created` and `arrived` stand for the stage that is not there."""
    if not cell.keys:
        return Facts("transitions", "true")
    start, end = cell.keys
    to_pipeline_id, to_id = stage_ids(asked, end)
    to = f"to_pipeline_id = {to_pipeline_id} and to_stage_id = {to_id}"
    if start in {"created", "arrived"}:
        kind = "created" if start == "created" else "other_pipeline"
        return Facts("transitions", f"from_stage_id is null and kind = '{kind}' and {to}")
    pipeline_id, from_id = stage_ids(asked, start)
    return Facts("transitions", f"pipeline_id = {pipeline_id} and from_stage_id = {from_id} and {to}")


def _median(counted: Columns, part: npt.NDArray[np.int64]) -> float | None:
    """The median hours on the stage left; an arrival has none."""
    hours = counted["hours"][part]
    if hours[0] is None:
        return None
    return weighted_median(hours.astype(np.int64), counted["moves"][part].astype(np.int64))


def _row(
    asked: Asked, segment: str | None, key: tuple[Any, ...], moves: int, leavings: int, median: float | None
) -> Row:
    _, pipeline_id, from_id, to_pipeline_id, to_id, kind = key
    return {
        "segment": segment,
        "from": None if from_id is None else label(asked, pipeline_id, from_id),
        "to": label(asked, to_pipeline_id, to_id),
        "pipeline_id": pipeline_id,
        "from_stage_id": from_id,
        "to_pipeline_id": to_pipeline_id,
        "to_stage_id": to_id,
        "kind": _kind(asked, key, kind),
        "moves": moves,
        "share": wilson(moves, leavings),
        "median_hours": median,
    }


def _order(asked: Asked, key: tuple[Any, ...]) -> tuple[int | str, ...]:
    """By pipeline, stage left (arrivals first), stage come to; other pipelines last."""
    _, pipeline_id, from_id, to_pipeline_id, to_id, kind = key
    start = find(asked, pipeline_id, from_id)[1] if from_id is not None else None
    end = find(asked, to_pipeline_id, to_id)[1]
    return (
        pipeline_id,
        -1 if from_id is None else start.rank if start else 10**6,
        int(to_pipeline_id != pipeline_id),
        to_pipeline_id,
        end.rank if end else 10**6,
        to_id,
        kind,
    )


def _kind(asked: Asked, key: tuple[Any, ...], exit_kind: str) -> str:
    """What sort of move it is; a move forward over at least one block is a skip."""
    _, pipeline_id, from_id, to_pipeline_id, to_id, _ = key
    if from_id is None:
        return "arrived" if exit_kind == "other_pipeline" else "created"
    start, end = find(asked, pipeline_id, from_id)[1], find(asked, to_pipeline_id, to_id)[1]
    if start and start.kind == "deleted":
        return "restored"
    if exit_kind == "advanced" and start and end and start.position is not None and end.position is not None:
        return "skipped" if end.position > start.position + 1 else "advanced"
    return exit_kind
