"""HAL: one record, a page of records, and the 204 that stands for nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

import numpy.typing as npt
from starlette.responses import Response

from voronka.simulator.amocrm.call import Call

Json = dict[str, Any]


def hal(body: Json, status: int = 200) -> Response:
    """A success body. No success body may have a key `status` at its top: clients take it for an error."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return Response(text, status, media_type="application/hal+json")


def nothing() -> Response:
    """204 without a body: an empty list, a page past the end, a record that is not there."""
    return Response(status_code=204)


def page(
    call: Call,
    key: str,
    found: Sequence[Any] | npt.NDArray[Any],
    render: Callable[[Any], Json],
    cap: int = 250,
    has_total: bool = False,
) -> Response:
    """One page of `found`, rendered; `found` is anything that can be counted and sliced, such as an array of row numbers.

    More than `cap` per page is not refused, the page is just no longer than that. Only some lists carry totals.
    """
    number, limit = call.query.number("page", 1), min(call.query.number("limit", 50), cap)
    rows = found[(number - 1) * limit : number * limit]
    if not len(rows):
        return nothing()
    pages = -(-len(found) // limit)
    links = {"self": link(call, number, limit)}
    if number < pages:
        links["next"] = link(call, number + 1, limit)
    if number > 1:
        links["first"], links["prev"] = link(call, 1, limit), link(call, number - 1, limit)
    totals: Json = {}
    if has_total:
        totals = {"_total_items": len(found), "_page_count": pages}
        links["last"] = link(call, pages, limit)
    return hal(
        {**totals, "_page": number, "_links": links, "_embedded": {key: [render(row) for row in rows]}}
    )


def listing(call: Call, key: str, items: list[Json]) -> Response:
    """A list that comes whole: a total, no pages."""
    return hal({"_total_items": len(items), "_links": {"self": own(call)}, "_embedded": {key: items}})


def link(call: Call, number: int, limit: int) -> Json:
    """The absolute address of a page of this very question."""
    kept = [(name, value) for name, value in call.query.pairs if name not in ("page", "limit")]
    return {"href": f"{call.base}{call.path}?{urlencode([*kept, ('page', number), ('limit', limit)])}"}


def own(call: Call) -> Json:
    """The absolute address of this very question, as it was asked."""
    question = f"?{urlencode(call.query.pairs)}" if call.query.pairs else ""
    return {"href": f"{call.base}{call.path}{question}"}
