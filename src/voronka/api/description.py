"""The OpenAPI description, in both languages."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from voronka.language import Phrase


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
    """A value with every text that has a twin in that language.

    >>> in_language({"description": "rows of a page"}, "ru")
    {'description': 'строк на странице'}
    """
    if isinstance(value, dict):
        return {name: in_language(part, language) for name, part in value.items()}
    if isinstance(value, list):
        return [in_language(part, language) for part in value]
    return Phrase(value, {}).in_(language) if isinstance(value, str) else value
