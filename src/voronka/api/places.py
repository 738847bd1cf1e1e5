"""Whole addresses, as people and programs open them from elsewhere."""

from __future__ import annotations

from starlette.requests import Request

from voronka.workspace import Workspace


def link_to(request: Request, path: str) -> str:
    """The whole address of a path (with its query): by the settings, else as this page was asked for."""
    company = request.app.state.company
    known: str = company.settings["web.address"] if isinstance(company, Workspace) else ""
    return (known or f"{request.url.scheme}://{request.url.netloc}").rstrip("/") + path


def this_address(request: Request, **changes: object) -> str:
    """The whole address of this very request, with other parameters."""
    url = request.url.include_query_params(**changes)
    return link_to(request, f"{url.path}?{url.query}" if url.query else url.path)
