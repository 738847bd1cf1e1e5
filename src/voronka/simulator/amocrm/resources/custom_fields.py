"""GET /leads/custom_fields (and of contacts and companies), POST of new ones of deals, and the values inside a deal."""

from __future__ import annotations

from starlette.responses import Response

from voronka.simulator.amocrm.call import Call
from voronka.simulator.amocrm.pages import Json, hal, nothing, page
from voronka.simulator.shape import SimField

#: Fields every account has on contacts and companies: id, name, code, kinds of number or address.
MULTITEXT = (
    (9000001, "Телефон", "PHONE", ("WORK", "WORKDD", "MOB", "FAX", "HOME", "OTHER")),
    (9000002, "Email", "EMAIL", ("WORK", "PRIV", "OTHER")),
)
_CAP = 50


def custom_fields(call: Call) -> Response:
    """Definitions of the fields of an entity."""
    return page(call, "custom_fields", _definitions(call), lambda body: body, cap=_CAP, has_total=True)


def custom_field(call: Call) -> Response:
    """One definition."""
    found = [body for body in _definitions(call) if str(body["id"]) == call.parts["id"]]
    return hal(found[0]) if found else nothing()


def lead_values(call: Call, row: int) -> list[Json] | None:
    """`custom_fields_values` of a deal: null when nothing is filled in."""
    filled = [
        _value(field, values)
        for field in call.world.written.all_fields()
        if (values := _values(call, field, row))
    ]
    return filled or None


def _values(call: Call, field: SimField, row: int) -> list[Json]:
    deals = call.world.company.deals
    if (row, field.id) in call.world.written.values:
        return call.world.written.values[row, field.id]
    if field.options:
        place = int(deals["industry"][row])
        return (
            [{"value": field.options[place].name, "enum_id": field.options[place].id, "enum_code": None}]
            if place >= 0
            else []
        )
    if field.code == "UTM_SOURCE":
        source = call.world.tables.sources.get(int(deals["source_id"][row]))
        return [{"value": source.name}] if source else []
    return []


def _value(field: SimField, values: list[Json]) -> Json:
    return {
        "field_id": field.id,
        "field_name": field.name,
        "field_code": field.code,
        "field_type": field.type,
        "values": values,
    }


def _definitions(call: Call) -> list[Json]:
    entity = call.parts["entity"]
    if entity == "leads":
        return [
            _definition(call, place, field) for place, field in enumerate(call.world.written.all_fields())
        ]
    return [
        _frame(
            call,
            number,
            name,
            code,
            "multitext",
            place,
            [{"id": number * 10 + nth, "value": kind, "sort": nth + 1} for nth, kind in enumerate(kinds)],
        )
        for place, (number, name, code, kinds) in enumerate(MULTITEXT)
    ]


def _definition(call: Call, place: int, field: SimField) -> Json:
    enums = [
        {"id": option.id, "value": option.name, "sort": nth} for nth, option in enumerate(field.options)
    ] or None
    return _frame(call, field.id, field.name, field.code, field.type, place, enums)


def _frame(
    call: Call, number: int, name: str, code: str | None, kind: str, place: int, enums: list[Json] | None
) -> Json:
    entity = call.parts["entity"]
    return {
        "id": number,
        "name": name,
        "code": code,
        "sort": 500 + place,
        "type": kind,
        "entity_type": entity,
        "is_computed": False,
        "is_predefined": code in ("PHONE", "EMAIL"),
        "is_deletable": code is None,
        "is_visible": True,
        "is_required": False,
        "settings": [],
        "remind": None,
        "currency": None,
        "enums": enums,
        "nested": None,
        "is_api_only": False,
        "group_id": "statistic" if kind == "tracking_data" else None,
        "required_statuses": [],
        "hidden_statuses": [],
        "chained_lists": None,
        "tracking_callback": None,
        "search_in": None,
        "account_id": call.world.company.account_id,
        "_links": call.link(f"{entity}/custom_fields/{number}"),
    }


def defined(call: Call, place: int) -> Json:
    """The definition of the field of deals at a place of their list."""
    return _definition(call, place, call.world.written.all_fields()[place])
