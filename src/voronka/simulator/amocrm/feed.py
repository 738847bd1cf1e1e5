"""All events of a company as one index: columns sorted newest first, shuffled inside a second.

An event is made from a row of the company's tables when it is asked for; the index holds 40 bytes for each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from voronka.simulator.amocrm.tables import History, Ints, Tables, column
from voronka.simulator.amocrm.ulid import encode, mix
from voronka.simulator.amocrm.written import Event

#: Kinds that come of writing alone.
WRITTEN = (
    "entity_tag_deleted",
    "custom_field_value_changed",
    "common_note_added",
    "task_text_changed",
    "task_type_changed",
    "task_deadline_changed",
    "task_result_added",
)
KINDS = (
    "lead_added",
    "lead_status_changed",
    "sale_field_changed",
    "entity_responsible_changed",
    "lead_deleted",
    "lead_restored",
    "incoming_call",
    "outgoing_call",
    "incoming_mail",
    "outgoing_mail",
    "incoming_chat_message",
    "outgoing_chat_message",
    "entity_tag_added",
    "task_added",
    "task_completed",
    "nps_rate_added",
    *WRITTEN,
)
#: Kinds that come only when they are asked for by type.
ON_REQUEST = ("incoming_mail", "outgoing_mail")
LEAD, CONTACT, TASK = 0, 1, 2
ENTITIES = ("lead", "contact", "task")


class Source(NamedTuple):
    """Rows of one table that become events of one kind. `entity` is what the feed's filter finds them by."""

    kind: str
    rows: Ints
    at: Ints
    deal_id: Ints
    author: Ints
    entity: int | Ints
    entity_id: Ints


@dataclass(frozen=True)
class Feed:
    """The index; every column has one entry per event. `at` falls; `row` points into the table of the kind, below zero into what was written: −1 is the first of it."""

    at: Ints
    kind: npt.NDArray[np.int8]
    row: Ints
    deal: Ints
    author: Ints
    entity: npt.NDArray[np.int8]
    entity_id: Ints
    chance: npt.NDArray[np.uint64]

    def between(self, since: int | None, until: int) -> tuple[int, int]:
        """Positions of the events with since ≤ at ≤ until, as a half-open range."""
        rising = -self.at
        low = int(np.searchsorted(rising, -until, "left"))
        return low, len(rising) if since is None else int(np.searchsorted(rising, -since, "right"))

    def id(self, position: int) -> str:
        """The id of the event at a position."""
        chance = int(self.chance[position])
        return encode(int(self.at[position]), chance, chance * 0x9E3779B97F4A7C15 >> 40)


def with_written(feed: Feed, tables: Tables, events: Sequence[Event], first: int) -> Feed:
    """The index with events that have just been written, which are `events[first:]` of all; none may be older than the newest that was there."""
    news = events[first:]
    deal_id = np.array([one.deal_id for one in news], dtype=np.int64)
    at = np.array([one.at for one in news], dtype=np.int64)
    kind = np.array([KINDS.index(one.kind) for one in news], dtype=np.int8)
    nth = np.arange(first, len(events), dtype=np.int64) + len(feed.at)
    columns = {
        "at": at,
        "kind": kind,
        "row": -1 - np.arange(first, len(events), dtype=np.int64),
        "deal": tables.rows_of(deal_id),
        "author": np.array([one.author for one in news], dtype=np.int64),
        "entity": np.array([one.entity for one in news], dtype=np.int8),
        "entity_id": np.array([one.entity_id for one in news], dtype=np.int64),
        "chance": _chances(tables.company.seed, kind, deal_id, at, nth),
    }
    # What the company has in store for later stays behind it in the order of time.
    place = len(feed.at) - int(np.searchsorted(feed.at[::-1], int(at[0]), "right")) if len(at) else 0
    return Feed(
        **{
            name: np.concatenate([getattr(feed, name)[:place], column_, getattr(feed, name)[place:]])
            for name, column_ in columns.items()
        }
    )


def feed_of(tables: Tables) -> Feed:
    """Build the index of all events there will ever be; which of them are shown is decided when they are asked for."""
    sources = list(_sources(tables))
    at = np.concatenate([source.at for source in sources])
    deal_id = np.concatenate([source.deal_id for source in sources])
    kind = np.concatenate(
        [np.full(len(source.rows), KINDS.index(source.kind), dtype=np.int8) for source in sources]
    )
    nth = np.concatenate([_nth(source.deal_id) for source in sources])
    chance = _chances(tables.company.seed, kind, deal_id, at, nth)
    order = np.lexsort((chance, -at))
    entity = np.concatenate(
        [np.broadcast_to(np.asarray(source.entity, dtype=np.int8), len(source.rows)) for source in sources]
    )
    return Feed(
        at=at[order],
        kind=kind[order],
        row=np.concatenate([source.rows for source in sources])[order],
        deal=tables.rows_of(deal_id[order]),
        author=np.concatenate([source.author for source in sources])[order],
        entity=entity[order],
        entity_id=np.concatenate([source.entity_id for source in sources])[order],
        chance=chance[order],
    )


def _chances(
    seed: int, kind: npt.NDArray[np.int8], deal_id: Ints, at: Ints, nth: Ints
) -> npt.NDArray[np.uint64]:
    """Depends on what the event is, not on where it lies, so that a longer history keeps the ids of a shorter one."""
    parts = (deal_id, at, nth, kind)
    chance = np.full(len(at), seed & (2**64 - 1), dtype=np.uint64)
    for part in parts:
        chance = mix(chance ^ mix(np.asarray(part, dtype=np.int64).view(np.uint64)))
    return chance


def _nth(deal_id: Ints) -> Ints:
    """The how-manieth row of its deal each row is; rows come sorted by deal."""
    if not len(deal_id):
        return np.zeros(0, dtype=np.int64)
    starts = np.flatnonzero(np.concatenate([[True], deal_id[1:] != deal_id[:-1]]))
    lengths = np.diff(np.append(starts, len(deal_id)))
    return np.asarray(np.arange(len(deal_id)) - np.repeat(starts, lengths), dtype=np.int64)


def _sources(tables: Tables) -> Iterator[Source]:
    company = tables.company
    ids, added_at, created_by = tables.deal_ids, tables.deal("added_at"), tables.deal("created_by")
    every = np.arange(len(ids))
    yield Source("lead_added", every, added_at, ids, created_by, LEAD, ids)
    tagged = np.flatnonzero(tables.deal("tags") > 0)
    yield Source(
        "entity_tag_added", tagged, added_at[tagged], ids[tagged], created_by[tagged], LEAD, ids[tagged]
    )
    yield _changes("lead_status_changed", tables.stages)
    yield _changes("sale_field_changed", tables.amounts)
    yield _changes("entity_responsible_changed", tables.owners)
    yield from _deletions(tables.deletions)
    yield from _calls(tables)
    yield from _mails(tables)
    yield from _messages(tables)
    yield from _tasks(tables)
    deal_id = column(company.answers, "deal_id")
    rows = np.arange(len(deal_id))
    yield Source(
        "nps_rate_added", rows, column(company.answers, "at"), deal_id, np.zeros_like(deal_id), LEAD, deal_id
    )


def _changes(kind: str, history: History) -> Source:
    deal_id = history.column("deal_id")
    return Source(
        kind,
        np.arange(len(deal_id)),
        history.column("at"),
        deal_id,
        history.column("author_id"),
        LEAD,
        deal_id,
    )


def _deletions(history: History) -> Iterator[Source]:
    whole = _changes("lead_deleted", history)
    # Every second row of a deal is its restoration.
    is_restored = _nth(whole.deal_id) % 2 == 1
    yield _some(whole, "lead_deleted", ~is_restored)
    yield _some(whole, "lead_restored", is_restored)


def _some(source: Source, kind: str, mask: npt.NDArray[np.bool_]) -> Source:
    entity = source.entity if isinstance(source.entity, int) else source.entity[mask]
    return Source(
        kind,
        source.rows[mask],
        source.at[mask],
        source.deal_id[mask],
        source.author[mask],
        entity,
        source.entity_id[mask],
    )


def _directed(source: Source, incoming: str, outgoing: str, is_incoming: Ints) -> Iterator[Source]:
    yield _some(source, incoming, is_incoming != 0)
    yield _some(source, outgoing, is_incoming == 0)


def _calls(tables: Tables) -> Iterator[Source]:
    calls = tables.company.calls
    deal_id, on_contact = column(calls, "deal_id"), tables.is_on_contact
    entity_id = np.where(on_contact, column(calls, "contact_id"), deal_id)
    entity = np.where(on_contact, CONTACT, LEAD)
    source = Source(
        "",
        np.arange(len(deal_id)),
        column(calls, "at"),
        deal_id,
        column(calls, "person_id"),
        entity,
        entity_id,
    )
    yield from _directed(source, "incoming_call", "outgoing_call", column(calls, "is_incoming"))


def _mails(tables: Tables) -> Iterator[Source]:
    mails = tables.company.mails
    deal_id = column(mails, "deal_id")
    source = Source(
        "", np.arange(len(deal_id)), column(mails, "at"), deal_id, column(mails, "person_id"), LEAD, deal_id
    )
    yield from _directed(source, "incoming_mail", "outgoing_mail", column(mails, "is_incoming"))


def _messages(tables: Tables) -> Iterator[Source]:
    messages = tables.company.messages
    deal_id = column(messages, "deal_id")
    contact_id = tables.deal("contact_id")[tables.rows_of(deal_id)] if len(deal_id) else deal_id
    # The filter finds chat events by the contact, though they come back as events of the deal.
    entity, entity_id = np.where(contact_id > 0, CONTACT, LEAD), np.where(contact_id > 0, contact_id, deal_id)
    source = Source(
        "",
        np.arange(len(deal_id)),
        column(messages, "at"),
        deal_id,
        column(messages, "person_id"),
        entity,
        entity_id,
    )
    yield from _directed(
        source, "incoming_chat_message", "outgoing_chat_message", column(messages, "is_incoming")
    )


def _tasks(tables: Tables) -> Iterator[Source]:
    tasks = tables.company.tasks
    ids, deal_id, person = (column(tasks, name) for name in ("id", "deal_id", "person_id"))
    added = Source("task_added", np.arange(len(ids)), column(tasks, "created_at"), deal_id, person, TASK, ids)
    yield added
    done = column(tasks, "completed_at")
    yield _some(added._replace(at=done), "task_completed", done > 0)
