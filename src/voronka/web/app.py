"""The web application: routes, errors, the look of each request."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from voronka.api import hooks
from voronka.api.app import create_api
from voronka.api.errors import refused
from voronka.delivery.clockwork import Clockwork
from voronka.errors import AbsentError, InputError, RightsError, StoreError, VoronkaError
from voronka.intake.freshness import Watch
from voronka.intake.schedule import Schedule
from voronka.language import translated
from voronka.operations.requests import Counts, Watched
from voronka.render.words import Words
from voronka.web import (
    access,
    actions,
    alerts,
    api_docs,
    brief,
    catalogue,
    channels,
    connect,
    deal,
    deals,
    downloads,
    drawn,
    goals,
    health,
    narrowing,
    notes,
    programs,
    proposal,
    reports,
    routes,
    schedules,
    scoring,
    settings,
    views,
)
from voronka.web.assets import STATIC, LastingFiles, fingerprint
from voronka.web.company import Company
from voronka.web.connect.consent import Waiting
from voronka.web.entrance import Entrance, WithReader
from voronka.web.middleware import SQUEEZE, Compressed, WithHead, WithLook
from voronka.web.pages import menu
from voronka.web.respond import environment, render
from voronka.workspace import Workspace

#: Modules that have routes of their own, for every company.
PARTS = (
    routes,
    deals,
    deal,
    downloads,
    drawn,
    brief,
    goals,
    proposal,
    health,
    narrowing,
    notes,
    actions,
    access,
    hooks,
    programs,
    reports,
    scoring,
    api_docs,
    views,
    catalogue,
)


def create_app(
    workspace_folder: Path | str = ".",
    company: Company | None = None,
    hosts: Sequence[str] = ("*",),
    is_local: bool = True,
) -> FastAPI:
    """The pages of one workspace; `company` in place of the folder's own for tests.

    `hosts` are the names under which the pages answer: a server of this machine alone must not answer to a name that some
    site on the internet has pointed at it. `is_local`: served to this machine alone, so that nobody has to sign in before there are readers.
    """
    app = FastAPI(title="Voronka", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.company = company or Workspace(workspace_folder)
    whole = app.state.company if isinstance(app.state.company, Workspace) else None
    app.state.entrance = Entrance(whole, is_local)
    if whole is not None:
        app.state.schedule, app.state.watch, app.state.waiting = Schedule(whole), Watch(whole), Waiting()
        app.include_router(connect.router)
        app.state.clockwork = Clockwork(whole)
        for part in (settings, channels, schedules, alerts):
            app.include_router(part.router)
    app.state.templates = environment()
    app.state.templates.globals["menu"] = menu()
    app.state.static = fingerprint()
    app.state.has_font = (STATIC / "fonts/inter.woff2").is_file()
    app.mount(f"/static/{app.state.static}", LastingFiles(), name="static")
    for part in PARTS:
        app.include_router(part.router)
    app.state.api = create_api(app.state.company)
    app.mount("/api", app.state.api)
    app.add_middleware(Compressed, minimum_size=1000, compresslevel=SQUEEZE)
    app.add_middleware(WithReader, entrance=app.state.entrance, refuse=show_error)
    app.add_middleware(WithLook)
    app.add_middleware(WithHead)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(hosts), www_redirect=False)
    app.state.counts = Counts()
    app.add_middleware(Watched, counts=app.state.counts)
    app.add_exception_handler(VoronkaError, show_error)
    app.add_exception_handler(HTTPException, show_http_error)
    return app


def show_error(request: Request, error: Exception) -> Response:
    """What happened, why, and what to do, as a page; where there is no history yet, the way to it."""
    assert isinstance(error, VoronkaError)
    if isinstance(error, StoreError):
        if (way := connect.way_in(request)) is not None:
            return RedirectResponse(way, 303)
        return render(request, "empty.html", _words(request, _sentences(request, error)), status=503)
    return render(request, "error.html", _words(request, _sentences(request, error)), status=_status(error))


def _status(error: VoronkaError) -> int:
    kinds = ((AbsentError, 404), (InputError, 400), (RightsError, 403))
    return next((status for kind, status in kinds if isinstance(error, kind)), 500)


def show_http_error(request: Request, error: Exception) -> Response:
    """No such page, in the product's own words; programs are told as programs are."""
    assert isinstance(error, HTTPException)
    if request.url.path.startswith("/api/"):
        # a path with a line break in it is not passed on to the API
        return refused(request, error)
    words = Words(request.state.look.language)
    key = "error.404" if error.status_code == 404 else "error.http"
    sentences = [words(key), words(f"{key}.why"), words(f"{key}.do")]
    return render(request, "error.html", _words(request, sentences), status=error.status_code)


def _words(request: Request, error: list[str]) -> dict[str, object]:
    return {"t": Words(request.state.look.language), "p": None, "error": error}


def _sentences(request: Request, error: VoronkaError) -> list[str]:
    language = request.state.look.language
    return [str(translated(part, language)) for part in (error.what, error.why, error.do)]
