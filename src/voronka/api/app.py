"""The application under /api: its routes, errors, description, and how many answers are made at once."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends, FastAPI

from voronka import __version__
from voronka.api import errors
from voronka.api.description import Described
from voronka.api.lane import Lane
from voronka.api.pace import Pace
from voronka.api.routes import actions, alerts, answers, goals, health, names, reports, schedules, tables
from voronka.api.strict import only_known
from voronka.language import say


def create_api(company: Any) -> FastAPI:
    """The interface of one company for programs; to be mounted under /api, behind what finds out who asks."""
    api = Described(
        title="Voronka",
        version=__version__,
        description=say(
            "Every figure of the pages for programs. A question is written as in the address of its page; an answer has counts, intervals, trust and the moment it is true for."
        ),
        docs_url=None,
        redoc_url=None,
        separate_input_output_schemas=False,
    )
    api.state.company = company
    api.state.pace = Pace()
    v1 = APIRouter(prefix="/v1")
    for part in (actions, alerts, goals, names, reports, schedules, tables):
        v1.include_router(part.router, dependencies=[Depends(only_known)])
    for part in (answers, health):
        v1.include_router(part.router)
    api.include_router(v1)
    api.add_middleware(Lane)
    errors.register(api)
    api.describe()
    return api
