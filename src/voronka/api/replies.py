"""What may come back, for the OpenAPI description."""

from __future__ import annotations

from typing import Any

from voronka.api.forms import TYPES
from voronka.api.shapes import Error
from voronka.language import say

_TOLD = {
    400: say("the question cannot be right"),
    401: say("no token, or one that is not valid any more"),
    403: say("the token or the role does not allow this"),
    404: say("there is no such metric, table or dimension"),
    406: say("none of the forms that the caller accepts"),
    422: say("a parameter is none of what it may be"),
    429: say("too many requests; Retry-After says when to go on"),
    503: say("there are no data yet"),
}
#: The other forms of an answer.
FILES: dict[str, Any] = {
    TYPES["csv"]: {"schema": {"type": "string"}},
    TYPES["xlsx"]: {"schema": {"type": "string", "format": "binary"}},
    TYPES["parquet"]: {"schema": {"type": "string", "format": "binary"}},
}


def replies(*statuses: int, forms: dict[str, Any] | None = None) -> dict[int | str, dict[str, Any]]:
    """The errors of an address, all of one shape; 304 where an ETag fits; `forms` beside JSON."""
    found: dict[int | str, dict[str, Any]] = {
        status: {"model": Error, "description": _TOLD[status]} for status in statuses
    }
    found[304] = {"description": say("nothing has changed since the ETag that was sent")}
    found[200] = {"description": say("the answer")} | ({"content": forms} if forms else {})
    return found
