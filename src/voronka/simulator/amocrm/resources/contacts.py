"""GET /contacts and /companies: those whom the deals are made with."""

from __future__ import annotations

import numpy as np
from starlette.responses import Response

from voronka.simulator import names
from voronka.simulator.amocrm.call import Call
from voronka.simulator.amocrm.clients import Clients, clients_of
from voronka.simulator.amocrm.masks import matching, ordered
from voronka.simulator.amocrm.pages import Json, hal, nothing, page
from voronka.simulator.amocrm.resources.custom_fields import MULTITEXT
from voronka.simulator.amocrm.tables import Bools, Ints

_COLUMNS = {"contacts": "contact_id", "companies": "company_id"}


def clients(call: Call) -> Response:
    """The list of contacts or of companies."""
    kind = call.parts["entity"]
    known = _known(call, kind)
    return page(call, kind, _select(call, known), lambda place: _render(call, kind, known, int(place)))


def client(call: Call) -> Response:
    """One contact or company."""
    kind = call.parts["entity"]
    known, number = _known(call, kind), call.parts["id"]
    places = (
        np.flatnonzero((known.ids == int(number)) & _visible(call, known))
        if number.isdigit()
        else np.zeros(0, dtype=np.int64)
    )
    return hal(_render(call, kind, known, int(places[0]))) if len(places) else nothing()


def _known(call: Call, kind: str) -> Clients:
    # They do not change while the world moves on, so they are found once and for all.
    known = call.world.lasting(kind, lambda: clients_of(call.world.tables, _COLUMNS[kind]))
    assert isinstance(known, Clients)
    return known


def _visible(call: Call, known: Clients) -> Bools:
    mask = known.created_at <= call.world.last
    return mask if call.user.is_admin else mask & (call.world.state.owner_id[known.deal] == call.user.id)


def _select(call: Call, known: Clients) -> Ints:
    owners = call.world.state.owner_id[known.deal]
    ranges = {"created_at": known.created_at, "updated_at": known.created_at}
    mask = _visible(call, known) & matching(
        call.query, {"id": known.ids, "responsible_user_id": owners}, ranges
    )
    return ordered(call.query, np.flatnonzero(mask), {"id": known.ids, **ranges})


def _render(call: Call, kind: str, known: Clients, place: int) -> Json:
    world, row, client_id = call.world, int(known.deal[place]), int(known.ids[place])
    number, owner = int(world.company.deals["name_no"][row]), int(world.state.owner_id[row])
    is_person = kind == "contacts"
    name = names.contact_name(number) if is_person else names.client_name(number)
    given, _, family = name.partition(" ")
    author = int(world.company.deals["created_by"][row])
    return {
        "id": client_id,
        "name": name,
        **({"first_name": given, "last_name": family} if is_person else {}),
        "responsible_user_id": owner,
        "group_id": world.tables.groups.get(owner, 0),
        "created_by": author,
        "updated_by": author,
        "created_at": int(known.created_at[place]),
        "updated_at": int(known.created_at[place]),
        "closest_task_at": None,
        "is_deleted": False,
        **({"is_unsorted": False} if is_person else {}),
        # Nothing filled in is null for a deal and may be an empty array elsewhere.
        "custom_fields_values": _addresses(client_id) if is_person else [],
        "account_id": world.company.account_id,
        "_links": call.link(f"{kind}/{client_id}"),
        "_embedded": _embedded(call, kind, known, place),
    }


def _addresses(client_id: int) -> list[Json]:
    said = (phone(client_id), email(client_id))
    return [
        {
            "field_id": number,
            "field_name": name,
            "field_code": code,
            "field_type": "multitext",
            "values": [{"value": value, "enum_id": number * 10, "enum_code": kinds[0]}],
        }
        for (number, name, code, kinds), value in zip(MULTITEXT, said, strict=True)
    ]


def _embedded(call: Call, kind: str, known: Clients, place: int) -> Json:
    embedded: Json = {"tags": []}
    deals, wanted = call.world.company.deals, call.query.wanted
    rows = known.deals(place)
    rows = rows[(call.world.state.exists & ~call.world.state.is_deleted)[rows]]
    if "leads" in wanted:
        embedded["leads"] = _linked(call, "leads", call.world.tables.deal_ids[rows])
    if kind == "contacts":
        firms = np.unique(deals["company_id"][known.deal[place]])
        embedded["companies"] = _linked(call, "companies", firms[firms > 0])
    elif "contacts" in wanted:
        people = np.unique(deals["contact_id"][rows])
        embedded["contacts"] = _linked(call, "contacts", people[people > 0])
    for name in wanted & {"customers", "catalog_elements"}:
        embedded[name] = []
    return embedded


def _linked(call: Call, path: str, ids: Ints) -> list[Json]:
    return [{"id": int(number), "_links": call.link(f"{path}/{int(number)}")} for number in ids]


def phone(client_id: int) -> str:
    """A telephone number of a range that is given to nobody.

    >>> phone(5001)
    '+70000005001'
    """
    return f"+7000{client_id % 10**7:07d}"


def email(client_id: int) -> str:
    """An address of a domain that is nobody's."""
    return f"client{client_id}@example.com"
