"""«+ Фильтр»: which deals to count, by any dimension or field of the deal, chosen from a list that can be searched."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from voronka.metrics.catalog import DIMENSIONS
from voronka.model.question import Question
from voronka.web.asking import VALUE_MARK
from voronka.web.page import Page
from voronka.web.reading import company_of
from voronka.web.respond import mark, unchanged

router = APIRouter()
#: The form has a control of its own for these.
ELSEWHERE = {"pipeline"}
#: So many values are listed; the search finds the others.
LISTED = 60


@dataclass(frozen=True)
class Value:
    """A value that a filter can take: `sent` is what the form sends."""

    sent: str
    label: str
    is_chosen: bool = False


@dataclass(frozen=True)
class Dimension:
    """What deals can be picked by; `href` opens its values where there is no script."""

    name: str
    title: str
    href: str
    is_open: bool
    is_set: bool


@dataclass(frozen=True)
class Narrowing:
    """The panel: what there is to filter by, and the values of the one that is open; `left` more of them are found by searching."""

    known: tuple[Dimension, ...]
    fields: tuple[Dimension, ...]
    opened: Dimension | None
    values: tuple[Value, ...]
    left: int
    sought: str
    is_negated: bool


def narrowing(page: Page) -> Narrowing:
    """The panel of a page, opened at the dimension that the address names."""
    fields = [name for name in page.company.dictionary().fields if name not in DIMENSIONS]
    known = tuple(_dimension(page, name) for name in DIMENSIONS if name not in ELSEWHERE)
    own = tuple(_dimension(page, name) for name in fields)
    opened = next((one for one in (*known, *own) if one.is_open), None)
    if opened is None:
        return Narrowing(known, own, None, (), 0, "", False)
    sought = page.request.query_params.get("find", "")
    conditions = [one for one in page.question.where if one.dimension == opened.name]
    chosen = [value for one in conditions for value in one.values]
    values, left = choices(page, opened.name, sought, chosen)
    is_negated = any(one.negated for one in conditions)
    return Narrowing(known, own, opened, values, left, sought, is_negated)


def choices(
    page: Page, dimension: str, sought: str = "", chosen: Iterable[str] = ()
) -> tuple[tuple[Value, ...], int]:
    """The values of a dimension whose words hold `sought`, the chosen ones first, and how many more there are."""
    kept = list(chosen)
    found = [
        Value(VALUE_MARK + value, label)
        for value in page.company.choices(dimension, page.question.pipeline)
        if value not in kept and _holds(label := page.value(dimension, value), sought)
    ]
    first = [Value(VALUE_MARK + value, page.value(dimension, value), True) for value in kept]
    return (*first, *found[:LISTED]), max(0, len(found) - LISTED)


def _holds(label: str, sought: str) -> bool:
    """Whether every word sought stands in the label."""
    return all(word in label.casefold() for word in sought.casefold().split())


def _dimension(page: Page, name: str) -> Dimension:
    return Dimension(
        name,
        page.dimension(name),
        page.url(filter=name),
        page.request.query_params.get("filter") == name,
        any(one.dimension == name for one in page.question.where),
    )


@router.get("/choices/{dimension:path}")
def listed(request: Request, dimension: str, q: str = "", pipeline: str | None = None) -> Response:
    """What a filter can be set to, for the search in the panel: values as the form sends them, with their words."""
    company = company_of(request)
    tag = mark(request, company)
    if (same := unchanged(request, tag)) is not None:
        return same
    page = Page(request, company, Question("funnel", pipeline=pipeline or None))
    name = company.dictionary().dimension(dimension).name
    values, left = choices(page, name, q)
    body = {"values": [{"value": one.sent, "label": one.label} for one in values], "left": left}
    return JSONResponse(
        body, headers={"etag": tag, "cache-control": "private, no-cache", "vary": "Cookie, Accept-Language"}
    )
