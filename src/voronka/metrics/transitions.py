"""The rows of transitions from their counts."""

from __future__ import annotations

from typing import Any

import numpy as np

from voronka.engines.base import Engine
from voronka.metrics.places import find, label
from voronka.metrics.scope import Asked, rows
from voronka.metrics.segments import labels
from voronka.metrics.statement import statement_sql
from voronka.model.answer import Row
from voronka.stats.intervals import wilson
from voronka.stats.survival import weighted_median


def statements(asked: Asked) -> list[str]:
    """The statements that are run, in order."""
    return [statement_sql(asked, "transitions")]


def answer_rows(engine: Engine, asked: Asked) -> list[Row]:
    """One row per pair of stages, in the order of the stages left and then of those come to."""
    groups: dict[tuple[Any, ...], list[tuple[int | None, int]]] = {}
    for row in rows(engine.run(statements(asked)[0])):
        key = tuple(
            row[name]
            for name in ("segment", "pipeline_id", "from_stage_id", "to_pipeline_id", "to_stage_id", "kind")
        )
        groups.setdefault(key, []).append((row["hours"], row["moves"]))
    leavings: dict[tuple[Any, ...], int] = {}
    for key, counts in groups.items():
        leavings[key[:3]] = leavings.get(key[:3], 0) + sum(moves for _, moves in counts)
    found: list[Row] = []
    for value, name in labels(asked, list(dict.fromkeys(key[0] for key in groups))).items():
        own = [key for key in groups if key[0] == value]
        own.sort(key=lambda key: _order(asked, key))
        found += [_row(asked, name, key, groups[key], leavings[key[:3]]) for key in own]
    return found


def _row(
    asked: Asked,
    segment: str | None,
    key: tuple[Any, ...],
    counts: list[tuple[int | None, int]],
    leavings: int,
) -> Row:
    _, pipeline_id, from_id, to_pipeline_id, to_id, kind = key
    moves = sum(count for _, count in counts)
    timed = [(hours, count) for hours, count in counts if hours is not None]
    hours, weights = (np.array([pair[i] for pair in timed], dtype=np.int64) for i in (0, 1))
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
        "median_hours": weighted_median(hours, weights),
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
