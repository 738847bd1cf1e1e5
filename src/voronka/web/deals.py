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
from voronka.model.answer import Row
from voronka.model.cell import Cell
from voronka.model.money import Money
from voronka.web.asking import command, read_question
from voronka.web.company import Company
from voronka.web.page import Page
from voronka.web.respond import mark, render, unchanged

router = APIRouter()
ON_A_PAGE = 50
COLUMNS = ("name", "amount", "stage", "owner", "created_at", "outcome", "age_days")
#: Columns where the largest or newest is what one looks for first.
DOWN_FIRST = {"amount", "created_at", "age_days", "moved_at"}
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
    company: Company = request.app.state.company
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
    is_moves = METRICS[metric].unit == "move"
    values = {
        "p": page,
        "t": page.t,
        "metric": METRICS[metric],
        "question": question,
        "cell": cell,
        "title": _title(page, cell),
        "found": found,
        "columns": (*COLUMNS[:2], "from", "to", "moved_at", *COLUMNS[3:5]) if is_moves else COLUMNS,
        "down_first": DOWN_FIRST,
        "number": number,
        "last": max(1, -(-found.total // ON_A_PAGE)),
        "base_url": base_url,
        "command": command(question, company.timezone, cell),
        "sql": found.sql,
    }
    return render(request, "deals.html", values, tag=tag)


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
        if str(row["position"]) == position:
            return page.stage(row)
    return position


def _file(page: Page, cell: Cell) -> Response:
    """All rows as CSV that a spreadsheet opens by a double click, Cyrillic and decimals included."""
    found = page.company.deals(page.question, cell)
    name = f"{page.question.metric}-{cell.figure}.csv"
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return StreamingResponse(_lines(page, found.rows), media_type="text/csv; charset=utf-8", headers=headers)


def _lines(page: Page, rows: tuple[Row, ...]) -> Iterator[str]:
    mark = ";" if page.language == "ru" else ","
    yield "\ufeff" + _line([str(page.t(f"column.{name}")) for name in IN_FILE], mark)
    for row in rows:
        yield _line([_cell(page, row, name) for name in IN_FILE], mark)


def _line(cells: list[str], mark: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=mark, lineterminator="\r\n").writerow(cells)
    return out.getvalue()


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
