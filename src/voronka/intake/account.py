"""Connecting an account: it is tried first, and only what works is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from voronka.errors import InputError
from voronka.language import say
from voronka.metrics.names import Pipeline, Stage
from voronka.metrics.times.roles import roles_of
from voronka.sources import amocrm
from voronka.sources.amocrm.overview import Overview, PipelineSeen
from voronka.workspace import Workspace

#: What amoCRM calls a country → whose holidays we know.
COUNTRIES = ("RU", "KZ", "BY")


@dataclass(frozen=True)
class Account:
    """An account that answers: who it is, how many people, its pipelines, and what its token cannot see."""

    name: str
    people: int | None
    pipelines: tuple[Pipeline, ...]
    warnings: tuple[str, ...]
    country: str


def try_token(workspace: Workspace, base_url: str, token: str) -> Account:
    """Look at an account with a long-lived token, and connect it when that works. InputError, AccessError or SourceError say what is wrong."""
    if not token.strip():
        raise InputError(
            say("no token was given"), do=say("make one in amoCRM: integration, “Keys and scopes”")
        )
    settings = workspace.settings.with_(_where(base_url))
    found = amocrm.look(workspace.folder, settings, token.strip())
    leave_demo(workspace)
    amocrm.keep_token(workspace.folder, token.strip())
    return _connected(workspace, base_url, found)


def take_access(workspace: Workspace, base_url: str) -> Account:
    """Connect an account whose tokens were just kept."""
    found = amocrm.look(workspace.folder, workspace.settings.with_(_where(base_url)))
    leave_demo(workspace)
    return _connected(workspace, base_url, found)


def see(workspace: Workspace) -> Account:
    """The connected account as it is now."""
    return _account(amocrm.look(workspace.folder, workspace.settings))


def leave_demo(workspace: Workspace) -> None:
    """Forget the demo company's history before a company's own comes in."""
    if workspace.settings["source.kind"] == "demo":
        workspace.forget()
        workspace.change_settings({"source.kind": None})


def guessed(pipeline: Pipeline, told: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Role → the name of the stage that has it, by what was told and by names; roles without a stage are left out."""
    found = roles_of(pipeline, told)
    blocks = {role: pipeline.block(position) for role, position in found.items()}
    return {str(role): stage.name for role, stage in blocks.items() if stage is not None}


def _where(base_url: str) -> dict[str, Any]:
    return {"source.kind": "amocrm", "source.base_url": base_url.strip().rstrip("/")}


def _connected(workspace: Workspace, base_url: str, found: Overview) -> Account:
    account = _account(found)
    is_first = not workspace.settings["source.base_url"]
    country = {"company.country": account.country} if is_first and account.country in COUNTRIES else {}
    workspace.change_settings(
        {**_where(base_url), "source.base_url": found.info.parameters["base_url"], **country}
    )
    return account


def _account(found: Overview) -> Account:
    pipelines = tuple(_pipeline(found.info.account_id, one) for one in found.pipelines)
    return Account(found.info.name, found.people, pipelines, found.info.warnings, found.country.upper())


def _pipeline(account_id: int, seen: PipelineSeen) -> Pipeline:
    """As the store will have it: the blocks of the funnel are the stages up to the win, in their order."""
    on_the_way = [one for one in seen.stages if one.kind != "lost"]
    places = {one.stage_id: place for place, one in enumerate(on_the_way, 1)}
    stages = tuple(
        Stage(one.stage_id, one.name, rank, places.get(one.stage_id), one.kind, one.color, False)
        for rank, one in enumerate(seen.stages, 1)
    )
    return Pipeline(account_id, seen.pipeline_id, seen.name, seen.is_main, seen.is_archived, False, stages)
