"""Pictures of the pages as files: for a messenger, for slides, and the numbers behind them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from voronka.render.charts import Chart, csv, png, svg
from voronka.web.page import Page
from voronka.web.pages import PAGES
from voronka.web.reading import require, write_down
from voronka.web.routes import opened

router = APIRouter()
#: Ending → its type and how a chart is written so.
KINDS: dict[str, tuple[str, Callable[[Chart, str], str | bytes]]] = {
    "png": ("image/png", png),
    "svg": ("image/svg+xml", svg),
    "csv": ("text/csv; charset=utf-8", csv),
}


@router.get("/chart/{page_name}/{name}.{kind}")
def picture(request: Request, page_name: str, name: str, kind: str) -> Response:
    """A chart of a page, asked the same question, as a file that says what it shows and as of when."""
    shown = PAGES.get(page_name)
    if shown is None or name not in shown.charts or kind not in KINDS:
        raise HTTPException(404)
    shown = shown.asked(request.query_params)
    page = opened(request, shown)
    if isinstance(page, Response):
        return page
    if kind == "csv":
        require(request, "export")
        write_down(request, "exported", f"{request.url.path}?{request.url.query}")
    chart = shown.charts[name](page)
    media, write = KINDS[kind]
    content = write(replace(chart, source=chart.source or source(page)), page.language)
    headers = {
        "content-disposition": f'attachment; filename="{page_name}-{name}.{kind}"',
        "cache-control": "private, no-store",
    }
    return Response(content, media_type=media, headers=headers)


def source(page: Page) -> str:
    """Which deals a picture is about, and what was known when it was made."""
    parts = page.scope()
    if page.question.as_of is None:
        known = page.company.dictionary().known_until
        parts.append(str(page.t("as_of", moment=page.moment(known))))
    return " · ".join(parts)
