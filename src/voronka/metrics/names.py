"""The names of one store: accounts, pipelines with their stages, people, teams, fields, looked up by what people write."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any
from weakref import WeakKeyDictionary

from voronka.engines.base import Engine, rows
from voronka.errors import InputError, StoreError
from voronka.language import say
from voronka.metrics.catalog import DIMENSIONS, pick
from voronka.metrics.kinds import Dimension
from voronka.model.goal import Goal


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
class Pipeline:
    """A pipeline, and its stages by rank (deleted ones included)."""

    account_id: int
    pipeline_id: int
    name: str
    is_main: bool
    is_archived: bool
    is_deleted: bool
    stages: tuple[Stage, ...]

    def is_among(self, names: tuple[str, ...]) -> bool:
        """Whether it is one of those names; no names are all of them."""
        return not names or self.name in names

    def block(self, position: int) -> Stage | None:
        """The stage that gives the block its name: the one still there, else the first by rank."""
        at = [stage for stage in self.stages if stage.position == position]
        return min(at, key=lambda stage: (stage.is_deleted, stage.rank), default=None)

    def stage(self, text: str) -> Stage:
        """The stage of that name, of the label that tells namesakes apart, or of that id; InputError with those that are."""
        known = {str(stage.stage_id): stage for stage in self.stages}
        known |= {self.labels[stage.stage_id]: stage for stage in self.stages}
        return pick(
            known,
            text,
            say("no stage called “{name}”", name=text),
            say("stages are: {names}", names=", ".join(self.labels.values())),
        )

    @cached_property
    def blocks(self) -> list[int]:
        """Positions of the incoming and open stages, in order."""
        return sorted(
            {s.position for s in self.stages if s.kind in {"incoming", "open"} and s.position is not None}
        )

    @cached_property
    def win(self) -> int:
        """Position of the win: N + 1."""
        won = [stage.position for stage in self.stages if stage.kind == "won" and stage.position is not None]
        return max(won, default=1 + max((stage.position or 0 for stage in self.stages), default=0))

    @cached_property
    def labels(self) -> dict[int, str]:
        """Stage id → a name that no other stage of the pipeline has."""
        names = [stage.name for stage in self.stages]
        return {
            stage.stage_id: stage.name if names.count(stage.name) == 1 else f"{stage.name} #{stage.stage_id}"
            for stage in self.stages
        }


@dataclass(frozen=True)
class Dictionary:
    """The small tables of one store: what names there are. `people` and `teams` by (account_id, id); the first deal came at `known_from`."""

    version: int
    definition: str
    known_until: datetime
    accounts: tuple[Account, ...]
    pipelines: tuple[Pipeline, ...]
    people: dict[tuple[int, int], str]
    teams: dict[tuple[int, int], str]
    fields: tuple[str, ...]
    currencies: tuple[tuple[int, str], ...] = ()
    known_from: datetime | None = None

    def is_mixed(self, account_id: int) -> bool:
        """True when the account has deals in another currency than its own."""
        own = self.account(account_id).currency
        return any(account == account_id and currency != own for account, currency in self.currencies)

    @property
    def timezone(self) -> str:
        """The first account's zone."""
        return self.accounts[0].timezone if self.accounts else "UTC"

    def account(self, account_id: int) -> Account:
        """The account of that id."""
        return next(account for account in self.accounts if account.account_id == account_id)

    def pipeline(self, text: str | None, shown: tuple[str, ...] = ()) -> Pipeline:
        """By name or id, `ACCOUNT/…` where accounts share it; None is the main one of the first account, of those that are `shown`. InputError otherwise."""
        if not self.pipelines:
            raise StoreError(
                say("the store has no pipeline"), say("nothing was read yet"), say("run voronka sync")
            )
        if text is None:
            return min(
                self.pipelines,
                key=lambda one: (one.is_deleted, not one.is_among(shown), one.is_archived, not one.is_main),
            )
        spelled: dict[str, list[Pipeline]] = {}
        for one in self.pipelines:
            for name in (one.name, str(one.pipeline_id)):
                spelled.setdefault(name, []).append(one)
                spelled.setdefault(f"{one.account_id}/{name}", []).append(one)
        found = pick(
            spelled,
            text,
            say("no pipeline called “{name}”", name=text),
            say("pipelines are: {names}", names=", ".join(one.name for one in self.pipelines)),
        )
        if len(found) > 1:
            ids = ", ".join(f"{one.account_id}/{one.pipeline_id}" for one in found)
            raise InputError(
                say("“{name}” is the name of several pipelines", name=text),
                say("they are: {names}", names=ids),
                say("name one by its id"),
            )
        return found[0]

    def pipeline_of(self, goal: Goal, shown: tuple[str, ...] = ()) -> Pipeline | None:
        """The pipeline that a goal is about; None where it is gone."""
        try:
            return self.pipeline(goal.pipeline or None, shown)
        except InputError:
            return None

    def showing(self, names: tuple[str, ...]) -> Dictionary:
        """The same with the pipelines of these names alone, the first of which is the main one when the main one is not among them; all where none is."""
        kept = [one for one in self.pipelines if one.is_among(names)]
        if not kept or len(kept) == len(self.pipelines):
            return self
        main = next((one for one in kept if one.is_main and not one.is_deleted), kept[0])
        return replace(self, pipelines=tuple(replace(one, is_main=one is main) for one in kept))

    def dimension(self, name: str) -> Dimension:
        """A dimension of the catalogue or a custom field; InputError with those that are."""
        known = dict(DIMENSIONS)
        for one in self.fields:
            known.setdefault(
                one, Dimension(one, one, say("field of the deal"), is_multiple=True, is_field=True)
            )
        return pick(
            known,
            name,
            say("no dimension called “{name}”", name=name),
            say("dimensions are: {names}", names=", ".join(known)),
        )


#: Attributes that are not custom fields.
_ATTRIBUTES = {"source", "loss_reason", "tag", "company", "contact"}
_read: WeakKeyDictionary[Engine, Dictionary] = WeakKeyDictionary()
_lock = threading.Lock()


def dictionary(engine: Engine) -> Dictionary:
    """The names of the store behind `engine`, read once per engine."""
    with _lock:
        if engine not in _read:
            _read[engine] = _dictionary(engine)
        return _read[engine]


def _dictionary(engine: Engine) -> Dictionary:
    def read(columns: str, rest: str) -> list[dict[str, Any]]:
        return rows(engine.run(f"select {columns} from {rest}"))

    stages: dict[tuple[int, int], list[Stage]] = {}
    for row in read(
        "account_id, pipeline_id, stage_id, name, rank, position, kind, color, is_deleted",
        "stages order by account_id, pipeline_id, rank, stage_id",
    ):
        stages.setdefault((row.pop("account_id"), row.pop("pipeline_id")), []).append(Stage(**row))
    pipelines = read(
        "account_id, pipeline_id, name, is_main, is_archived, is_deleted",
        "pipelines order by account_id, sort, pipeline_id",
    )
    fields = {row["name"] for row in read("distinct name", "attributes")}
    [store] = read("version, definition, known_until", "store")
    [started] = read("min(started_at) as known_from", "journeys")
    return Dictionary(
        **store,
        **started,
        accounts=tuple(
            Account(**row)
            for row in read(
                "account_id, name, base_url, timezone, currency, source_kind", "accounts order by account_id"
            )
        ),
        pipelines=tuple(
            Pipeline(**row, stages=tuple(stages.get((row["account_id"], row["pipeline_id"]), ())))
            for row in pipelines
        ),
        people={
            (r["account_id"], r["person_id"]): r["name"]
            for r in read("account_id, person_id, name", "people")
        },
        teams={
            (r["account_id"], r["team_id"]): r["name"] for r in read("account_id, team_id, name", "teams")
        },
        fields=tuple(sorted(fields - _ATTRIBUTES)),
        currencies=tuple(
            (row["account_id"], row["currency"])
            for row in read("distinct account_id, currency", "journeys where currency is not null")
        ),
    )
