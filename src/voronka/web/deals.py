"""The deals behind a number: a sortable list, and the same as a file for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from voronka.errors import InputError
from voronka.language import say
from voronka.metrics import catalog
from voronka.metrics.catalog import METRICS
from voronka.metrics.kinds import Metric
from voronka.model.answer import Row
from voronka.model.cell import Cell
from voronka.model.column import Column
from voronka.model.deal_list import DealList
from voronka.model.money import Money
from voronka.render.cells import TEXTS
from voronka.web.asking import command, read_question
from voronka.web.page import How, Page
from voronka.web.pages import home_of
from voronka.web.reading import company_of
from voronka.web.respond import mark, render, unchanged

router = APIRouter()
ON_A_PAGE = 50
COLUMNS = ("name", "amount", "stage", "owner", "created_at", "outcome", "age_days")
#: What is counted → the words for so many of it.
COUNTED = {"deal": "deals", "move": "moves", "stay": "stays", "activity": "activities"}
#: Columns where the largest or newest is what one looks for first.
DOWN_FIRST = {"amount", "created_at", "age_days", "moved_at", "entered_at", "happened_at", "hours", "seconds"}
IN_FILE = (
    "deal_id",
    "name",
    "amount",
    "currency",
    "pipeline",
    "stage",
    "owner",
    "created_at",
    "outcome",
    "outcome_at",
    "reason",
    "age_days",
)


@router.get("/deals")
def deals(request: Request) -> Response:
    """Exactly the deals that a number counts."""
    company = company_of(request)
    query = request.query_params
    metric = catalog.metric(query.get("metric") or "funnel").name
    question = read_question(query, metric, company.timezone)
    cell = Cell.parse(query.get("cell", ""))
    page = Page(request, company, question)
    if query.get("format") == "csv":
        return _file(page, cell)
    tag = mark(request, company.version)
    if (same := unchanged(request, tag)) is not None:
        return same
    number, order = _page_number(query.get("page", "1")), query.get("order") or None
    found = company.deals(question, cell, order=order, limit=ON_A_PAGE, offset=(number - 1) * ON_A_PAGE)
    account = next(iter(company.dictionary().accounts), None)
    base_url = account.base_url.rstrip("/") if account and account.source_kind == "amocrm" else ""
    values = {
        "p": page,
        "t": page.t,
        "metric": METRICS[metric],
        "question": question,
        "cell": cell,
        "title": _title(page, cell),
        "found": found,
        "columns": _columns(METRICS[metric]),
        "facts": {column.name: column for column in found.columns},
        "counted": COUNTED[METRICS[metric].unit],
        "home": home_of(metric),
        "down_first": DOWN_FIRST,
        "number": number,
        "last": max(1, -(-found.total // ON_A_PAGE)),
        "base_url": base_url,
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
    if not text.isdecimal() or int(text) < 1:
        raise InputError(
            say("no page “{text}”", text=text),
            say("pages are numbered from 1"),
            say("remove page= from the address"),
        )
    return int(text)


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


def _file(page: Page, cell: Cell) -> Response:
    """All rows as CSV that a spreadsheet opens by a double click, Cyrillic and decimals included."""
    found = page.company.deals(page.question, cell)
    name = f"{page.question.metric}-{cell.figure}.csv"
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return StreamingResponse(_lines(page, found), media_type="text/csv; charset=utf-8", headers=headers)


def _lines(page: Page, found: DealList) -> Iterator[str]:
    """The head and a line per row."""
    mark = ";" if page.language == "ru" else ","
    yield "\ufeff" + _line(
        [
            *(str(page.t(f"column.{name}")) for name in IN_FILE),
            *(page.text(column.title) for column in found.columns),
        ],
        mark,
    )
    for row in found.rows:
        own = (_of_fact(page, row, column) for column in found.columns)
        yield _line([*(_cell(page, row, name) for name in IN_FILE), *own], mark)


def _line(cells: list[str], mark: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=mark, lineterminator="\r\n").writerow(cells)
    return out.getvalue()


def _of_fact(page: Page, row: Row, column: Column) -> str:
    """Words and days as people read them, numbers as a spreadsheet does."""
    return page.fact(row, column) if column.kind in TEXTS else _cell(page, row, column.name)


def _cell(page: Page, row: Row, name: str) -> str:
    value = row.get("amount" if name == "currency" else name)
    if isinstance(value, Money):
        if name == "currency":
            return value.currency
        text = str(value.major)
        return text.replace(".", ",") if page.language == "ru" else text
    if value is None:
        return ""
    if name.endswith("_at"):
        return page.local_day(value).isoformat()
    text = str(value)
    # A spreadsheet would run a name that starts like a formula.
    return "'" + text if text[:1] in "=+-@\t\r" and not isinstance(value, int | float) else text
