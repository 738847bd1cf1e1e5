"""One file per resource; `ROUTES` says which handler answers which path."""

from __future__ import annotations

from collections.abc import Callable

from starlette.responses import Response

from voronka.simulator.amocrm.call import Call
from voronka.simulator.amocrm.resources import (
    account,
    contacts,
    custom_fields,
    events,
    leads,
    loss_reasons,
    notes,
    pipelines,
    sources,
    tags,
    tasks,
    unsorted,
    users,
    webhooks,
    write_leads,
    write_notes,
    write_tasks,
)

Handler = Callable[[Call], Response]

_CLIENT = "{entity:contacts|companies}"
_ENTITY = "{entity:leads|contacts|companies}"

#: Method, path below /api/v4, handler. The first that fits answers, so fixed words stand before `{…}`;
#: a part in braces is any word, or one of those after the colon.
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
    ("GET", "/leads/unsorted", unsorted.unsorted),
    ("GET", "/leads/unsorted/summary", unsorted.summary),
    ("GET", "/leads/unsorted/{uid}", unsorted.one),
    ("GET", "/sources", sources.sources),
    ("GET", "/sources/{id}", sources.source),
    ("GET", "/roles", users.roles),
    ("GET", "/roles/{id}", users.role),
    ("GET", f"/{_ENTITY}/custom_fields", custom_fields.custom_fields),
    ("GET", f"/{_ENTITY}/custom_fields/{{id}}", custom_fields.custom_field),
    ("GET", f"/{_ENTITY}/tags", tags.tags),
    ("GET", f"/{_ENTITY}/notes", notes.notes),
    ("GET", f"/{_ENTITY}/notes/{{note_id}}", notes.note),
    ("GET", f"/{_ENTITY}/{{id}}/notes", notes.notes),
    ("GET", f"/{_ENTITY}/{{id}}/notes/{{note_id}}", notes.note),
    ("POST", "/{entity:leads}/custom_fields", write_leads.add_fields),
    ("POST", "/{entity:leads}/notes", write_notes.add_notes),
    ("PATCH", "/{entity:leads}/notes", write_notes.change_notes),
    ("PATCH", "/{entity:leads}/notes/{note_id}", write_notes.change_note),
    ("POST", "/{entity:leads}/{id}/notes", write_notes.add_notes),
    ("PATCH", "/{entity:leads}/{id}/notes", write_notes.change_notes),
    ("PATCH", "/{entity:leads}/{id}/notes/{note_id}", write_notes.change_note),
    ("GET", "/events/types", events.types),
    ("GET", "/events", events.events),
    ("GET", "/events/{id}", events.event),
    ("GET", "/webhooks", webhooks.webhooks),
    ("POST", "/webhooks", webhooks.subscribe),
    ("DELETE", "/webhooks", webhooks.unsubscribe),
    ("GET", "/tasks", tasks.tasks),
    ("GET", "/tasks/{id}", tasks.task),
    ("POST", "/tasks", write_tasks.add_tasks),
    ("PATCH", "/tasks", write_tasks.change_tasks),
    ("PATCH", "/tasks/{id}", write_tasks.change_task),
    ("GET", "/leads", leads.leads),
    ("GET", "/leads/{id}", leads.lead),
    ("PATCH", "/leads", write_leads.change_leads),
    ("PATCH", "/leads/{id}", write_leads.change_lead),
    ("GET", f"/{_CLIENT}", contacts.clients),
    ("GET", f"/{_CLIENT}/{{id}}", contacts.client),
]
