"""GET /{leads|contacts}/notes: calls, mail, and what was written by clients."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from starlette.responses import Response

from voronka.simulator import names
from voronka.simulator.amocrm.call import Call
from voronka.simulator.amocrm.filters import numbers, span, values
from voronka.simulator.amocrm.pages import Json, hal, nothing, page
from voronka.simulator.amocrm.resources.contacts import email, phone
from voronka.simulator.amocrm.tables import Bools, Ints, column
from voronka.simulator.amocrm.written import Note
from voronka.simulator.shape import Columns

_TELEPHONY = "Телефония"


class Table(NamedTuple):
    """Notes of one entity from one of the company's tables (`call`, `mail`) or `written` by clients, as columns; `rows` point back into it."""

    origin: str
    rows: Ints
    id: Ints
    entity_id: Ints
    at: Ints
    deal_id: Ints
    is_incoming: Ints


def notes(call: Call) -> Response:
    """The notes of an entity, or with an id in the path of one record. Ordered by id, or by `updated_at` when asked."""
    tables = _tables(call)
    picks = _picks(call, tables)
    return page(call, "notes", picks, lambda pick: _render(call, tables[int(pick[0])], int(pick[1])))


def note(call: Call) -> Response:
    """One note."""
    tables = _tables(call)
    number = int(call.parts["note_id"]) if call.parts["note_id"].isdigit() else -1
    for table in tables:
        found = np.flatnonzero(_shown(call, table) & (table.id == number))
        if len(found):
            return hal(_render(call, table, int(found[0])))
    return nothing()


def _tables(call: Call) -> list[Table]:
    entity = call.parts["entity"]
    found: list[Table] = call.world.remember(("note tables", entity), lambda: _build(call, entity))
    return found


def _build(call: Call, entity: str) -> list[Table]:
    company = call.world.company
    on_contact = call.world.tables.is_on_contact
    if entity == "contacts":
        return [_table("call", company.calls, "contact_id", on_contact)]
    if entity == "leads":
        return [
            _table("call", company.calls, "deal_id", ~on_contact),
            _table("mail", company.mails, "deal_id", np.ones(len(column(company.mails, "id")), dtype=bool)),
            _written(call),
        ]
    return []


def _written(call: Call) -> Table:
    listed = call.world.written.notes
    ids, deals, at = (
        np.array([getattr(one, name) for one in listed], dtype=np.int64)
        for name in ("id", "deal_id", "updated_at")
    )
    return Table("written", np.arange(len(listed)), ids, deals, at, deals, np.zeros_like(ids))


def _table(origin: str, columns: Columns, entity: str, mask: Bools) -> Table:
    rows = np.flatnonzero(mask)
    names_ = ("id", entity, "at", "deal_id", "is_incoming")
    return Table(origin, rows, *(column(columns, name)[rows] for name in names_))


def _picks(call: Call, tables: list[Table]) -> Any:
    """(table, row) pairs of the notes that answer the query, in order."""
    key = ("notes", call.path, call.user.id, repr(call.query.root.get("filter")), call.query.order)
    return call.world.remember(key, lambda: _find(call, tables))


def _find(call: Call, tables: list[Table]) -> Any:
    pieces, keys = [], []
    name, is_falling = call.query.order or ("id", False)
    for place, table in enumerate(tables):
        rows = np.flatnonzero(_shown(call, table))
        pieces.append(np.stack([np.full(len(rows), place), rows], axis=1))
        keys.append((table.at if name == "updated_at" else table.id)[rows])
    if not pieces:
        return np.zeros((0, 2), dtype=np.int64)
    key = np.concatenate(keys)
    return np.concatenate(pieces)[np.argsort(-key if is_falling else key, kind="stable")]


def _shown(call: Call, table: Table) -> Bools:
    world, query = call.world, call.query
    deals = world.tables.rows_of(table.deal_id)
    mask = (table.at <= world.last) & ~world.is_late(table.at, table.id)
    mask &= deals >= 0
    if len(deals):
        mask &= world.visible_deals(call.user)[deals]
    if "id" in call.parts:
        mask &= table.entity_id == (int(call.parts["id"]) if call.parts["id"].isdigit() else -1)
    for name, of in (("id", table.id), ("entity_id", table.entity_id)):
        if query.filter(name) is not None:
            mask &= np.isin(of, numbers(query.filter(name)))
    since, until = span(query.filter("updated_at"))
    mask &= (table.at >= (since or 0)) & (table.at <= (world.last if until is None else until))
    kinds = values(query.filter("note_type"))
    return mask & _of_kind(call, table, kinds) if kinds else mask


def _of_kind(call: Call, table: Table, kinds: list[str]) -> Bools:
    if table.origin == "mail":
        return np.full(len(table.id), "amomail_message" in kinds)
    if table.origin == "written":
        return np.array([one.kind in kinds for one in call.world.written.notes], dtype=bool)
    incoming = table.is_incoming != 0
    return np.asarray(np.where(incoming, "call_in" in kinds, "call_out" in kinds))


def _render(call: Call, table: Table, row: int) -> Json:
    if table.origin == "written":
        return _render_written(call, call.world.written.notes[int(table.rows[row])])
    company, entity = call.world.company, call.parts["entity"]
    source = company.calls if table.origin == "call" else company.mails
    at, person, is_incoming = (
        int(table.at[row]),
        int(source["person_id"][table.rows[row]]),
        bool(table.is_incoming[row]),
    )
    entity_id, note_id = int(table.entity_id[row]), int(table.id[row])
    is_call = table.origin == "call"
    kind = ("call_in" if is_incoming else "call_out") if is_call else "amomail_message"
    return {
        "id": note_id,
        "entity_id": entity_id,
        "created_by": person,
        "updated_by": person,
        "created_at": at,
        "updated_at": at,
        "responsible_user_id": person,
        "group_id": call.world.tables.groups.get(person, 0),
        "note_type": kind,
        "params": _call(call, table, row) if is_call else _mail(call, table, row),
        "account_id": company.account_id,
        "_links": call.link(f"{entity}/{entity_id}/notes/{note_id}"),
    }


def _render_written(call: Call, note: Note) -> Json:
    return {
        "id": note.id,
        "entity_id": note.deal_id,
        "created_by": note.created_by,
        "updated_by": note.created_by,
        "created_at": note.created_at,
        "updated_at": note.updated_at,
        "responsible_user_id": note.person_id,
        "group_id": call.world.tables.groups.get(note.person_id, 0),
        "note_type": note.kind,
        "params": note.params,
        "account_id": call.world.company.account_id,
        "_links": call.link(f"leads/{note.deal_id}/notes/{note.id}"),
    }


def _call(call: Call, table: Table, row: int) -> Json:
    calls, at = call.world.company.calls, table.rows[row]
    contact, person = int(calls["contact_id"][at]), int(calls["person_id"][at])
    return {
        "uniq": f"{call.world.company.account_id}-{int(table.id[row])}",
        "duration": int(calls["seconds"][at]),
        "source": _TELEPHONY,
        "link": "",
        "phone": phone(contact),
        "call_result": "",
        "call_status": int(calls["status"][at]),
        "call_responsible": person,
    }


def _mail(call: Call, table: Table, row: int) -> Json:
    mails, at = call.world.company.mails, table.rows[row]
    deal = int(call.world.tables.rows_of(table.deal_id[row : row + 1])[0])
    contact = int(call.world.company.deals["contact_id"][deal])
    user = call.world.person(int(mails["person_id"][at]))
    client = {
        "email": email(contact),
        "name": names.contact_name(int(call.world.company.deals["name_no"][deal])),
    }
    ours = {"email": user.email if user else "office@example.com", "name": user.name if user else ""}
    is_incoming = bool(table.is_incoming[row])
    return {
        "thread_id": int(table.deal_id[row]),
        "message_id": int(table.id[row]),
        "private": False,
        "income": is_incoming,
        "from": client if is_incoming else ours,
        "to": ours if is_incoming else client,
        "subject": names.deal_name(call.world.company, deal),
        "content_summary": "",
        "attach_cnt": 0,
        "delivery": {"status": "sent", "time": int(table.at[row])},
    }
