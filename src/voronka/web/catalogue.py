"""The catalogue of figures: what each answers, how it is counted, where it is shown."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from voronka.metrics import catalog
from voronka.metrics.catalog import METRICS
from voronka.metrics.guide.pages import command, counted
from voronka.metrics.kinds import Metric
from voronka.model.option import OPTIONS
from voronka.model.question import Question
from voronka.web.kinds import PageKind
from voronka.web.page import Page
from voronka.web.pages import PAGES
from voronka.web.reading import company_of
from voronka.web.respond import mark, render, unchanged

router = APIRouter()


@router.get("/metrics")
def metrics(request: Request, q: str = "") -> Response:
    """All figures, or those whose words hold what is sought."""
    page = Page(request, company_of(request), Question("funnel"))
    tag = mark(request, page.company)
    if (same := unchanged(request, tag)) is not None:
        return same
    found = [one for one in METRICS.values() if _holds(page, one, q)]
    values = {
        "p": page,
        "t": page.t,
        "found": found,
        "sought": q,
        "homes": {one.name: home(one) for one in found},
    }
    return render(request, "metrics.html", values, tag=tag)


@router.get("/metrics/{name}")
def one_metric(request: Request, name: str) -> Response:
    """Everything that is to be known of a figure."""
    known = catalog.metric(name)
    page = Page(request, company_of(request), Question("funnel"))
    tag = mark(request, page.company)
    if (same := unchanged(request, tag)) is not None:
        return same
    values = {
        "p": page,
        "t": page.t,
        "metric": known,
        "counted": counted(known, page.language),
        "options": [(one, page.text(OPTIONS[one].help)) for one in known.options],
        "command": command(known),
        "home": home(known),
    }
    return render(request, "metric.html", values, tag=tag)


def home(metric: Metric) -> PageKind | None:
    """The page of the menu that shows a figure; None where only the free question does."""
    kinds = [kind for kind in PAGES.values() if not kind.free]
    own = (kind for kind in kinds if kind.metric == metric.name)
    return next(own, None) or next((kind for kind in kinds if metric.name in kind.also), None)


def _holds(page: Page, metric: Metric, sought: str) -> bool:
    """Whether every word sought stands in what the figure is called or asks."""
    texts = (metric.title, metric.question, metric.help)
    told = " ".join([metric.name, *(page.text(one) for one in texts)]).casefold()
    return all(word in told for word in sought.casefold().split())
