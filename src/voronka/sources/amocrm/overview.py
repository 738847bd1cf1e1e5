"""A first look at an account: what is there, before anything is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from voronka.model.source import SourceInfo
from voronka.sources.amocrm import tables
from voronka.sources.amocrm.answers import MissingRightsError
from voronka.sources.amocrm.client import Client
from voronka.sources.amocrm.reading import read_page

_WON, _LOST, _INCOMING = 142, 143, 1


@dataclass(frozen=True)
class StageSeen:
    """A stage of the CRM, in its pipeline's order; `kind` is incoming, open, won or lost."""

    stage_id: int
    name: str
    kind: str
    color: str


@dataclass(frozen=True)
class PipelineSeen:
    """A pipeline of the CRM with its stages."""

    pipeline_id: int
    name: str
    is_main: bool
    is_archived: bool
    stages: tuple[StageSeen, ...]


@dataclass(frozen=True)
class Overview:
    """Whose account it is, how many people work in it (None: the token may not know), and its pipelines."""

    info: SourceInfo
    people: int | None
    country: str
    pipelines: tuple[PipelineSeen, ...]


def overview(client: Client, info: SourceInfo, country: str) -> Overview:
    """Look at an account; AccessError when its pipelines may not be read."""
    rows, _ = read_page(client.get, tables.PIPELINES, 1)
    pipelines = sorted(rows, key=lambda row: (int(row.get("sort") or 0), int(row["id"])))
    return Overview(info, _people(client), country, tuple(map(_pipeline, pipelines)))


def _people(client: Client) -> int | None:
    """People on the first page of the list: hundreds of them are told as one page's worth."""
    try:
        rows, _ = read_page(client.get, tables.USERS, 1)
    except MissingRightsError:
        return None
    return sum(bool((row.get("rights") or {}).get("is_active", True)) for row in rows)


def _pipeline(row: Any) -> PipelineSeen:
    stages = sorted(row["_embedded"]["statuses"], key=lambda one: (int(one.get("sort") or 0), int(one["id"])))
    return PipelineSeen(
        int(row["id"]),
        str(row["name"]),
        bool(row.get("is_main")),
        bool(row.get("is_archive")),
        tuple(
            StageSeen(int(one["id"]), str(one["name"]), _kind(one), str(one.get("color") or ""))
            for one in stages
        ),
    )


def _kind(stage: Any) -> str:
    known = {_WON: "won", _LOST: "lost"}
    return known.get(int(stage["id"])) or ("incoming" if stage.get("type") == _INCOMING else "open")
