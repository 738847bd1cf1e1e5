"""A second opinion: companies as plain events, their tables and figures by plain loops, straight from docs/tables.md and the definitions.

Nothing here is shared with the product, so that a mistake has to be made twice to go unseen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

BEGINNING, END = datetime(1, 1, 1), datetime(9999, 12, 31)
HOUR = timedelta(hours=1)
OPEN = ("incoming", "open")


@dataclass(frozen=True)
class Stage:
    stage_id: int
    name: str
    kind: str = "open"


@dataclass(frozen=True)
class Pipeline:
    account_id: int
    pipeline_id: int
    name: str
    stages: tuple[Stage, ...]

    def rank(self, stage_id: int) -> int:
        return (
            [stage.stage_id for stage in self.stages].index(stage_id) if stage_id != -1 else len(self.stages)
        )

    def kind(self, stage_id: int) -> str:
        return "deleted" if stage_id == -1 else self.stages[self.rank(stage_id)].kind

    def position(self, stage_id: int) -> int | None:
        kind = self.kind(stage_id)
        opens = [stage.stage_id for stage in self.stages if stage.kind == "open"]
        if kind == "open":
            return opens.index(stage_id) + 1
        return {"incoming": 0, "won": len(opens) + 1}.get(kind)

    def at(self, position: int) -> Stage:
        return next(stage for stage in self.stages if self.position(stage.stage_id) == position)

    @property
    def first(self) -> int:
        return min(self.position(stage.stage_id) for stage in self.stages if stage.kind in OPEN)  # type: ignore[type-var]


@dataclass(frozen=True)
class Event:
    """kind: stage (pipeline_id, stage_id), amount, owner, deleted, restored."""

    at: datetime
    kind: str
    value: Any = None


@dataclass(frozen=True)
class Value:
    """An attribute from `since` on (None: from the beginning) until the next of its name, or until `until`."""

    name: str
    value: str
    since: datetime = BEGINNING
    until: datetime = END


@dataclass(frozen=True)
class Deal:
    account_id: int
    deal_id: int
    name: str
    created_at: datetime
    place: tuple[int, int]
    amount: int | None = None
    owner: int | None = None
    events: tuple[Event, ...] = ()
    values: tuple[Value, ...] = ()
    history: str = "complete"
    author: int | None = 1


@dataclass(frozen=True)
class Activity:
    """What somebody did: kind call, meeting, mail, message or task; direction in, out or None; of no deal where `deal_id` is None."""

    at: datetime
    kind: str
    direction: str | None = None
    deal_id: int | None = None
    person: int | None = None
    seconds: int | None = None
    outcome: str | None = None
    account_id: int = 1


@dataclass(frozen=True)
class Rated:
    """How a client rated the company: kind nps (0..10) or csat (1..5)."""

    at: datetime
    deal_id: int
    kind: str
    score: int
    account_id: int = 1


@dataclass(frozen=True)
class Spent:
    """What a source cost on a day; "" is shared by all."""

    source: str
    day: date
    amount: int
    currency: str | None = None
    account_id: int = 1


@dataclass(frozen=True)
class Company:
    pipelines: tuple[Pipeline, ...]
    deals: tuple[Deal, ...]
    until: datetime
    people: dict[int, tuple[str, int | None]] = field(default_factory=dict)
    teams: dict[int, str] = field(default_factory=dict)
    timezone: str = "UTC"
    currency: str = "RUB"
    activities: tuple[Activity, ...] = ()
    answers: tuple[Rated, ...] = ()
    costs: tuple[Spent, ...] = ()

    def pipeline(self, account_id: int, pipeline_id: int) -> Pipeline:
        return next(p for p in self.pipelines if (p.account_id, p.pipeline_id) == (account_id, pipeline_id))

    def cut(self, moment: datetime) -> Company:
        """What would have been known at `moment`: nothing from then on."""
        return replace(
            self,
            until=moment,
            activities=tuple(one for one in self.activities if one.at < moment),
            answers=tuple(one for one in self.answers if one.at < moment),
            deals=tuple(
                replace(
                    deal,
                    events=tuple(event for event in deal.events if event.at < moment),
                    values=tuple(
                        replace(value, until=END if value.until >= moment else value.until)
                        for value in deal.values
                        if value.since < moment
                    ),
                )
                for deal in self.deals
                if deal.created_at < moment
            ),
        )


@dataclass
class Visit:
    """An uninterrupted time on one stage."""

    pipeline: Pipeline
    stage_id: int
    entered_at: datetime
    before: Visit | None
    amount: int | None
    owner: int | None
    left_at: datetime | None = None
    left_amount: int | None = None
    after: Visit | None = None

    @property
    def kind(self) -> str:
        return self.pipeline.kind(self.stage_id)

    @property
    def position(self) -> int | None:
        return self.pipeline.position(self.stage_id)

    @property
    def exit(self) -> str:
        if self.after is None:
            return "open"
        if self.after.pipeline != self.pipeline:
            return "handed_over"
        if self.after.kind == "deleted":
            return "deleted"
        if self.kind not in OPEN:
            return "reopened"
        if self.after.kind in ("won", "lost"):
            return self.after.kind
        forward = self.pipeline.rank(self.after.stage_id) > self.pipeline.rank(self.stage_id)
        return "advanced" if forward else "moved_back"

    @property
    def entered_from(self) -> str:
        if self.before is None:
            return "created"
        if self.before.pipeline != self.pipeline:
            return "other_pipeline"
        return "moved" if self.before.kind in OPEN else self.before.kind

    def hours(self, moment: datetime) -> int:
        return ((self.left_at or moment) - self.entered_at) // HOUR


_ORDER = {"owner": 0, "amount": 1, "restored": 2, "stage": 3, "deleted": 4}


def visits(company: Company, deal: Deal, moment: datetime | None = None) -> list[Visit]:
    """The deal's path, as known before `moment`."""
    known_until = company.until if moment is None else moment
    if deal.created_at >= known_until:
        return []
    amount, owner, place = deal.amount, deal.owner, deal.place
    # Owner and amount changes of the very moment of creation come before the deal stands anywhere.
    events = sorted((e for e in deal.events if e.at < known_until), key=lambda e: (e.at, _ORDER[e.kind]))
    found: list[Visit] = []
    waiting = list(events)
    while waiting and waiting[0].at <= deal.created_at and waiting[0].kind in ("owner", "amount"):
        event = waiting.pop(0)
        amount, owner = (event.value, owner) if event.kind == "amount" else (amount, event.value)
    found.append(
        Visit(company.pipeline(deal.account_id, place[0]), place[1], deal.created_at, None, amount, owner)
    )
    hidden = False
    for event in waiting:
        here = found[-1]
        if event.kind == "amount":
            amount = event.value
        elif event.kind == "owner":
            owner = event.value
        elif event.kind == "stage":
            place = event.value
            if not hidden:
                _go(company, deal, found, place, event.at, amount, owner)
        elif event.kind == "deleted" and not hidden:
            hidden = True
            _go(company, deal, found, (here.pipeline.pipeline_id, -1), event.at, amount, owner)
        elif event.kind == "restored" and hidden:
            hidden = False
            _go(company, deal, found, place, event.at, amount, owner)
    found[-1].left_amount = amount
    return found


def _go(
    company: Company,
    deal: Deal,
    found: list[Visit],
    place: tuple[int, int],
    at: datetime,
    amount: int | None,
    owner: int | None,
) -> None:
    here, pipeline = found[-1], company.pipeline(deal.account_id, place[0])
    if (here.pipeline.pipeline_id, here.stage_id) == place:
        return
    if here.pipeline == pipeline and here.kind in ("won", "lost") and pipeline.kind(place[1]) == here.kind:
        here.stage_id = place[1]
        return
    there = Visit(pipeline, place[1], at, here, amount, owner)
    here.left_at, here.left_amount, here.after = at, amount, there
    found.append(there)


# -- tables


def tables(company: Company) -> dict[str, list[dict[str, Any]]]:
    """The published tables of docs/tables.md, section 3."""
    out: dict[str, list[dict[str, Any]]] = {name: [] for name in SCHEMAS}
    accounts = sorted({p.account_id for p in company.pipelines})
    out["store"].append(
        {"version": 1, "definition": "1", "made_at": company.until, "known_until": company.until}
    )
    for account in accounts:
        out["accounts"].append(
            {
                "account_id": account,
                "name": f"account {account}",
                "base_url": "https://example.amocrm.ru",
                "timezone": company.timezone,
            }
            | {"currency": company.currency, "source_kind": "amocrm", "known_until": company.until}
        )
        out["people"] += [
            {
                "account_id": account,
                "person_id": p,
                "name": name,
                "team_id": team,
                "is_active": True,
                "is_vanished": False,
            }
            for p, (name, team) in company.people.items()
        ]
        out["teams"] += [
            {"account_id": account, "team_id": team, "name": name} for team, name in company.teams.items()
        ]
    for number, pipeline in enumerate(company.pipelines):
        out["pipelines"].append(
            _keys(pipeline)
            | {
                "name": pipeline.name,
                "sort": number,
                "is_main": number == 0,
                "is_archived": False,
                "is_deleted": False,
            }
        )
        out["stages"] += list(_stages(pipeline))
    for deal in sorted(company.deals, key=lambda d: (d.account_id, d.deal_id)):
        _deal_tables(company, deal, out)
    out["activities"] = [
        {
            "account_id": one.account_id,
            "activity_id": f"a{number:05}",
            "deal_id": one.deal_id,
            "kind": one.kind,
        }
        | {"direction": one.direction, "person_id": one.person, "happened_at": one.at}
        | {"seconds": one.seconds, "outcome": one.outcome}
        for number, one in enumerate(company.activities)
        if one.at < company.until
    ]
    out["answers"] = [
        {"account_id": one.account_id, "deal_id": one.deal_id, "kind": one.kind, "score": one.score}
        | {"answered_at": one.at}
        for one in company.answers
        if one.at < company.until
    ]
    out["costs"] = [
        {"account_id": one.account_id, "source": one.source, "day": one.day}
        | {"amount_minor": one.amount, "currency": one.currency}
        for one in company.costs
    ]
    out["stays"].sort(
        key=lambda r: tuple(r[n] for n in ("account_id", "started_at", "deal_id", "pipeline_id", "stay_no"))
    )
    out["journeys"].sort(key=lambda r: tuple(r[n] for n in ("account_id", "started_at", "deal_id")))
    out["attributes"].sort(key=lambda r: (r["name"], r["deal_id"]))
    return out


def _keys(pipeline: Pipeline) -> dict[str, Any]:
    return {"account_id": pipeline.account_id, "pipeline_id": pipeline.pipeline_id}


def _stages(pipeline: Pipeline) -> Iterator[dict[str, Any]]:
    for rank, stage in enumerate((*pipeline.stages, Stage(-1, "deleted", "deleted"))):
        yield _keys(pipeline) | {"stage_id": stage.stage_id, "name": stage.name, "sort": rank, "rank": rank} | {
            "position": pipeline.position(stage.stage_id), "kind": stage.kind, "color": "#99ccff", "is_deleted": False
        }  # fmt: skip


def _deal_tables(company: Company, deal: Deal, out: dict[str, list[dict[str, Any]]]) -> None:
    path = visits(company, deal)
    if not path:
        return
    key = {"account_id": deal.account_id, "deal_id": deal.deal_id}
    amounts, owners = (
        list(_changes(company, deal, path, "amount")),
        list(_changes(company, deal, path, "owner")),
    )
    last = path[-1]
    standing = next(visit for visit in reversed(path) if visit.kind != "deleted")
    now = {"owner_id": owners[-1]["owner_id"], "amount_minor": amounts[-1]["amount_minor"]}
    out["deals"].append(
        key
        | {"external_id": f"x{deal.deal_id}", "name": deal.name, "created_at": deal.created_at}
        | {"closed_at": standing.entered_at if standing.kind in ("won", "lost") else None}
        | {
            "pipeline_id": standing.pipeline.pipeline_id,
            "stage_id": standing.stage_id,
            "currency": company.currency,
        }
        | {"is_deleted": last.kind == "deleted", "history": deal.history}
        | now
    )
    out["amounts"] += [key | row for row in amounts]
    out["owners"] += [key | row for row in owners]
    out["attributes"] += [
        key | {"name": v.name, "value": v.value, "valid_from": v.since, "valid_to": v.until}
        for v in deal.values
        if v.since < company.until
    ]
    out["enquiries"] += [key | row for row in _enquiries(path)]
    for number, visit in enumerate(path):
        before = visit.before
        out["moves"].append(
            key
            | {
                "move_no": number,
                "moved_at": visit.entered_at,
                "to_pipeline_id": visit.pipeline.pipeline_id,
                "to_stage_id": visit.stage_id,
            }
            | {
                "from_pipeline_id": before.pipeline.pipeline_id if before else None,
                "from_stage_id": before.stage_id if before else None,
            }
            | {
                "hours_before": before.hours(visit.entered_at) if before else None,
                "author_id": 1 if number else deal.author,
                "owner_id": visit.owner,
            }
            | {"known": "event", "is_bulk": False}
        )
    for pipeline in dict.fromkeys(visit.pipeline for visit in path):
        own = [visit for visit in path if visit.pipeline == pipeline]
        stays = _passed(list(_stays(company, pipeline, own)))
        out["stays"] += [key | row | {"stay_no": number} for number, row in enumerate(stays)]
        out["journeys"].append(
            key
            | _journey(company, own, stays)
            | {"current_owner_id": now["owner_id"], "history": deal.history}
        )
        if last.kind != "deleted":
            _count_by_day(company, stays, out["journeys"][-1], out)


def _enquiries(path: list[Visit]) -> Iterator[dict[str, Any]]:
    """An enquiry where the deal stood on an incoming stage: taken when it first stood further on, declined when it was lost or deleted before that."""
    came = next((number for number, visit in enumerate(path) if visit.kind == "incoming"), None)
    if came is None:
        return
    row = {"pipeline_id": path[came].pipeline.pipeline_id, "created_at": path[came].entered_at}
    for visit in path[came + 1 :]:
        if visit.kind in ("open", "won"):
            row |= {"accepted_at": visit.entered_at, "taken_by": visit.owner, "sorted_by": 1}
            break
        if visit.kind in ("lost", "deleted") and "declined_at" not in row:
            row |= {"declined_at": visit.entered_at, "sorted_by": 1}
    yield row


def _count_by_day(
    company: Company,
    stays: list[dict[str, Any]],
    journey: dict[str, Any],
    out: dict[str, list[dict[str, Any]]],
) -> None:
    """What a journey adds to the counts by day; told, taken away and told again, as after a change."""
    started_at = journey["started_at"].replace(tzinfo=UTC)
    key = {name: journey[name] for name in ("account_id", "pipeline_id")}
    key["day"] = started_at.astimezone(ZoneInfo(company.timezone)).date()
    for sign in (1, -1, 1):
        amount = journey["amount_minor"] or 0
        out["ending_days"].append(
            key
            | {"position": journey["furthest"], "outcome": journey["outcome"], "history": journey["history"]}
            | {"deals": sign, "no_amount": sign * (amount == 0), "amount_minor": sign * amount}
        )
        for table, row in _count_steps(key, stays, journey, sign):
            out[table].append(row)
        for stay in stays:
            if stay["kind"] in OPEN and (stay["is_reach"] or stay["is_first_back"]):
                is_reach = stay["is_reach"]
                out["passing_days"].append(
                    key
                    | {
                        "position": stay["position"],
                        "reached": sign * is_reach,
                        "moved_back": sign * stay["is_first_back"],
                    }
                    | {"filled_in": sign * (is_reach and stay["is_filled"])}
                    | {"amount_minor": sign * (stay["amount_minor"] or 0) * is_reach}
                )
            if not stay["is_filled"] and stay["left_at"] is not None:
                names = ("stage_id", "position", "next_pipeline_id", "next_stage_id", "exit", "hours")
                row = key | {name: stay[name] for name in names} | {"is_open": stay["kind"] in OPEN}
                out["leaving_days"].append(row | {"moves": sign})
            if not stay["is_filled"] and stay["entered_from"] in ("created", "other_pipeline"):
                place = {"stage_id": stay["stage_id"], "entered_from": stay["entered_from"]}
                out["arrival_days"].append(key | place | {"moves": sign})


def _count_steps(
    key: dict[str, Any], stays: list[dict[str, Any]], journey: dict[str, Any], sign: int
) -> Iterator[tuple[str, dict[str, Any]]]:
    """What came of each block that was reached; the last one of all is told by how the journey ended."""
    blocks = [stay for stay in stays if stay["is_reach"] and stay["kind"] in OPEN]
    furthest = max(blocks, key=lambda stay: stay["position"])
    for stay in blocks:
        yield (
            "reach_days",
            key
            | {
                "position": stay["position"],
                "hours": _banded(journey["started_at"], stay["entered_at"]),
                "deals": sign,
            },
        )
        ending, at = "advanced", stay["passed_at"]
        if stay is furthest:
            ending = "advanced" if journey["outcome"] == "won" else journey["outcome"]
            at = journey["outcome_at"]
        if ending in ("advanced", "lost", "handed_over"):
            yield (
                "step_days",
                key
                | {
                    "position": stay["position"],
                    "ending": ending,
                    "hours": _banded(stay["entered_at"], at),
                    "deals": sign,
                    "skipped": sign * stay["is_filled"],
                },
            )


def _banded(start: datetime, end: datetime) -> int:
    hours = (end - start) // timedelta(hours=1)
    return hours if hours < 48 else hours - hours % 24


def _changes(company: Company, deal: Deal, path: list[Visit], what: str) -> Iterator[dict[str, Any]]:
    """The chain of an amount or owner: its first value from the start, then every change."""
    value = deal.amount if what == "amount" else deal.owner

    def row(at: datetime, before: Any, after: Any, is_initial: bool) -> dict[str, Any]:
        if what == "owner":
            return {"changed_at": at, "owner_id": after, "is_initial": is_initial}
        # A change of the very instant of a move comes before it.
        held = next((v for v in reversed(path) if v.entered_at < at), path[0])
        place = {"pipeline_id": held.pipeline.pipeline_id, "kind": held.kind, "owner_id": held.owner}
        return {
            "changed_at": at,
            "before_minor": before,
            "amount_minor": after,
            "currency": company.currency,
            "is_initial": is_initial,
        } | place

    events = sorted((e for e in deal.events if e.kind == what and e.at < company.until), key=lambda e: e.at)
    while events and events[0].at <= deal.created_at:
        value = events.pop(0).value
    yield row(deal.created_at, None, value, True)
    for event in events:
        if event.value != value:
            yield row(event.at, value, event.value, False)
            value = event.value


def _stays(company: Company, pipeline: Pipeline, own: list[Visit]) -> Iterator[dict[str, Any]]:
    reached = pipeline.first - 1
    visited: set[int] = set()
    backed: set[int] = set()
    started_at = own[0].entered_at
    for visit in own:
        position, at = visit.position, visit.entered_at
        # What lies between is passed; a deal born lost has come at least to the first block.
        upto = position - 1 if position is not None else (pipeline.first if reached < pipeline.first else -1)
        for skipped in range(reached + 1, upto + 1):
            stage = pipeline.at(skipped)
            yield {
                "pipeline_id": pipeline.pipeline_id, "stage_id": stage.stage_id, "position": skipped, "kind": stage.kind, "is_filled": True,
                "is_reach": True, "is_first_visit": False, "is_first_back": False, "entered_at": at, "left_at": at, "hours": 0, "exit": "advanced",
                "entered_from": visit.entered_from, "next_pipeline_id": pipeline.pipeline_id, "next_stage_id": visit.stage_id,
                "amount_minor": visit.amount, "left_amount_minor": visit.amount, "currency": company.currency, "owner_id": visit.owner,
                "started_at": started_at,
            }  # fmt: skip
            reached = max(reached, skipped)
        is_back = position is not None and visit.exit == "moved_back" and position not in backed
        yield {
            "pipeline_id": pipeline.pipeline_id, "stage_id": visit.stage_id, "position": position, "kind": visit.kind, "is_filled": False,
            "is_reach": position is not None and position > reached, "is_first_visit": position is not None and position not in visited,
            "is_first_back": is_back, "entered_at": at, "left_at": visit.left_at, "hours": visit.hours(at) if visit.left_at else None,
            "exit": visit.exit, "entered_from": visit.entered_from,
            "next_pipeline_id": visit.after.pipeline.pipeline_id if visit.after else None, "next_stage_id": visit.after.stage_id if visit.after else None,
            "amount_minor": visit.amount, "left_amount_minor": visit.left_amount, "currency": company.currency, "owner_id": visit.owner,
            "started_at": started_at,
        }  # fmt: skip
        if position is not None:
            reached = max(reached, position)
            visited.add(position)
        if is_back and position is not None:
            backed.add(position)


def _passed(stays: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The stays of a journey in order, each position's reach with the moment of the next one."""
    reaches = [stay for stay in stays if stay["is_reach"]]
    later = {id(here): there["entered_at"] for here, there in pairwise(reaches)}
    return [stay | {"passed_at": later.get(id(stay))} for stay in stays]


def _journey(company: Company, own: list[Visit], stays: list[dict[str, Any]]) -> dict[str, Any]:
    end = ending(own)
    opens = [visit for visit in own if visit.kind in OPEN]
    # Who never stood on a block is told by the last one it skipped.
    passed = [stay for stay in stays if stay["kind"] in OPEN][-1]
    worked = next((visit for visit in own if visit.kind == "open"), own[0])
    before = own[0].before
    return {
        "pipeline_id": own[0].pipeline.pipeline_id, "started_at": own[0].entered_at, "from_pipeline_id": before.pipeline.pipeline_id if before else None,
        "outcome": end.outcome, "outcome_at": end.at, "furthest": end.furthest, "amount_minor": end.amount, "currency": company.currency,
        "position": opens[-1].position if opens else passed["position"], "stage_id": opens[-1].stage_id if opens else passed["stage_id"],
        "stage_at": opens[-1].entered_at if opens else own[0].entered_at,
        **_furthest(stays),
        "owner_id": worked.owner,
    }  # fmt: skip


def _furthest(stays: list[dict[str, Any]]) -> dict[str, Any]:
    """The reach of the last block, and whether it was skipped."""
    last = max(
        (stay for stay in stays if stay["is_reach"] and stay["kind"] in OPEN),
        key=lambda stay: stay["position"],
    )
    return {"furthest_at": last["entered_at"], "is_furthest_filled": last["is_filled"]}


# -- figures


@dataclass(frozen=True)
class Ending:
    """How a path through one pipeline ended, and how far it came."""

    outcome: str
    at: datetime | None
    furthest: int
    amount: int | None


def ending(own: list[Visit]) -> Ending:
    """`own`: the visits of one deal to one pipeline."""
    last, pipeline = own[-1], own[0].pipeline
    came = [visit.position for visit in own if visit.kind in OPEN and visit.position is not None]
    furthest = max(came, default=pipeline.first)
    if any(visit.kind == "won" for visit in own):
        furthest = max(
            stage
            for stage in map(pipeline.position, (s.stage_id for s in pipeline.stages if s.kind == "open"))
            if stage
        )
    if last.after is not None:
        return Ending("handed_over", last.left_at, furthest, last.left_amount)
    if last.kind == "won":
        return Ending("won", last.entered_at, furthest + 1, last.amount)
    if last.kind in ("lost", "deleted"):
        return Ending(last.kind, last.entered_at, furthest, last.amount)
    return Ending("open", None, furthest, last.left_amount)


# -- files

_I, _T, _S, _B = pa.int64(), pa.timestamp("us"), pa.string(), pa.bool_()


def _schema(text: str) -> pa.Schema:
    kinds = {"i": _I, "n": pa.int32(), "t": _T, "s": _S, "b": _B, "d": pa.date32()}
    return pa.schema(
        [(word.partition(":")[0], kinds[word.partition(":")[2] or "i"]) for word in text.split()]
    )


SCHEMAS = {
    "store": _schema("version definition:s made_at:t known_until:t"),
    "accounts": _schema("account_id name:s base_url:s timezone:s currency:s source_kind:s known_until:t"),
    "pipelines": _schema("account_id pipeline_id name:s sort is_main:b is_archived:b is_deleted:b"),
    "stages": _schema(
        "account_id pipeline_id stage_id name:s sort rank:n position:n kind:s color:s is_deleted:b"
    ),
    "people": _schema("account_id person_id name:s team_id is_active:b is_vanished:b"),
    "teams": _schema("account_id team_id name:s"),
    "deals": _schema(
        "account_id deal_id external_id:s name:s created_at:t closed_at:t pipeline_id stage_id owner_id amount_minor currency:s is_deleted:b history:s"
    ),
    "attributes": _schema("account_id deal_id name:s value:s valid_from:t valid_to:t"),
    "moves": _schema(
        "account_id deal_id move_no:n moved_at:t from_pipeline_id from_stage_id to_pipeline_id to_stage_id hours_before author_id owner_id known:s is_bulk:b"
    ),
    "amounts": _schema(
        "account_id deal_id changed_at:t before_minor amount_minor currency:s pipeline_id kind:s owner_id is_initial:b"
    ),
    "owners": _schema("account_id deal_id changed_at:t owner_id is_initial:b"),
    "stays": _schema(
        "account_id deal_id pipeline_id stay_no:n stage_id position:n kind:s is_filled:b is_reach:b is_first_visit:b is_first_back:b entered_at:t left_at:t passed_at:t hours"
        " exit:s entered_from:s next_pipeline_id next_stage_id amount_minor left_amount_minor currency:s owner_id started_at:t"
    ),
    "journeys": _schema(
        "account_id deal_id pipeline_id started_at:t from_pipeline_id outcome:s outcome_at:t furthest:n furthest_at:t is_furthest_filled:b position:n stage_id stage_at:t owner_id current_owner_id"
        " amount_minor currency:s history:s"
    ),
    "activities": _schema(
        "account_id activity_id:s deal_id kind:s direction:s person_id happened_at:t seconds outcome:s"
    ),
    "costs": _schema("account_id source:s day:d amount_minor currency:s"),
    "answers": _schema("account_id deal_id kind:s score answered_at:t"),
    "enquiries": _schema(
        "account_id deal_id enquiry_id:s pipeline_id category:s source:s created_at:t accepted_at:t declined_at:t taken_by sorted_by"
    ),
    "passing_days": _schema(
        "account_id pipeline_id day:d position:n reached filled_in moved_back amount_minor"
    ),
    "ending_days": _schema(
        "account_id pipeline_id day:d position:n outcome:s history:s deals no_amount amount_minor"
    ),
    "leaving_days": _schema(
        "account_id pipeline_id day:d stage_id position:n is_open:b next_pipeline_id next_stage_id exit:s hours moves"
    ),
    "step_days": _schema("account_id pipeline_id day:d position:n ending:s hours deals skipped"),
    "reach_days": _schema("account_id pipeline_id day:d position:n hours deals"),
    "arrival_days": _schema("account_id pipeline_id day:d stage_id entered_from:s moves"),
}


def arrow(company: Company) -> dict[str, pa.Table]:
    """The tables as Arrow."""
    return {name: pa.Table.from_pylist(rows, schema=SCHEMAS[name]) for name, rows in tables(company).items()}


#: The files of the companies written last, by what these are: many tests tell the same story.
_WRITTEN: dict[str, bytes] = {}
_KEPT = 8


def write_duckdb(company: Company, path: Path) -> Path:
    """A published store with the company's tables."""
    key = repr(company)
    if key not in _WRITTEN:
        _fill(company, path)
        while len(_WRITTEN) >= _KEPT:
            del _WRITTEN[next(iter(_WRITTEN))]
        _WRITTEN[key] = path.read_bytes()
        return path
    path.write_bytes(_WRITTEN[key])
    return path


def _fill(company: Company, path: Path) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.begin()  # one transaction: each of its own costs as much as the rows
        for name, table in arrow(company).items():
            connection.from_arrow(table).create(name)
        connection.commit()


def write_parquet(company: Company, folder: Path) -> Path:
    """The same as a folder of Parquet files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in arrow(company).items():
        pq.write_table(table, folder / f"{name}.parquet")
    return folder
