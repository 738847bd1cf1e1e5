"""One deal with its whole path, read by its number."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from voronka.engines.base import Engine, rows
from voronka.errors import AbsentError
from voronka.language import say
from voronka.metrics.names import Dictionary, dictionary
from voronka.metrics.times.one_deal import days_between, standing
from voronka.model.answer import Answer
from voronka.model.context import NOTHING_TOLD, Context
from voronka.model.deal import Activity, Change, Deal, Stay
from voronka.model.money import Money

#: Attributes that are told apart: why it was lost is said with the outcome.
_REASON = "loss_reason"
#: Names of attributes in the order in which people ask for them; the deal's own fields come after.
_FIRST = ("source", "company", "contact", "tag")
Asker = Callable[[str, str], Answer]


def deal(engine: Engine, account_id: int, deal_id: int, ask: Asker, context: Context = NOTHING_TOLD) -> Deal:
    """The deal of those ids; `ask(metric, pipeline)` tells what is normal in a pipeline. AbsentError when there is none."""
    names = dictionary(engine)
    own = _Rows(engine, account_id, deal_id)
    kept = own.read(
        "deals",
        "external_id, name, created_at, pipeline_id, stage_id, owner_id, amount_minor, currency, is_deleted, history",
    )
    if not kept:
        raise AbsentError(
            say("no deal number “{name}”", name=deal_id), say("a deal is named by its number in the CRM")
        )
    [journeys, stays] = (own.read(*_READ[table]) for table in ("journeys", "stays"))
    found = _Told(names, account_id, kept[0]["currency"])
    values = own.read("attributes", "name, value, valid_from, valid_to", "name, value")
    until = names.known_until
    held = [one for one in values if one["valid_from"] < until <= one["valid_to"]]
    here = next((one for one in journeys if one["pipeline_id"] == kept[0]["pipeline_id"]), None)
    made = _deal(found, kept[0], here, held, deal_id)
    made = replace(
        made,
        stays=_stays(found, stays, ask),
        changes=_changes(found, own),
        activities=tuple(found.activity(one) for one in own.read(*_READ["activities"])),
    )
    if made.outcome != "open" or here is None or here["stage_at"] is None:
        return made
    summary = ask("stuck_summary", _spelled(account_id, here["pipeline_id"])).rows
    row = next((one for one in summary if one["position"] == here["position"]), {})
    return replace(made, standing=standing(made, here["stage_at"], row, context.snoozes))


_READ = {
    "journeys": ("journeys", "pipeline_id, started_at, outcome, outcome_at, position, stage_id, stage_at, amount_minor", "started_at"),
    "stays": (
        "stays",
        "pipeline_id, stage_id, position, kind, is_filled, entered_at, left_at, hours, exit, entered_from, amount_minor, owner_id",
        "entered_at, started_at, stay_no",
    ),
    "amounts": ("amounts", "changed_at, before_minor, amount_minor, is_initial", "changed_at"),
    "owners": ("owners", "changed_at, owner_id, is_initial", "changed_at"),
    "activities": ("activities", "happened_at, kind, direction, person_id, seconds, outcome", "happened_at, activity_id"),
}  # fmt: skip


class _Rows:
    """The rows of one deal in the published tables."""

    def __init__(self, engine: Engine, account_id: int, deal_id: int) -> None:
        self._engine = engine
        self._where = f"account_id = {int(account_id)} and deal_id = {int(deal_id)}"

    def read(self, table: str, columns: str, order: str = "deal_id") -> list[dict[str, Any]]:
        return rows(self._engine.run(f"select {columns} from {table} where {self._where} order by {order}"))


class _Told:
    """Ids as names, minor units as money."""

    def __init__(self, names: Dictionary, account_id: int, currency: str) -> None:
        self.names = names
        self.account_id = account_id
        self.currency = currency or names.account(account_id).currency

    def person(self, person_id: int | None) -> str | None:
        return (
            None
            if person_id is None
            else self.names.people.get((self.account_id, int(person_id)), f"#{person_id}")
        )

    def money(self, minor: int | None) -> Money | None:
        return None if minor is None else Money(int(minor), self.currency)

    def place(self, pipeline_id: int, stage_id: int) -> tuple[str, str]:
        pipeline = next(
            (
                one
                for one in self.names.pipelines
                if (one.account_id, one.pipeline_id) == (self.account_id, pipeline_id)
            ),
            None,
        )
        stage = next((one for one in pipeline.stages if one.stage_id == stage_id), None) if pipeline else None
        return (pipeline.name if pipeline else f"#{pipeline_id}"), (stage.name if stage else f"#{stage_id}")

    def activity(self, row: Mapping[str, Any]) -> Activity:
        seconds = None if row["seconds"] is None else int(row["seconds"])
        return Activity(
            row["happened_at"],
            row["kind"],
            row["direction"],
            self.person(row["person_id"]),
            seconds,
            row["outcome"],
        )


def _deal(
    told: _Told,
    row: Mapping[str, Any],
    here: Mapping[str, Any] | None,
    held: list[dict[str, Any]],
    deal_id: int,
) -> Deal:
    """The deal as it stands now, without its path."""
    names = told.names
    account = names.account(told.account_id)
    pipeline, stage = told.place(row["pipeline_id"], row["stage_id"])
    outcome = "deleted" if row["is_deleted"] else here["outcome"] if here else "open"
    ended = here["outcome_at"] if here else None
    began = row["created_at"] or (here["started_at"] if here else names.known_until)
    is_lost = outcome == "lost"
    reasons = [one["value"] for one in held if one["name"] == _REASON]
    address = (
        f"{account.base_url.rstrip('/')}/leads/detail/{deal_id}" if account.source_kind == "amocrm" else ""
    )
    return Deal(
        account_id=told.account_id,
        deal_id=deal_id,
        external_id=row["external_id"] or str(deal_id),
        name=row["name"] or "",
        pipeline=pipeline,
        stage=stage,
        owner=told.person(row["owner_id"]),
        amount=told.money(row["amount_minor"]),
        created_at=began,
        outcome=outcome,
        outcome_at=ended,
        days=days_between(began, ended or names.known_until),
        reason=reasons[0] if is_lost and reasons else None,
        history=row["history"],
        attributes=_attributes(held),
        stays=(),
        changes=(),
        activities=(),
        known_until=names.known_until,
        timezone=account.timezone,
        address=address,
    )


def _attributes(held: Iterable[Mapping[str, Any]]) -> tuple[tuple[str, str], ...]:
    pairs = [(one["name"], one["value"]) for one in held if one["name"] != _REASON and one["value"]]
    return tuple(sorted(pairs, key=lambda pair: _FIRST.index(pair[0]) if pair[0] in _FIRST else len(_FIRST)))


def _stays(told: _Told, found: list[dict[str, Any]], ask: Asker) -> tuple[Stay, ...]:
    """The path; norms are those of the stages as they are now."""
    norms = {place: _norms(told, place, ask) for place in {one["pipeline_id"] for one in found}}
    return tuple(_stay(told, one, norms[one["pipeline_id"]]) for one in found)


def _norms(told: _Told, pipeline_id: int, ask: Asker) -> dict[int, float | None]:
    """By position the days that are normal there."""
    return {
        row["position"]: row["norm_days"] for row in ask("stays", _spelled(told.account_id, pipeline_id)).rows
    }


def _spelled(account_id: int, pipeline_id: int) -> str:
    """How a question names a pipeline beyond doubt."""
    return f"{account_id}/{pipeline_id}"


def _stay(told: _Told, row: Mapping[str, Any], norms: Mapping[int, float | None]) -> Stay:
    pipeline, stage = told.place(row["pipeline_id"], row["stage_id"])
    days = days_between(row["entered_at"], row["left_at"] or told.names.known_until)
    is_going = row["kind"] in {"incoming", "open"}
    return Stay(
        pipeline,
        stage,
        row["kind"],
        row["entered_at"],
        row["left_at"],
        days,
        row["exit"],
        row["entered_from"],
        bool(row["is_filled"]),
        told.person(row["owner_id"]),
        told.money(row["amount_minor"]),
        norms.get(row["position"]) if is_going and not row["is_filled"] else None,
    )


def _changes(told: _Told, own: _Rows) -> tuple[Change, ...]:
    """What changed, in time; how it began is not a change."""
    amounts = [
        Change(one["changed_at"], "amount", told.money(one["before_minor"]), told.money(one["amount_minor"]))
        for one in own.read(*_READ["amounts"])
        if not one["is_initial"]
    ]
    owners: list[Change] = []
    before = None
    for one in own.read(*_READ["owners"]):
        now = told.person(one["owner_id"])
        if not one["is_initial"]:
            owners.append(Change(one["changed_at"], "owner", before, now))
        before = now
    return tuple(sorted([*amounts, *owners], key=lambda one: one.at))
