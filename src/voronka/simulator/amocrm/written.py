"""What clients wrote into the account: tasks, notes, tags, fields and the events of all that, beside the company, which stays as it was made."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from voronka.simulator.amocrm.tables import Ints, Tables, column
from voronka.simulator.shape import Columns, Named, SimField

Json = dict[str, Any]
#: Ids of what is written begin above those of the company.
FIRST_ID = 900_000_000
_TASK = (
    "id",
    "deal_id",
    "created_at",
    "created_by",
    "person_id",
    "task_type",
    "complete_till",
    "completed_at",
    "duration",
    "updated_at",
    "updated_by",
)


@dataclass(frozen=True)
class Event:
    """One event of something written. `entity` is the feed's number of it; `kind` may be none that the company has."""

    kind: str
    at: int
    deal_id: int
    author: int
    entity: int
    entity_id: int
    before: list[Json]
    after: list[Json]


@dataclass
class Note:
    """A note that was added."""

    id: int
    deal_id: int
    kind: str
    params: Json
    created_by: int
    person_id: int
    created_at: int
    updated_at: int


@dataclass
class Written:
    """All that was written. Tasks are rows of one table, first the company's; texts and results are kept by id."""

    tables: Tables
    notes: list[Note] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    tags: dict[int, tuple[Named, ...]] = field(default_factory=dict)
    new_tags: list[Named] = field(default_factory=list)
    fields: list[SimField] = field(default_factory=list)
    values: dict[tuple[int, int], list[Json]] = field(default_factory=dict)
    touched: dict[int, tuple[int, int]] = field(default_factory=dict)
    texts: dict[int, str] = field(default_factory=dict)
    results: dict[int, str] = field(default_factory=dict)
    _made: int = 0

    def __post_init__(self) -> None:
        tasks = self.tables.company.tasks
        done = column(tasks, "completed_at")
        created = column(tasks, "created_at")
        person = column(tasks, "person_id")
        kind = column(tasks, "task_type")
        self.tasks: Columns = {
            "id": column(tasks, "id"),
            "deal_id": column(tasks, "deal_id"),
            "created_at": created,
            "created_by": person,
            "person_id": person,
            "task_type": kind,
            "complete_till": column(tasks, "complete_till"),
            "completed_at": done,
            "duration": np.where(kind == 2, 3600, 0),
            "updated_at": np.zeros_like(created),
            "updated_by": person,
        }

    def next_id(self) -> int:
        """The id of the next thing."""
        self._made += 1
        return FIRST_ID + self._made

    def add_task(self, **values: int) -> int:
        """A row more in the table of tasks; its id."""
        number = self.next_id()
        row = {"id": number, "completed_at": 0, "updated_at": 0, **values}
        self.tasks = {name: np.append(self.tasks[name], np.int64(row[name])) for name in _TASK}
        return number

    def change_task(self, row: int, **values: int) -> None:
        """Other values in a row of the table of tasks."""
        for name, value in values.items():
            changed = self.tasks[name].copy()
            changed[row] = value
            self.tasks[name] = changed

    def tags_of(self, row: int) -> tuple[Named, ...]:
        """The tags of the deal of that row."""
        if row in self.tags:
            return self.tags[row]
        company = self.tables.company
        mask = int(company.deals["tags"][row])
        return tuple(tag for place, tag in enumerate(company.tags) if mask >> place & 1)

    def all_tags(self) -> tuple[Named, ...]:
        """The account's tags of deals."""
        return (*self.tables.company.tags, *self.new_tags)

    def tag_called(self, name: str) -> Named:
        """The tag of that name; made where there is none."""
        found = next((tag for tag in self.all_tags() if tag.name == name), None)
        if found is None:
            found = Named(self.next_id(), name)
            self.new_tags.append(found)
        return found

    def all_fields(self) -> tuple[SimField, ...]:
        """The account's fields of deals."""
        return (*self.tables.company.fields, *self.fields)

    def rows_of_tasks(self) -> Ints:
        """Rows of the deals of all tasks; −1 where there is no such deal."""
        return self.tables.rows_of(np.asarray(self.tasks["deal_id"], dtype=np.int64))
