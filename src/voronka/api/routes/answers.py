"""Figures: the answer to a question, the deals behind a number, the statements that count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from voronka.api import shapes
from voronka.api.asking import Asked, metric_at, question
from voronka.api.callers import Caller, allowed, note_file
from voronka.api.forms import Told, json_of, wanted, written
from voronka.api.marks import headers, mark, unchanged
from voronka.api.params import FORM, METRIC
from voronka.api.places import this_address
from voronka.api.replies import FILES, replies
from voronka.errors import RightsError
from voronka.language import say
from voronka.metrics.catalog import title_of
from voronka.metrics.kinds import Metric
from voronka.model.deal_list import DealList
from voronka.render.files import answer_file, deals_file

router = APIRouter(tags=["figures"])
#: Deals of one page, unless `limit` says otherwise, and at most.
USUAL, MOST = 100, 10_000
Reads = Annotated[Caller, Depends(allowed("read"))]
Lists = Annotated[Caller, Depends(allowed("deals"))]
Question = Annotated[Asked, Depends(question)]


@router.get(
    "/ask/{metric}",
    summary=say("Ask a question"),
    description=say(
        "The answer as `voronka ask METRIC --format json` gives it: rows with counts, intervals, trust. The question is written as in the addresses of pages."
    ),
    response_model=shapes.Answer,
    responses=replies(400, 401, 403, 404, 406, 422, 429, 503, forms=FILES),
)
def ask(request: Request, metric: METRIC, caller: Reads, asked: Question, form: FORM = None) -> Response:
    known, company = metric_at(metric), caller.company
    form = wanted(request, form)
    wished = asked(known.name, company.timezone)
    tag = mark(request, caller)
    if (same := unchanged(request, tag)) is not None:
        return same
    answer = company.ask(wished)
    if not caller.sees_sql:
        answer = replace(answer, sql="", versus=answer.versus and replace(answer.versus, sql=""))
    language, timezone = request.state.look.language, company.timezone
    told = Told(
        known.name,
        answer.to_dict,
        lambda: answer.rows,
        lambda: answer_file(answer, known, title_of, language, timezone, this_address(request)),
    )
    note_file(request, caller, form, known.name)
    return written(told, form, headers(tag))


@router.get(
    "/deals/{metric}",
    summary=say("List the deals behind a number"),
    description=say(
        "Exactly the deals that a cell of the answer counts, such as `lost_here:3` or `reached:2@Сайт`, by pages; `next` is the address of the next one."
    ),
    response_model=shapes.Deals,
    responses=replies(400, 401, 403, 404, 406, 422, 429, 503, forms=FILES),
)
def deals(
    request: Request,
    metric: METRIC,
    caller: Lists,
    asked: Question,
    cell: Annotated[
        str,
        Query(
            description=say("the number: figure, place and segment, as in lost_here:3@Сайт"), examples=["won"]
        ),
    ],
    order: Annotated[
        str | None, Query(description=say("column to sort by; a minus in front turns it round"))
    ] = None,
    limit: Annotated[int, Query(ge=1, le=MOST, description=say("rows of a page, 10,000 at most"))] = USUAL,
    offset: Annotated[int, Query(ge=0, le=2**53, description=say("rows to leave out first"))] = 0,
    form: FORM = None,
) -> Response:
    known, company = metric_at(metric), caller.company
    form = wanted(request, form)
    wished = asked(known.name, company.timezone)
    tag = mark(request, caller)
    if (same := unchanged(request, tag)) is not None:
        return same
    found = company.deals(wished, cell, order=order or None, limit=limit, offset=offset)
    following = _next(request, found)
    links = {"link": f'<{following}>; rel="next"'} if following else {}
    told = Told(
        f"{known.name}-{found.cell.figure}",
        lambda: _page(found, limit, following, caller),
        lambda: found.rows,
        lambda: _file(request, known, found, caller),
    )
    note_file(request, caller, form, f"{known.name} {found.cell.figure}")
    return written(told, form, headers(tag) | links)


def _page(found: DealList, limit: int, following: str | None, caller: Caller) -> Mapping[str, Any]:
    told = found.to_dict() | {"limit": limit, "next": following}
    return told if caller.sees_sql else told | {"sql": ""}


def _next(request: Request, found: DealList) -> str | None:
    """The address of the next page, None on the last one."""
    after = found.offset + len(found.rows)
    if not found.rows or after >= found.total:
        return None
    return this_address(request, offset=after)


def _file(request: Request, metric: Metric, found: DealList, caller: Caller) -> Any:
    company = caller.company
    as_of = found.question.as_of or company.dictionary().known_until
    language = request.state.look.language
    return deals_file(found, metric, title_of, language, as_of, company.deal_address(), this_address(request))


@router.get(
    "/explain/{metric}",
    summary=say("See how it is counted"),
    description=say(
        "The SQL of a question; pasted into a DuckDB shell on the store it gives the same counts."
    ),
    response_model=shapes.Explained,
    responses=replies(400, 401, 403, 404, 422, 429, 503),
)
def explain(request: Request, metric: METRIC, caller: Reads, asked: Question) -> Response:
    if not caller.sees_sql:
        raise RightsError(say("your role does not allow this"), do=say("ask the owner for another role"))
    known = metric_at(metric)
    wished = asked(known.name, caller.company.timezone)
    tag = mark(request, caller)
    if (same := unchanged(request, tag)) is not None:
        return same
    return json_of({"metric": known.name, "sql": caller.company.explain(wished)}, headers(tag))
