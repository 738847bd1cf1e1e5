"""Where one writes into an account: deals as they are now, and the five things that may be written of them. Nothing here moves or closes a deal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from voronka.language import Phrase, say
from voronka.sources.amocrm import tables
from voronka.sources.amocrm.answers import MissingRightsError, UnknownThingError
from voronka.sources.amocrm.client import Client, Params
from voronka.sources.amocrm.reading import Row, read_page
from voronka.sources.amocrm.rights import rights_of
from voronka.sources.amocrm.tables import Table

#: Records of one request, as amoCRM recommends.
BATCH = 50
_CLOSED = (142, 143)
_NOTES = Table("notes.own", "leads/notes", "note", "notes", params=(("filter[note_type][]", "common"),))
_TASKS = Table("tasks.own", "tasks", "task", "tasks", params=(("filter[entity_type]", "leads"),))
_DEALS = Table("deals.own", "leads", "lead", "deals")


@dataclass(frozen=True)
class LiveDeal:
    """A deal as the CRM has it now. `values` are those of its fields by id, as texts; `next_task_at` is unix seconds, 0 without an open task."""

    deal_id: int
    pipeline_id: int
    status_id: int
    owner_id: int
    is_closed: bool
    next_task_at: int
    tags: frozenset[str]
    values: Mapping[int, str]


class Desk:
    """One account, written to; safe to be used by one thread at a time. Errors are those of the client."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def close(self) -> None:
        """Give up what waits."""
        self._client.close()

    def warning(self) -> Phrase | None:
        """What the token's user may not do, in words; None where nothing is known to be missing."""
        account = self._client.get("account") or {}
        rights = rights_of(self._client, int(account.get("current_user_id") or 0))
        if rights.level == "all":
            return None
        return say("the token's user is no administrator: amoCRM may refuse some of what is written")

    def deals(self, ids: Iterable[int]) -> dict[int, LiveDeal]:
        """Deals that are there and that the token sees."""
        found: dict[int, LiveDeal] = {}
        wanted = sorted(set(ids))
        for first in range(0, len(wanted), BATCH):
            part = wanted[first : first + BATCH]
            rows = self._all(_DEALS, [("filter[id][]", number) for number in part], set(part), "id")
            found |= {int(row["id"]): _live(row) for row in rows}
        return found

    def active_people(self) -> frozenset[int] | None:
        """Who can be given a task; None where the token may not know."""
        try:
            rows = self._all(tables.USERS, (), None, "id")
        except MissingRightsError:
            return None
        return frozenset(int(row["id"]) for row in rows if (row.get("rights") or {}).get("is_active", True))

    def tasks_of(self, deals: Sequence[int]) -> list[Row]:
        """All tasks of some deals, done ones too."""
        return self._of_deals(_TASKS, deals)

    def notes_of(self, deals: Sequence[int]) -> list[Row]:
        """All written notes of some deals."""
        return self._of_deals(_NOTES, deals)

    def tasks(self, ids: Sequence[int]) -> dict[int, Row]:
        """Tasks by their ids."""
        found: list[Row] = []
        for first in range(0, len(ids), BATCH):
            part = ids[first : first + BATCH]
            found += self._all(
                Table("tasks.by_id", "tasks", "task", "tasks"),
                [("filter[id][]", one) for one in part],
                set(part),
                "id",
            )
        return {int(row["id"]): row for row in found}

    def field(self, name: str) -> int | None:
        """The id of the numeric field of deals of that name; None where there is none. UnknownThingError where it holds something else."""
        for row in self._all(tables.FIELDS, (), None, "id"):
            if str(row.get("name")) == name:
                if row.get("type") != "numeric":
                    raise UnknownThingError(
                        say("the field “{name}” of amoCRM holds no number", name=name),
                        say("its type is {kind}", kind=str(row.get("type"))),
                        say("choose another name"),
                    )
                return int(row["id"])
        return None

    def add_field(self, name: str) -> int:
        """Make a numeric field of deals; its id."""
        body = self._client.send("POST", "leads/custom_fields", [{"name": name, "type": "numeric"}], False)
        return int((body or {})["_embedded"]["custom_fields"][0]["id"])

    def add_tasks(self, bodies: Sequence[Mapping[str, Any]]) -> dict[str, Row]:
        """Make tasks; what amoCRM answered, by `request_id`. UncertainError where it did not say."""
        return self._send("POST", "tasks", "tasks", bodies, False)

    def change_tasks(self, bodies: Sequence[Mapping[str, Any]]) -> dict[str, Row]:
        """Change tasks, each named by its `id`."""
        return self._send("PATCH", "tasks", "tasks", bodies, True)

    def add_notes(self, bodies: Sequence[Mapping[str, Any]]) -> dict[str, Row]:
        """Add notes to deals. UncertainError where amoCRM did not say."""
        return self._send("POST", "leads/notes", "notes", bodies, False)

    def change_notes(self, bodies: Sequence[Mapping[str, Any]]) -> dict[str, Row]:
        """Change notes, each named by its `id`."""
        return self._send("PATCH", "leads/notes", "notes", bodies, True)

    def change_deals(self, bodies: Sequence[Mapping[str, Any]]) -> dict[str, Row]:
        """Change tags and fields of deals, each named by its `id`."""
        return self._send("PATCH", "leads", "leads", bodies, True)

    def _send(
        self, method: str, path: str, key: str, bodies: Sequence[Mapping[str, Any]], is_harmless: bool
    ) -> dict[str, Row]:
        assert len(bodies) <= BATCH, "a batch is too large"
        answer = self._client.send(method, path, [dict(one) for one in bodies], is_harmless)
        listed = ((answer or {}).get("_embedded") or {}).get(key) or []
        # Some answers bear no request_id; they keep the order of what was sent.
        return {
            str(row.get("request_id", bodies[place]["request_id"])): row
            for place, row in enumerate(listed)
            if place < len(bodies)
        }

    def _of_deals(self, table: Table, deals: Sequence[int]) -> list[Row]:
        found: list[Row] = []
        for first in range(0, len(deals), BATCH):
            part = deals[first : first + BATCH]
            found += self._all(table, [("filter[entity_id][]", one) for one in part], set(part), "entity_id")
        return found

    def _all(self, table: Table, params: Params, wanted: set[int] | None, key: str) -> list[Row]:
        """All pages of a list; of one that does not obey the filter only the rows that were wanted."""
        found: list[Row] = []
        page, has_next = 0, True
        while has_next:
            page += 1
            rows, has_next = read_page(self._client.get, table, page, params)
            found += [row for row in rows if wanted is None or int(row.get(key) or 0) in wanted]
        return found


def _live(row: Row) -> LiveDeal:
    tags = ((row.get("_embedded") or {}).get("tags")) or []
    fields = row.get("custom_fields_values") or []
    return LiveDeal(
        int(row["id"]),
        int(row.get("pipeline_id") or 0),
        int(row.get("status_id") or 0),
        int(row.get("responsible_user_id") or 0),
        int(row.get("status_id") or 0) in _CLOSED,
        int(row.get("closest_task_at") or 0),
        frozenset(str(tag.get("name")) for tag in tags),
        {int(one["field_id"]): str(one["values"][0].get("value")) for one in fields if one.get("values")},
    )
