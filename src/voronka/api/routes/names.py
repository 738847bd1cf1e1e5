"""What can be asked: the catalogue of metrics, and the names that questions are made of."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from voronka.api import shapes
from voronka.api.asking import found, metric_at
from voronka.api.callers import Caller, allowed
from voronka.api.forms import json_of
from voronka.api.marks import headers, mark, unchanged
from voronka.api.params import LANGUAGE, METRIC
from voronka.api.replies import replies
from voronka.language import say, translated
from voronka.metrics.catalog import DIMENSIONS, METRICS
from voronka.metrics.guide.entry import entry
from voronka.metrics.names import Dictionary, Pipeline

router = APIRouter(tags=["names"])
Reads = Annotated[Caller, Depends(allowed("read"))]


@router.get(
    "/metrics",
    summary=say("List all metrics"),
    description=say("The catalogue: what each metric answers, its columns, options and figures."),
    response_model=shapes.Metrics,
    responses=replies(401, 403, 422, 429),
)
def metrics(request: Request, caller: Reads, lang: LANGUAGE = None) -> Response:  # noqa: ARG001
    language = request.state.look.language
    return json_of({"metrics": [entry(one, language) for one in METRICS.values()]})


@router.get(
    "/metrics/{metric}",
    summary=say("Read about a metric"),
    description=say("One entry of the catalogue."),
    response_model=shapes.Metric,
    responses=replies(401, 403, 404, 422, 429),
)
def metric(request: Request, metric: METRIC, caller: Reads, lang: LANGUAGE = None) -> Response:  # noqa: ARG001
    return json_of(entry(metric_at(metric), request.state.look.language))


@router.get(
    "/dictionary",
    summary=say("List the names"),
    description=say(
        "Pipelines with their stages, people, teams, fields and dimensions: what a question may name."
    ),
    response_model=shapes.Dictionary,
    responses=replies(401, 403, 422, 429, 503),
)
def dictionary(request: Request, caller: Reads, lang: LANGUAGE = None) -> Response:  # noqa: ARG001
    tag = mark(request, caller)
    if (same := unchanged(request, tag)) is not None:
        return same
    return json_of(_told(caller.company.dictionary(), request.state.look.language), headers(tag))


@router.get(
    "/choices/{dimension}",
    summary=say("List the values of a filter"),
    description=say("The values that `where=` of a dimension can take."),
    response_model=shapes.Choices,
    responses=replies(400, 401, 403, 404, 422, 429, 503),
)
def choices(
    request: Request,
    dimension: Annotated[
        str, Path(description=say("name of the dimension or of a field"), examples=["source"])
    ],
    caller: Reads,
    pipeline: Annotated[
        str | None, Query(description=say("name or id of the pipeline; else the main one"))
    ] = None,
    lang: LANGUAGE = None,  # noqa: ARG001
) -> Response:
    company = caller.company
    known = found(lambda: company.dictionary().dimension(dimension))
    tag = mark(request, caller)
    if (same := unchanged(request, tag)) is not None:
        return same
    values = company.choices(known.name, pipeline or None)
    language = request.state.look.language
    told = [str(translated(value, language)) for value in values]
    return json_of({"dimension": known.name, "pipeline": pipeline or None, "values": told}, headers(tag))


def _told(names: Dictionary, language: str) -> dict[str, Any]:
    """The dictionary as plain values."""
    return {
        "store_version": names.version,
        "definition": names.definition,
        "known_from": _moment(names.known_from),
        "known_until": _moment(names.known_until),
        "timezone": names.timezone,
        "accounts": [
            {
                "id": one.account_id,
                "name": one.name,
                "base_url": one.base_url,
                "timezone": one.timezone,
                "currency": one.currency,
                "source": one.source_kind,
            }
            for one in names.accounts
        ],
        "pipelines": [_pipeline(one) for one in names.pipelines],
        "people": _named(names.people),
        "teams": _named(names.teams),
        "fields": list(names.fields),
        "dimensions": [
            {
                "name": one.name,
                "title": str(translated(one.title, language)),
                "help": one.help.in_(language),
                "can_group": one.can_group,
            }
            for one in DIMENSIONS.values()
        ],
    }


def _pipeline(one: Pipeline) -> dict[str, Any]:
    return {
        "account_id": one.account_id,
        "id": one.pipeline_id,
        "name": one.name,
        "is_main": one.is_main,
        "is_archived": one.is_archived,
        "is_deleted": one.is_deleted,
        "stages": [
            {
                "id": stage.stage_id,
                "name": stage.name,
                "position": stage.position,
                "kind": stage.kind,
                "color": stage.color,
                "is_deleted": stage.is_deleted,
            }
            for stage in one.stages
        ],
    }


def _named(names: dict[tuple[int, int], str]) -> list[dict[str, Any]]:
    return [{"account_id": account, "id": number, "name": name} for (account, number), name in names.items()]


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() + "Z" if moment else None
