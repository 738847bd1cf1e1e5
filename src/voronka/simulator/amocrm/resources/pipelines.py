"""GET /leads/pipelines and their statuses. Stages that were deleted are not here: only history knows them."""

from __future__ import annotations

from starlette.responses import Response

from voronka.simulator.amocrm.call import Call
from voronka.simulator.amocrm.pages import Json, hal, listing, nothing
from voronka.simulator.shape import SimPipeline, SimStage

_SYSTEM = (142, 143)


def pipelines(call: Call) -> Response:
    """All pipelines with all stages, archived ones too."""
    return listing(call, "pipelines", [render(call, pipeline) for pipeline in call.world.company.pipelines])


def pipeline(call: Call) -> Response:
    """One pipeline."""
    found = _find(call)
    return hal(render(call, found)) if found else nothing()


def statuses(call: Call) -> Response:
    """The stages of one pipeline."""
    found = _find(call)
    return listing(call, "statuses", _stages(call, found)) if found else nothing()


def status(call: Call) -> Response:
    """One stage."""
    found = _find(call)
    stages = (
        [stage for stage in _stages(call, found) if str(stage["id"]) == call.parts["status_id"]]
        if found
        else []
    )
    return hal(stages[0]) if stages else nothing()


def render(call: Call, pipeline: SimPipeline) -> Json:
    """A pipeline as the API shows one."""
    return {
        "id": pipeline.id,
        "name": pipeline.name,
        "sort": pipeline.sort,
        "is_main": pipeline.is_main,
        "is_unsorted_on": any(stage.type == 1 for stage in pipeline.stages),
        "is_archive": pipeline.is_archive,
        "account_id": call.world.company.account_id,
        "_links": call.link(f"leads/pipelines/{pipeline.id}"),
        "_embedded": {"statuses": _stages(call, pipeline)},
    }


def _find(call: Call) -> SimPipeline | None:
    return next(
        (pipeline for pipeline in call.world.company.pipelines if str(pipeline.id) == call.parts["id"]), None
    )


def _stages(call: Call, pipeline: SimPipeline) -> list[Json]:
    return [_stage(call, pipeline, stage) for stage in pipeline.stages if not stage.is_deleted]


def _stage(call: Call, pipeline: SimPipeline, stage: SimStage) -> Json:
    return {
        "id": stage.id,
        "name": stage.name,
        "sort": stage.sort,
        "is_editable": stage.type != 1 and stage.id not in _SYSTEM,
        "pipeline_id": pipeline.id,
        "color": stage.color,
        "type": stage.type,
        "account_id": call.world.company.account_id,
        "_links": call.link(f"leads/pipelines/{pipeline.id}/statuses/{stage.id}"),
    }
