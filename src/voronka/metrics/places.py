"""Stages by the names that rows show and cells use."""

from __future__ import annotations

from typing import Any

from voronka.language import say
from voronka.metrics.catalog import pick
from voronka.metrics.names import Pipeline, Stage
from voronka.metrics.scope import Asked

#: Between the names of a pipeline and its stage.
DOT = " · "


def pipelines(asked: Asked) -> list[Pipeline]:
    """All pipelines of the account."""
    return [one for one in asked.names.pipelines if one.account_id == asked.account.account_id]


def find(asked: Asked, pipeline_id: int, stage_id: int) -> tuple[Pipeline | None, Stage | None]:
    """The pipeline and stage of those ids."""
    pipeline = next((one for one in pipelines(asked) if one.pipeline_id == pipeline_id), None)
    stage = next((one for one in pipeline.stages if one.stage_id == stage_id), None) if pipeline else None
    return pipeline, stage


def label(asked: Asked, pipeline_id: int, stage_id: int) -> str:
    """A stage's name, unique in the answer: with its pipeline where that is not the one asked for."""
    pipeline, stage = find(asked, pipeline_id, stage_id)
    name = pipeline.labels[stage_id] if pipeline and stage else f"#{stage_id}"
    if asked.pipeline is not None and pipeline_id == asked.pipeline.pipeline_id:
        return name
    return f"{pipeline.name if pipeline else f'#{pipeline_id}'}{DOT}{name}"


def stage_ids(asked: Asked, text: str) -> tuple[int, int]:
    """(pipeline_id, stage_id) of a label, or of a stage's id in the pipeline asked for. InputError with those that are."""
    known: dict[str, tuple[int, int]] = {}
    for pipeline in pipelines(asked):
        for stage in pipeline.stages:
            place = (pipeline.pipeline_id, stage.stage_id)
            known.setdefault(label(asked, *place), place)
            if asked.pipeline in (None, pipeline):
                known.setdefault(str(stage.stage_id), place)
    return pick(
        known,
        text,
        say("no stage called “{name}”", name=text),
        say("stages are: {names}", names=", ".join(name for name in known if not name.isdigit())),
    )


def block(asked: Asked, position: int) -> dict[str, Any]:
    """What a row says of its block of the funnel: stage (the win: "won"), name, kind, color."""
    assert asked.pipeline is not None
    stage = asked.pipeline.block(position)
    name, kind, color = (stage.name, stage.kind, stage.color) if stage else (f"#{position}", "won", "")
    return {"stage": "won" if kind == "won" else name, "name": name, "kind": kind, "color": color}


def position(asked: Asked, text: str) -> int:
    """A block of the funnel by its number, `won`, or the name of one of its stages. InputError with those that are."""
    assert asked.pipeline is not None
    known = {str(number): number for number in asked.pipeline.blocks} | {"won": asked.pipeline.win}
    known[str(asked.pipeline.win)] = asked.pipeline.win
    for stage in asked.pipeline.stages:
        if stage.position is not None:
            known.setdefault(stage.name, stage.position)
    return pick(
        known,
        text,
        say("the funnel has no block “{name}”", name=text),
        say("blocks are: {names}", names=", ".join(known)),
    )
