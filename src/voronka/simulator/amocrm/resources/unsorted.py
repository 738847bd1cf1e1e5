"""GET /leads/unsorted: enquiries that nobody has taken or declined yet, and their summary."""

from __future__ import annotations

import hashlib

import numpy as np
from starlette.responses import Response

from voronka.simulator import names
from voronka.simulator.amocrm.call import Call
from voronka.simulator.amocrm.filters import span, values
from voronka.simulator.amocrm.masks import matching, ordered
from voronka.simulator.amocrm.pages import Json, hal, nothing, page
from voronka.simulator.amocrm.resources.contacts import email, phone
from voronka.simulator.amocrm.tables import Bools, Ints, column

CATEGORIES = ("sip", "mail", "forms", "chats")
_SOURCES = {"sip": "Телефония", "mail": "Почта", "forms": "Форма на сайте", "chats": "Чат"}


def unsorted(call: Call) -> Response:
    """The list, by creation."""
    return page(call, "unsorted", _select(call), lambda row: _render(call, int(row)))


def one(call: Call) -> Response:
    """One enquiry by its uid; 204 once it was taken or declined."""
    found = [int(row) for row in np.flatnonzero(_waiting(call)) if _uid(call, int(row)) == call.parts["uid"]]
    return hal(_render(call, found[0])) if found else nothing()


def summary(call: Call) -> Response:
    """How many came, were taken, were declined, and the mean seconds until one of both."""
    created_at = _column(call, "created_at")
    since, until = span(call.query.filter("created_at"))
    mask = (
        _filtered(call)
        & (created_at >= (since or 0))
        & (created_at <= (call.world.last if until is None else until))
    )
    accepted, declined = (_happened(call, name) & mask for name in ("accepted_at", "declined_at"))
    seconds = np.maximum(_column(call, "accepted_at"), _column(call, "declined_at")) - created_at
    sorted_ = accepted | declined
    totals = {
        name: {"total": int(np.sum(mask & (_column(call, "category") == place)))}
        for place, name in enumerate(CATEGORIES)
    }
    body: Json = {
        "total": int(mask.sum()),
        "accepted": int(accepted.sum()),
        "declined": int(declined.sum()),
        "average_sort_time": int(seconds[sorted_].mean()) if sorted_.any() else 0,
        "categories": totals,
    }
    return hal({**body, "_links": call.link("leads/unsorted/summary")})


def _column(call: Call, name: str) -> Ints:
    return column(call.world.company.unsorted, name)


def _happened(call: Call, name: str) -> Bools:
    at = _column(call, name)
    return (at > 0) & (at <= call.world.last)


def _deals(call: Call) -> Ints:
    found: Ints = call.world.lasting(
        "deals of unsorted", lambda: call.world.tables.rows_of(_column(call, "deal_id"))
    )
    return found


def _filtered(call: Call) -> Bools:
    """What had come by now, this user may see, and the filters of uid, category and pipeline leave."""
    deals, query = _deals(call), call.query
    mask = (_column(call, "created_at") <= call.world.last) & (deals >= 0)
    if not len(deals):
        return mask
    mask &= call.world.visible_deals(call.user)[deals]
    mask &= matching(query, {"pipeline_id": _pipelines(call)}, {})
    wanted = values(query.filter("category"))
    if wanted:
        mask &= np.isin(
            _column(call, "category"), [CATEGORIES.index(name) for name in wanted if name in CATEGORIES]
        )
    uids = values(query.filter("uid"))
    if uids:
        mask &= np.array([_uid(call, row) in uids for row in range(len(deals))])
    return mask


def _waiting(call: Call) -> Bools:
    return _filtered(call) & ~_happened(call, "accepted_at") & ~_happened(call, "declined_at")


def _pipelines(call: Call) -> Ints:
    return call.world.state.pipeline_id[_deals(call)]


def _select(call: Call) -> Ints:
    keys = {"created_at": _column(call, "created_at"), "updated_at": _column(call, "created_at")}
    return ordered(call.query, np.flatnonzero(_waiting(call)), keys)


def _uid(call: Call, row: int) -> str:
    deal_id = int(_column(call, "deal_id")[row])
    return hashlib.sha256(f"{call.world.company.account_id} {deal_id}".encode()).hexdigest()


def _render(call: Call, row: int) -> Json:
    company, deal = call.world.company, int(_deals(call)[row])
    category, uid = CATEGORIES[int(_column(call, "category")[row])], _uid(call, row)
    linked = {"contacts": "contact_id", "leads": "id", "companies": "company_id"}
    return {
        "uid": uid,
        "source_uid": None,
        "source_name": _SOURCES[category],
        "category": category,
        "pipeline_id": int(call.world.state.pipeline_id[deal]),
        "created_at": int(_column(call, "created_at")[row]),
        "metadata": _metadata(call, category, row, deal),
        "account_id": company.account_id,
        "_links": call.link(f"leads/unsorted/{uid}"),
        "_embedded": {
            name: [{"id": number, "_links": call.link(f"{name}/{number}")}]
            if (number := int(company.deals[of][deal]))
            else []
            for name, of in linked.items()
        },
    }


def _metadata(call: Call, category: str, row: int, deal: int) -> Json:
    deals, at = call.world.company.deals, int(_column(call, "created_at")[row])
    contact, number = int(deals["contact_id"][deal]), int(deals["name_no"][deal])
    person, subject = names.contact_name(number), names.deal_name(call.world.company, deal)
    if category == "sip":
        return {"from": phone(contact), "phone": phone(1), "called_at": at, "duration": 0, "link": None, "service_code": "telephony", "uniq": f"u{deal}", "call_responsible": None}  # fmt: skip
    if category == "mail":
        return {"from": {"email": email(contact), "name": person}, "received_at": at, "subject": subject, "thread_id": deal, "message_id": deal, "content_summary": ""}  # fmt: skip
    if category == "forms":
        return {"form_id": "site", "form_name": "Обратная связь", "form_page": "https://example.com/form", "ip": "192.0.2.1", "form_sent_at": at, "referer": "https://example.com/", "visitor_uid": None, "form_type": "site"}  # fmt: skip
    return {"from": person, "to": call.world.company.account_name, "received_at": at, "service": "chat", "client": {"name": person, "avatar": None}, "origin": "chat", "last_message_text": "Здравствуйте!", "source_name": _SOURCES[category]}  # fmt: skip
