"""What a company knows beside its CRM's history: noted changes, deals set aside, which stage is which, margin and plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from voronka.model.goal import Goal
from voronka.model.rights import EVERYTHING, Rights
from voronka.model.score import Scoring

#: What a stage may be for: the steps whose times are asked for by name.
Role = Literal["qualified", "proposal", "invoice", "contract", "signature", "payment", "confirmation"]
ROLES: tuple[Role, ...] = (
    "qualified",
    "proposal",
    "invoice",
    "contract",
    "signature",
    "payment",
    "confirmation",
)


@dataclass(frozen=True)
class Note:
    """A change in how the company sells, from `day` on; `pipeline` and `stage` are names, "" for all."""

    number: int
    day: date
    text: str
    pipeline: str = ""
    stage: str = ""
    author: str = ""


@dataclass(frozen=True)
class Snooze:
    """A deal that stands for a good reason until `until` (that day no longer)."""

    account_id: int
    deal_id: int
    until: date
    reason: str
    author: str = ""


@dataclass(frozen=True)
class Context:
    """Given with every question; empty where a company told nothing.

    `stages` are names of stages by role; where a role is missing its stage is guessed from the names. `margin` is the share of revenue that is gross profit;
    `goals` are what is to be reached; `plan_minor` the money to be won in the period asked for where it is told otherwise than by a goal; `units_field` the deal's field that says how many units it is about. `working_hours` are the hours of the day that count as working time.
    `rights` are the asker's: which deals he may know of. `coming`: while a first sync is under way, the moment before which history is still to be read. `pipelines` are the names of those that are shown, all when there are none. `score` are the rules of the score and the models that it has learned.
    """

    notes: tuple[Note, ...] = ()
    snoozes: tuple[Snooze, ...] = ()
    stages: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    country: str = "RU"
    working_hours: tuple[int, int] = (9, 18)
    margin: float | None = None
    goals: tuple[Goal, ...] = ()
    plan_minor: int | None = None
    units_field: str = ""
    rights: Rights = EVERYTHING
    coming: datetime | None = None
    pipelines: tuple[str, ...] = ()
    score: Scoring = field(default_factory=Scoring)


NOTHING_TOLD = Context()
