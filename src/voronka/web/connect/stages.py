"""What the company has to tell beside its CRM: which pipelines to show, which stage is for what, hours, holidays, margin."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from voronka.errors import InputError, SourceError, StoreError, VoronkaError
from voronka.intake.account import Account, guessed, see
from voronka.intake.company import Told, read_told, told_of
from voronka.language import say
from voronka.metrics.names import Pipeline
from voronka.model.context import ROLES
from voronka.web.forms import Form, field, fields, go, show, workspace_of
from voronka.web.reading import require, write_down
from voronka.workspace import Workspace

router = APIRouter()


@dataclass(frozen=True)
class Row:
    """One pipeline of the form: its stages to choose from, and for each role the one that is chosen and the one that its name tells."""

    pipeline: Pipeline
    is_shown: bool
    stages: list[str]
    chosen: dict[str, str]
    guesses: dict[str, str]


@router.get("/stages")
def stages(request: Request) -> Response:
    """The form, filled in with what was told and with guesses."""
    require(request, "settings")
    workspace = workspace_of(request)
    return _form(request, told_of(workspace.settings))


@router.post("/stages")
def keep(request: Request, form: Form) -> Response:
    """Write it down; what agrees with the guess is left to the guess, so that it follows when stages are renamed."""
    require(request, "settings")
    workspace = workspace_of(request)
    pipelines, _ = _pipelines(workspace)
    told = _told(form, pipelines)
    try:
        workspace.change_settings(read_told(told))
    except VoronkaError as error:
        return _form(request, told, error)
    write_down(request, "settings_changed", "stages")
    return go("/connect/progress")


def _form(request: Request, told: Told, error: VoronkaError | None = None) -> Response:
    pipelines, account = _pipelines(workspace_of(request))
    rows = [_row(pipeline, told) for pipeline in pipelines]
    values = {"rows": rows, "told": told, "account": account, "roles": ROLES}
    return show(request, "connect/stages.html", values, error)


def _row(pipeline: Pipeline, told: Told) -> Row:
    names = [
        stage.name for stage in pipeline.stages if not stage.is_deleted and stage.kind in ("open", "won")
    ]
    return Row(
        pipeline,
        not told.pipelines or pipeline.name in told.pipelines,
        names,
        guessed(pipeline, told.stages),
        guessed(pipeline, {}),
    )


def _told(form: FormData, pipelines: list[Pipeline]) -> Told:
    chosen = {
        role: tuple(
            dict.fromkeys(
                name
                for pipeline in pipelines
                if (name := field(form, f"{role}.{pipeline.pipeline_id}"))
                and name != guessed(pipeline, {}).get(role)
            )
        )
        for role in ROLES
    }
    shown = fields(form, "pipeline")
    every = [pipeline.name for pipeline in pipelines]
    return Told(
        pipelines=() if set(every) <= set(shown) else tuple(shown),
        stages={str(role): names for role, names in chosen.items() if names},
        opens=field(form, "opens"),
        closes=field(form, "closes"),
        country=field(form, "country"),
        margin=field(form, "margin"),
    )


def _pipelines(workspace: Workspace) -> tuple[list[Pipeline], Account | None]:
    """The pipelines that are there: as the store has them, else as the account tells before anything was read."""
    try:
        account = None if workspace.has_store else see(workspace)
        found = account.pipelines if account else workspace.whole_dictionary().pipelines
    except (SourceError, StoreError) as error:
        raise InputError(
            say("the stages are not known yet"),
            str(error).split("\n", 1)[0],
            say("connect an account first, at /connect"),
        ) from error
    return [one for one in found if not one.is_deleted and not one.is_archived], account
