"""The shape of a simulated company: dictionaries as small frozen values, history as columns.

`simulator/company.py` makes one from a seed; `simulator/amocrm/` serves one as amoCRM would; `truth` is what estimators are held against.
All moments are unix seconds (int64, UTC), all money whole roubles (int64), 0 stands for "none" in id columns.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy.typing as npt

Columns = dict[str, npt.NDArray[Any]]


@dataclass(frozen=True)
class SimStage:
    """A stage; `type` 1 is the incoming one (Неразобранное). `is_deleted`: only history knows it, /pipelines does not list it."""

    id: int
    name: str
    sort: int
    type: int = 0
    color: str = "#99ccff"
    is_deleted: bool = False


@dataclass(frozen=True)
class SimPipeline:
    """A pipeline with all its stages in order, 142 and 143 included."""

    id: int
    name: str
    sort: int
    is_main: bool
    stages: tuple[SimStage, ...]
    is_archive: bool = False


@dataclass(frozen=True)
class SimUser:
    """A person. `is_vanished`: deleted from the account, yet owner and author in history."""

    id: int
    name: str
    email: str
    group_id: int
    is_active: bool = True
    is_admin: bool = False
    is_vanished: bool = False


@dataclass(frozen=True)
class Named:
    """An id with a name: group, loss reason, source, tag, company."""

    id: int
    name: str


@dataclass(frozen=True)
class SimField:
    """A custom field of the deal. `options` for selects; `code` such as UTM_SOURCE for tracking data."""

    id: int
    name: str
    type: str
    code: str | None = None
    options: tuple[Named, ...] = ()


@dataclass(frozen=True)
class Company:
    """A simulated account at the moment `until`.

    Columns, one entry per row, sorted by (deal_id, at) where there is a deal:

    - `deals`: id, name_no (picks a made-up client name), created_at (may be false: bulk import), added_at (true moment of the lead_added event), updated_at, closed_at,
      pipeline_id, status_id (final), owner_id, price (final), source_id, loss_reason_id, contact_id, company_id, created_by, is_deleted, is_imported, tags (bit mask over `tags`),
      industry (index of an option of the field, -1 unknown)
    - `stage_changes`: deal_id, at, author_id (0 robot), before_pipeline_id, before_status_id, after_pipeline_id, after_status_id
    - `amount_changes`: deal_id, at, author_id, before, after
    - `owner_changes`: deal_id, at, author_id, before, after
    - `deletions`: deal_id, at, author_id; every second row of a deal is its restoration
    - `calls`: id, deal_id, contact_id, on_contact (the note hangs on the contact), at, person_id, is_incoming, seconds, status (amoCRM's call_status)
    - `mails`: id, deal_id, at, person_id, is_incoming
    - `messages`: id, deal_id, at, person_id (0: the client or a robot), is_incoming
    - `tasks`: id, deal_id, created_at, person_id, task_type (1 call, 2 meeting), complete_till, completed_at (0 not done)
    - `unsorted`: deal_id, created_at, category (0 sip, 1 mail, 2 forms, 3 chats), accepted_at, declined_at, at most one of the last two > 0
    - `answers`: deal_id, at, nps (0..10)
    - `costs`: day (unix seconds of local midnight), source_id, roubles

    The first stage of a deal is the `before` of its first stage change, or its final stage when it never moved. Changes of one second stand in the
    order in which they happened. Each change's `before` is the `after` of the one before it, save after a deleted stage: deals that stood there were
    put on the first stage, some without an event; then the deal's own status may differ from its last `after`, too.
    """

    seed: int
    until: int
    started_at: int
    timezone: str
    account_id: int
    account_name: str
    subdomain: str
    currency: str
    pipelines: tuple[SimPipeline, ...]
    groups: tuple[Named, ...]
    users: tuple[SimUser, ...]
    sources: tuple[Named, ...]
    loss_reasons: tuple[Named, ...]
    tags: tuple[Named, ...]
    fields: tuple[SimField, ...]
    deals: Columns
    stage_changes: Columns
    amount_changes: Columns
    owner_changes: Columns
    deletions: Columns
    calls: Columns
    mails: Columns
    messages: Columns
    tasks: Columns
    unsorted: Columns
    answers: Columns
    costs: Columns
    count_truth: Callable[[], dict[str, Any]] = dict

    @cached_property
    def truth(self) -> dict[str, Any]:
        """What is true of the process that made this company (see `truth.py`); counted when first asked for, in two or three seconds."""
        return self.count_truth()

    @property
    def moves(self) -> int:
        """How many stage changes the company has."""
        return len(self.stage_changes["at"]) if self.stage_changes else 0


def rows(columns: Columns) -> int:
    """Number of rows of a table of columns.

    >>> import numpy as np
    >>> rows({"at": np.array([1, 2])})
    2
    """
    return len(next(iter(columns.values()))) if columns else 0
