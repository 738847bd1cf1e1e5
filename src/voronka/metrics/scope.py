"""What a question means in one store: names looked up, moments fixed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from voronka.engines.base import Engine


@dataclass(frozen=True)
class Account:
    """One connected CRM account or set of files."""

    account_id: int
    name: str
    base_url: str
    timezone: str
    currency: str
    source_kind: str


@dataclass(frozen=True)
class Pipeline:
    """A pipeline, and its stages by rank (deleted ones included)."""

    account_id: int
    pipeline_id: int
    name: str
    is_main: bool
    is_archived: bool
    is_deleted: bool
    stages: tuple[Stage, ...]


@dataclass(frozen=True)
class Stage:
    """A stage; `position` is its block of the funnel, None for lost and deleted."""

    stage_id: int
    name: str
    rank: int
    position: int | None
    kind: str
    color: str
    is_deleted: bool


@dataclass(frozen=True)
class Dictionary:
    """The small tables of one store: what names there are."""

    version: int
    definition: str
    known_until: datetime
    accounts: tuple[Account, ...]
    pipelines: tuple[Pipeline, ...]
    people: dict[tuple[int, int], str]
    teams: dict[tuple[int, int], str]
    fields: tuple[str, ...]

    @property
    def timezone(self) -> str:
        """The first account's zone."""
        return self.accounts[0].timezone if self.accounts else "UTC"


def dictionary(engine: Engine) -> Dictionary:
    """The names of the store behind `engine`, read once per engine."""
    raise NotImplementedError


def choices(engine: Engine, dimension: str, pipeline: str | None = None) -> list[str]:
    """The values that a filter by `dimension` can take now, in a natural order; "" stands for unknown."""
    raise NotImplementedError
