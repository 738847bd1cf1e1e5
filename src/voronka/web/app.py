"""The web application: routes, errors, the look of each request."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from voronka.errors import InputError, StoreError, VoronkaError
from voronka.language import translated
from voronka.render.words import Words
from voronka.web import deals, pages
from voronka.web.asking import with_query
from voronka.web.assets import STATIC, LastingFiles, fingerprint
from voronka.web.company import Company
from voronka.web.look import LANGUAGES, THEMES, Look, remember
from voronka.web.respond import SECURITY, environment, render
from voronka.workspace import Workspace


def create_app(workspace_folder: Path | str = ".", company: Company | None = None) -> FastAPI:
    """The pages of one workspace; `company` in place of the folder's own for tests."""
    app = FastAPI(title="Voronka", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.company = company or Workspace(workspace_folder)
    app.state.templates = environment()
    app.state.static = fingerprint()
    app.state.has_font = (STATIC / "fonts/inter.woff2").is_file()
    app.mount(f"/static/{app.state.static}", LastingFiles(directory=STATIC), name="static")
    app.include_router(pages.router)
    app.include_router(deals.router)
    app.add_middleware(GZipMiddleware, minimum_size=1000)
    app.middleware("http")(with_look)
    app.add_exception_handler(VoronkaError, show_error)
    app.add_exception_handler(HTTPException, show_http_error)
    return app


async def with_look(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    """Language and theme for the page, choices remembered, safety headers on everything."""
    request.state.look = Look.of(request)
    theme = request.query_params.get("theme")
    if theme in THEMES:
        rest = [(name, value) for name, value in request.query_params.multi_items() if name != "theme"]
        response: Response = RedirectResponse(with_query(request.url.path, rest), 303)
        remember(response, "theme", theme)
    else:
        response = await call_next(request)
        language = request.query_params.get("lang")
        if language in LANGUAGES:
            remember(response, "lang", language)
    response.headers.update(SECURITY)
    return response


def show_error(request: Request, error: Exception) -> HTMLResponse:
    """What happened, why, and what to do, as a page."""
    assert isinstance(error, VoronkaError)
    if isinstance(error, StoreError):
        return render(request, "empty.html", _words(request, _sentences(request, error)), status=503)
    status = 400 if isinstance(error, InputError) else 500
    return render(request, "error.html", _words(request, _sentences(request, error)), status=status)


def show_http_error(request: Request, error: Exception) -> HTMLResponse:
    """No such page, in the product's own words."""
    assert isinstance(error, HTTPException)
    words = Words(request.state.look.language)
    key = "error.404" if error.status_code == 404 else "error.http"
    sentences = [words(key), words(f"{key}.why"), words(f"{key}.do")]
    return render(request, "error.html", _words(request, sentences), status=error.status_code)


def _words(request: Request, error: list[str]) -> dict[str, object]:
    return {"t": Words(request.state.look.language), "p": None, "error": error}


def _sentences(request: Request, error: VoronkaError) -> list[str]:
    language = request.state.look.language
    return [str(translated(part, language)) for part in (error.what, error.why, error.do)]
