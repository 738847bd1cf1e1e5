"""Every address that somebody could ask for: made of the application's own list of routes, so that a new one with parameters needs an example here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import every
from voronka.metrics.catalog import DIMENSIONS, METRICS
from voronka.metrics.opening import cell_of
from voronka.web.pages import PAGES

PERIOD = "period=2026-01-10..2026-02-10"
ASKED = (f"?{PERIOD}&by=manager", "?where=manager=olga", "?as_of=2026-01-21")
#: Routes that ask for the same answers as another one: a few metrics are enough there.
FEWER = {
    "/api/v1/explain/{metric}": 6,
    "/download/{metric}.{kind}": 4,
    "/download/deals.{kind}": 5,
    "/deals": 3,
}
TABLES = ("deals", "stays", "step_days", "people")
#: Routes that show no figures: who may enter, and how the CRM is connected.
WITHOUT_FIGURES = (
    "/sign-in",
    "/first",
    "/invitation",
    "/reset",
    "/profile",
    "/share",
    "/team",
    "/connect",
    "/settings",
    "/token",
    "/api/docs",
    "/health",
)


def routes(app: Any) -> list[str]:
    """Templates of all addresses that can be read."""
    api = next(one.app for one in app.routes if getattr(one, "path", "") == "/api")
    found = [path for path, methods in app.openapi()["paths"].items() if "get" in methods]
    found += [f"/api{path}" for path, methods in api.openapi()["paths"].items() if "get" in methods]
    return [path for path in found if not path.startswith(WITHOUT_FIGURES)]


def addresses(app: Any, company: Any, deals: list[int]) -> list[str]:
    """Addresses of every route; a few where it takes a metric or a page."""
    return [address for path in routes(app) for address in _of(path, company, deals)]


def _of(path: str, company: Any, deals: list[int]) -> Iterator[str]:
    name = path.strip("/")
    if name in PAGES:
        place = list(PAGES).index(name)
        yield from (f"{path}{ASKED[number % len(ASKED)]}" for number in (place, place + 1))
        if PAGES[name].free:
            yield from (f"{path}?metric={one}" for one in list(METRICS)[::4])
    elif "{" not in path:
        yield path
    elif path.startswith(("/choices/", "/api/v1/choices/")):
        yield from (path.replace("{dimension}", one) for one in (*DIMENSIONS, "industry"))
    elif path.startswith("/chart/"):
        yield from (
            path.format(page_name=kind.name, name=chart, kind=ending)
            for kind in PAGES.values()
            for chart in kind.charts
            for ending in ("svg", "csv")
        )
    elif path.startswith("/plan/file/"):
        yield path.replace("{key}", "0" * 16)
    elif path == "/schedules/{number}":
        yield path.format(number=1)
    elif path.startswith(("/actions/", "/api/v1/actions/")) and "{number" in path:
        yield re.sub(r"{number[^}]*}", "1", path)
    elif path.startswith("/deal/"):
        yield from (path.replace("{key}", str(one)) for one in deals)
    elif path in ("/api/v1/metrics/{metric}", "/metrics/{name}"):
        yield path.format(metric="funnel", name="losses")
    elif path.startswith(("/reports/", "/api/v1/reports/")):
        # of the forms the one that carries nothing but what is told; tests/rights/test_reports.py looks into the others
        kinds = ("weekly", "personal") if "/preview" in path or "/api/" in path else ("monthly",)
        yield from (
            f"{path.format(kind=one, form='text')}?period=2026-01{'' if '/api/' in path else f'&kind={one}'}"
            for one in kinds
        )
    elif path == "/api/v1/tables/{table}.parquet":
        yield from (path.format(table=one) for one in TABLES)
    elif "/deals" in path:
        yield from _lists(path, company)
    elif "{metric}" in path:
        few = list(METRICS)[:: FEWER.get(path, 1)]
        yield from (path.format(metric=one, kind="csv") + _query(one) for one in few)
    else:
        raise AssertionError(f"no example of {path}: what may those see who see some deals?")


def _lists(path: str, company: Any) -> Iterator[str]:
    """Lists of deals: of a cell of each metric's answer over everything, which others may ask for too."""
    for name in list(METRICS)[:: FEWER.get(path, 1)]:
        metric = METRICS[name]
        answer = company.ask(every.question(name))
        cells = [cell for row in answer.rows for one in answer.columns if (cell := cell_of(metric, one, row))]
        for cell in cells[:1]:
            query = _query(name) or "?"
            place = path.format(metric=name, kind="csv")
            part = f"metric={name}&" if "{metric}" not in path else ""
            yield f"{place}{query}{'' if query == '?' else '&'}{part}cell={quote(str(cell))}"


def _query(name: str) -> str:
    pairs = [pair for pair in every.question(name).to_pairs() if pair[0] != "metric"]
    return "?" + "&".join(f"{key}={quote(value)}" for key, value in pairs) if pairs else ""
