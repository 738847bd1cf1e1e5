"""A body of records to be written: each with its `request_id`, checked all together, since one wrong record refuses the whole request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from voronka.simulator.amocrm.call import Call
from voronka.simulator.amocrm.pages import Json
from voronka.simulator.amocrm.problems import ApiError, refused, wrong

#: Records of one request, at most.
CAP = 250
Wrongs = list[dict[str, str]]


@dataclass(frozen=True)
class Item:
    """One record as it was sent, with the name under which it is answered."""

    request_id: str
    body: Mapping[str, Any]

    def missing(self, *names: str) -> Wrongs:
        """What is wrong where one of these is not there."""
        return [
            wrong("FieldMissing", name, "This field is missing.") for name in names if name not in self.body
        ]

    def number(self, name: str, default: int = 0) -> int:
        """A whole number."""
        return int(self.body.get(name) or default)

    def whole(self, *names: str) -> Wrongs:
        """What is wrong where one of these is there and no whole number."""
        return [
            wrong("InvalidType", name, "This value should be of type int.")
            for name in names
            if name in self.body
            and (not isinstance(self.body[name], int) or isinstance(self.body[name], bool))
        ]


def items(call: Call) -> list[Item]:
    """The records of a request; ApiError 400 for a body that is no list of them."""
    sent = call.body if isinstance(call.body, list) else [call.body]
    if not sent or not all(isinstance(one, dict) and one for one in sent):
        raise ApiError(400, "Request body should be a list of records")
    if len(sent) > CAP:
        raise ApiError(400, f"At most {CAP} records in one request, {len(sent)} given")
    return [Item(str(one.get("request_id", place)), one) for place, one in enumerate(sent)]


def check(found: Mapping[str, Wrongs]) -> None:
    """ApiError 400 where anything is wrong with a record."""
    errors = {name: wrongs for name, wrongs in found.items() if wrongs}
    if errors:
        raise refused(errors)


def answered(call: Call, key: str, rows: list[Json]) -> Json:
    """The body of an answer: what was written, as the API tells of it."""
    return {"_links": {"self": {"href": f"{call.base}{call.path}"}}, "_embedded": {key: rows}}
