"""The OpenAPI description, in both languages."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from voronka.language import Phrase

#: Where the texts of a description stand.
_TEXTS = ("description", "summary")


class Described(FastAPI):
    """An application whose description speaks the caller's language."""

    def describe(self) -> None:
        """Serve the description at /openapi.json."""
        self.add_route("/openapi.json", _served, include_in_schema=False)

    def described(self, language: str) -> dict[str, Any]:
        """The description in one language."""
        found: dict[str, Any] = in_language(self.openapi(), language)
        return found


def _served(request: Request) -> Response:
    api: Described = request.app
    told = api.described(request.state.look.language) | {"servers": [{"url": request.scope["root_path"]}]}
    return JSONResponse(told, headers={"vary": "Accept-Language, Cookie"})


def in_language(value: Any, language: str) -> Any:
    """A description with its texts in that language; names, types and examples stay as they are.

    >>> in_language({"name": "period", "schema": {"type": "number"}, "description": "rows to leave out first"}, "ru")
    {'name': 'period', 'schema': {'type': 'number'}, 'description': 'сколько строк пропустить'}
    """
    if isinstance(value, list):
        return [in_language(part, language) for part in value]
    if not isinstance(value, dict):
        return value
    return {
        name: Phrase(part, {}).in_(language)
        if name in _TEXTS and isinstance(part, str)
        else in_language(part, language)
        for name, part in value.items()
    }
