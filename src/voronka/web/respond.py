"""Pages as responses, with marks that spare a second rendering."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from voronka.model.reader import Reader
from voronka.render.charts import pictures
from voronka.web.company import Company
from voronka.web.doing import act_mark, acts
from voronka.web.fresh import fresh_mark, fresh_of
from voronka.web.look import Look
from voronka.web.reading import may, views_of
from voronka.web.ringing import ringing_of


@cache
def environment() -> Environment:
    """The templates; a name that is missing is an error, not an empty place."""
    found = Environment(
        loader=PackageLoader("voronka.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    found.globals["pictures"] = pictures
    return found


def mark(request: Request, company: Company) -> str:
    """An ETag: the same address, look, store, program, and what people wrote down give the same page."""
    look: Look = request.state.look
    parts = (
        request.url.path,
        request.url.query,
        look.language,
        look.theme,
        company.version,
        company.context(),
        request.app.state.static,
        reader_mark(request),
        request.state.guard,
        views_of(request),
        act_mark(request),
        [one.key for one in ringing_of(request)],
        fresh_mark(request),
    )
    return '"' + hashlib.sha256(repr(parts).encode()).hexdigest()[:20] + '"'


def reader_mark(request: Request) -> str:
    """What a page depends on of who reads it: two readers never share one."""
    reader: Reader | None = request.state.reader
    if reader is None:
        return ""
    return repr((reader.number, reader.name, reader.role, reader.rights, request.state.share is not None))


def unchanged(request: Request, tag: str) -> Response | None:
    """304 when the reader already has this page."""
    known = [part.strip().removeprefix("W/") for part in request.headers.get("if-none-match", "").split(",")]
    return Response(status_code=304, headers=_caching(tag)) if tag in known else None


def render(
    request: Request, template: str, values: Mapping[str, Any], status: int = 200, tag: str | None = None
) -> HTMLResponse:
    """A page from a template and its values."""
    app = request.app.state
    text = app.templates.get_template(template).render(
        request=request,
        look=request.state.look,
        reader=request.state.reader,
        share=request.state.share,
        guard=request.state.guard,
        may=lambda ability: may(request, ability),
        acts=acts(request),
        views=views_of(request),
        fresh=fresh_of(request),
        static=f"/static/{app.static}",
        has_font=app.has_font,
        **values,
    )
    headers = _caching(tag) if tag else {"cache-control": "no-store"}
    return HTMLResponse(text, status_code=status, headers=headers)


def _caching(tag: str) -> dict[str, str]:
    return {"etag": tag, "cache-control": "private, no-cache", "vary": "Cookie, Accept-Language"}
