"""One file per resource; `ROUTES` says which handler answers which path."""

from __future__ import annotations

from collections.abc import Callable

from starlette.responses import Response

from voronka.simulator.amocrm.call import Call
from voronka.simulator.amocrm.resources import account, events, leads, loss_reasons, notes, pipelines, users

Handler = Callable[[Call], Response]

#: Method, path below /api/v4, handler. The first that fits answers, so fixed words stand before `{…}`.
ROUTES: list[tuple[str, str, Handler]] = [
    ("GET", "/account", account.account),
    ("GET", "/users", users.users),
    ("GET", "/users/{id}", users.user),
    ("GET", "/leads/pipelines", pipelines.pipelines),
    ("GET", "/leads/pipelines/{id}", pipelines.pipeline),
    ("GET", "/leads/pipelines/{id}/statuses", pipelines.statuses),
    ("GET", "/leads/pipelines/{id}/statuses/{status_id}", pipelines.status),
    ("GET", "/leads/loss_reasons", loss_reasons.loss_reasons),
    ("GET", "/leads/loss_reasons/{id}", loss_reasons.loss_reason),
    ("GET", "/{entity}/notes", notes.notes),
    ("GET", "/{entity}/notes/{note_id}", notes.note),
    ("GET", "/{entity}/{id}/notes", notes.notes),
    ("GET", "/{entity}/{id}/notes/{note_id}", notes.note),
    ("GET", "/events/types", events.types),
    ("GET", "/events", events.events),
    ("GET", "/events/{id}", events.event),
    ("GET", "/leads", leads.leads),
    ("GET", "/leads/{id}", leads.lead),
]
