"""The page that describes the interface for programs: made of its OpenAPI description, in the reader's language."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from voronka.api.asking import QUESTION_PARTS
from voronka.api.description import Described
from voronka.api.forms import TYPES
from voronka.api.places import link_to
from voronka.web.access.showing import show

router = APIRouter()
#: Path → an example of what follows it; the paths themselves are those of the description.
EXAMPLES = {
    "/v1/ask/{metric}": "/v1/ask/funnel?period=2026-Q3&by=source",
    "/v1/deals/{metric}": "/v1/deals/funnel?cell=lost_here:3&period=2026-Q3&limit=50",
    "/v1/explain/{metric}": "/v1/explain/funnel?period=2026-Q3",
    "/v1/metrics/{metric}": "/v1/metrics/win_rate",
    "/v1/choices/{dimension}": "/v1/choices/source",
    "/v1/tables/{table}.parquet": "/v1/tables/deals.parquet",
    "/v1/reports/{kind}/{form}": "/v1/reports/weekly/text",
    "/v1/actions/{number}": "/v1/actions/1",
}

_NAMES = {"json": "JSON", "csv": "CSV", "xlsx": "XLSX", "parquet": "Parquet"}
_FORMS = {media: _NAMES[form] for form, media in TYPES.items()} | {
    "text/html": "HTML",
    "text/plain": "TXT",
    "application/pdf": "PDF",
    "image/png": "PNG",
}


@dataclass(frozen=True)
class Field:
    """A parameter, or a part of an answer."""

    name: str
    type: str
    text: str
    is_required: bool = False
    shape: str = ""


@dataclass(frozen=True)
class Operation:
    """What one address does. `asks`: it takes all parts of a question beside its own parameters; `sends` is the shape of what it wants in the body."""

    method: str
    path: str
    anchor: str
    summary: str
    text: Markup
    fields: tuple[Field, ...]
    asks: bool
    forms: tuple[str, ...]
    shape: str
    sends: str
    curl: str


@dataclass(frozen=True)
class Shape:
    """What an answer, or a part of one, is made of."""

    name: str
    fields: tuple[Field, ...]


@router.get("/api/docs")
def docs(request: Request) -> Response:
    """The description as a page; it names nobody, so that it is open as the sign-in page is."""
    api: Described = request.app.state.api
    told = api.described(request.state.look.language)
    base = link_to(request, "/api")
    operations = [*_operations(told, base)]
    values = {
        "operations": operations,
        "question": [*_question(told)],
        "shapes": [*_shapes(told)],
        "errors": _errors(told),
        "base": base,
        "curl": _curl(base + EXAMPLES["/v1/ask/{metric}"]),
        "about": told["info"]["description"],
    }
    return show(request, "api_docs.html", values)


def _operations(told: Mapping[str, Any], base: str) -> Iterator[Operation]:
    every = (
        (path, method, one) for path, methods in told["paths"].items() for method, one in methods.items()
    )
    for path, method, one in every:
        given = one.get("parameters", [])
        content = one["responses"]["200"].get("content", {})
        shape = _json_shape(content)
        sends = _json_shape(one.get("requestBody", {}).get("content", {}))
        yield Operation(
            method=method.upper(),
            path=f"/api{path}",
            anchor=path.strip("/").replace("/", "-").replace("{", "").replace("}", ""),
            summary=one["summary"],
            text=_coded(one["description"]),
            fields=tuple(_parameter(part) for part in given if part["name"] not in QUESTION_PARTS),
            asks=any(part["name"] == "versus" for part in given),
            forms=tuple(_FORMS[media] for media in content),
            shape=shape,
            sends=sends,
            curl=_curl(base + EXAMPLES.get(path, path), method, bool(sends)),
        )


def _json_shape(content: Mapping[str, Any]) -> str:
    found: str = content.get("application/json", {}).get("schema", {}).get("$ref", "")
    return _name(found)


def _question(told: Mapping[str, Any]) -> Iterator[Field]:
    for part in told["paths"]["/v1/ask/{metric}"]["get"]["parameters"]:
        if part["name"] in QUESTION_PARTS:
            yield _parameter(part)


def _parameter(part: Mapping[str, Any]) -> Field:
    text, shape = _type(part["schema"])
    return Field(
        part["name"],
        text.removesuffix(" | null"),
        part.get("description", ""),
        part.get("required", False),
        shape,
    )


def _shapes(told: Mapping[str, Any]) -> Iterator[Shape]:
    for name, schema in sorted(told["components"]["schemas"].items()):
        fields = []
        for key, part in schema["properties"].items():
            text, shape = _type(part)
            fields.append(
                Field(key, text, part.get("description", ""), key in schema.get("required", ()), shape)
            )
        yield Shape(name, tuple(fields))


def _errors(told: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Every status of an error with what it means."""
    found: dict[str, str] = {}
    for one in (one for methods in told["paths"].values() for one in methods.values()):
        found |= {
            status: answer["description"] for status, answer in one["responses"].items() if status >= "300"
        }
    return sorted(found.items())


def _type(schema: Mapping[str, Any]) -> tuple[str, str]:
    """A type in words of JSON, and the shape that it leads to, "" for none.

    >>> _type({"anyOf": [{"type": "string"}, {"type": "null"}]}), _type({"type": "array", "items": {"$ref": "#/components/schemas/Stage"}})
    (('string | null', ''), ('Stage[]', 'Stage'))
    """
    if "$ref" in schema:
        return _name(schema["$ref"]), _name(schema["$ref"])
    if "anyOf" in schema:
        parts = [_type(part) for part in schema["anyOf"]]
        names = dict.fromkeys(text for text, _ in parts)
        return " | ".join(names), next((shape for _, shape in parts if shape), "")
    if "enum" in schema or "const" in schema:
        return " | ".join(map(str, schema.get("enum", [schema.get("const")]))), ""
    if schema.get("type") == "array":
        text, shape = _type(schema.get("items", {}))
        return f"{text}[]", shape
    if "additionalProperties" in schema and isinstance(schema["additionalProperties"], dict):
        text, shape = _type(schema["additionalProperties"])
        return "object", shape if shape and "|" not in text else ""
    return str(schema.get("type", "any")), ""


def _name(reference: str) -> str:
    return reference.rpartition("/")[2]


def _curl(address: str, method: str = "get", has_body: bool = False) -> str:
    """The call in a shell; what it sends stands in a file of the caller's."""
    how = "" if method == "get" else f" -X {method.upper()}"
    body = ' -H "Content-Type: application/json" -d @body.json' if has_body else ""
    return f'curl{how} -H "Authorization: Bearer $VORONKA_TOKEN"{body} \\\n  {shlex.quote(address)}'


def _coded(text: str) -> Markup:
    """What stands between backticks as code.

    >>> _coded("such as `lost_here:3` & more")
    Markup('such as <code>lost_here:3</code> &amp; more')
    """
    parts = enumerate(text.split("`"))
    return Markup().join(
        Markup("<code>{}</code>").format(part) if place % 2 else part for place, part in parts
    )
