"""The deals behind a number: a sortable list."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from voronka.errors import InputError
from voronka.language import say
from voronka.metrics import catalog
from voronka.metrics.catalog import METRICS
from voronka.metrics.kinds import Metric
from voronka.model.cell import Cell
from voronka.web.asking import command, read_question
from voronka.web.page import How, Page
from voronka.web.pages import home_of
from voronka.web.reading import company_of, deal_address
from voronka.web.respond import mark, render, unchanged
from voronka.web.whole import whole

router = APIRouter()
ON_A_PAGE = 50
COLUMNS = ("name", "amount", "stage", "owner", "created_at", "outcome", "age_days")
#: What is counted → the words for so many of it.
COUNTED = {"deal": "deals", "move": "moves", "stay": "stays", "activity": "activities"}
#: Columns where the largest or newest is what one looks for first.
DOWN_FIRST = {"amount", "created_at", "age_days", "moved_at", "entered_at", "happened_at", "hours", "seconds"}


@router.get("/deals")
def deals(request: Request) -> Response:
    """Exactly the deals that a number counts."""
    company = company_of(request)
    query = request.query_params
    metric = catalog.metric(query.get("metric") or "funnel").name
    question = read_question(query, metric, company.timezone)
    cell = Cell.parse(query.get("cell", ""))
    page = Page(request, company, question)
    tag = mark(request, company)
    if (same := unchanged(request, tag)) is not None:
        return same
    number, order = _page_number(query.get("page", "1")), query.get("order") or None
    found = company.deals(question, cell, order=order, limit=ON_A_PAGE, offset=(number - 1) * ON_A_PAGE)
    values = {
        "p": page,
        "t": page.t,
        "metric": METRICS[metric],
        "question": question,
        "cell": cell,
        "title": _title(page, found.cell),
        "found": found,
        "columns": _columns(METRICS[metric]),
        "facts": {column.name: column for column in found.columns},
        "counted": COUNTED[METRICS[metric].unit],
        "home": home_of(metric),
        "down_first": DOWN_FIRST,
        "number": number,
        "last": max(1, -(-found.total // ON_A_PAGE)),
        "deal_address": deal_address(company),
        "hows": [
            How(None, page.text(METRICS[metric].help), "", command(question, page.timezone, cell), found.sql)
        ],
    }
    return render(request, "deals.html", values, tag=tag)


def _columns(metric: Metric) -> tuple[str, ...]:
    """What a list shows: of facts that are no deals, what they are in place of how the deal ended."""
    if metric.unit == "deal":
        return COLUMNS
    own = ("from", "to", "moved_at") if metric.unit == "move" else (one.name for one in metric.fact_columns)
    return (*COLUMNS[:2], *own, *COLUMNS[3:5])


def _page_number(text: str) -> int:
    number = whole(text)
    if not number:
        raise InputError(
            say("no page “{text}”", text=text),
            say("pages are numbered from 1"),
            say("remove page= from the address"),
        )
    return number


def _title(page: Page, cell: Cell) -> str:
    """What the number counts, and where; the list itself has checked that there is such a figure."""
    metric = METRICS[page.question.metric]
    figure = next(figure for figure in metric.figures if figure.name == cell.figure)
    keys = [str(page.t(f"kind.{key}")) if f"kind.{key}" in page.words else key for key in cell.keys]
    place = _stage_name(page, keys[0]) if figure.keys == ("position",) and keys else " → ".join(keys)
    key = f"title.{metric.name}.{figure.name}{'.at' if place else ''}"
    title = str(page.t(key, place=place)) if key in page.words else page.text(figure.title)
    return title if cell.segment is None else f"{title} · {cell.segment or page.t('unknown')}"


def _stage_name(page: Page, position: str) -> str:
    for row in page.company.ask(page.question).rows:
        if str(row.get("position")) == position:
            return page.stage(row)
    return position
