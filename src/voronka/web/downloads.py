"""Tables as files for a spreadsheet: the answer to any question, and all deals behind any of its numbers."""

from __future__ import annotations

import re

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from voronka.api.places import link_to
from voronka.metrics import catalog
from voronka.metrics.catalog import title_of
from voronka.model.cell import Cell
from voronka.render.files import File, answer_file, deals_file
from voronka.web.asking import address, read_question
from voronka.web.look import Look
from voronka.web.pages import home_of
from voronka.web.reading import company_of, deal_address, require, write_down

router = APIRouter()
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("/download/deals.{kind}")
def deals(request: Request, kind: str) -> Response:
    """All deals behind a number, in the order of the page."""
    _check(request, kind)
    company, language = company_of(request), _language(request)
    query = request.query_params
    metric = catalog.metric(query.get("metric") or "funnel")
    question = read_question(query, metric.name, company.timezone)
    cell = Cell.parse(query.get("cell", ""))
    found = company.deals(question, cell, order=query.get("order") or None)
    as_of = question.as_of or company.dictionary().known_until
    page = address("/deals", question, company.timezone, metric=metric.name, cell=str(cell))
    file = deals_file(found, metric, title_of, language, as_of, deal_address(company), link_to(request, page))
    return _response(kind, file, _name(metric.name, found.cell.figure, question.period))


@router.get("/download/{metric}.{kind}")
def answer(request: Request, metric: str, kind: str) -> Response:
    """The answer to a question."""
    _check(request, kind)
    company, language = company_of(request), _language(request)
    known = catalog.metric(metric)
    question = read_question(request.query_params, known.name, company.timezone)
    found = company.ask(question)
    home = home_of(known.name)
    path = f"/{home.name}" if home.metric == known.name else request.url.path
    page = address(path, question, company.timezone)
    file = answer_file(found, known, title_of, language, company.timezone, link_to(request, page))
    return _response(kind, file, _name(known.name, question.period))


def _check(request: Request, kind: str) -> None:
    """Such a file there is, and the reader may take it; that they did is written down."""
    if kind not in ("csv", "xlsx"):
        raise HTTPException(404)
    require(request, "export")
    write_down(request, "exported", f"{request.url.path}?{request.url.query}")


def _language(request: Request) -> str:
    look: Look = request.state.look
    return look.language


def _name(*parts: object) -> str:
    """A file's name that no system stumbles over.

    >>> _name("funnel", "lost_here", "closed:2026-Q3"), _name("funnel", None)
    ('funnel-lost_here-closed-2026-Q3', 'funnel')
    """
    return "-".join(re.sub(r"[^A-Za-z0-9_.]+", "-", str(part)) for part in parts if part)


def _response(kind: str, file: File, name: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}.{kind}"', "cache-control": "no-store"}
    if kind == "xlsx":
        return Response(file.xlsx(), media_type=XLSX, headers=headers)
    return StreamingResponse(file.csv(), media_type="text/csv; charset=utf-8", headers=headers)
