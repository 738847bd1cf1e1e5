"""An amoCRM in a few lines, whose every answer a test can bend. The real simulator is tested against in test_simulator.py."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime
from random import Random
from typing import Any
from urllib.parse import parse_qsl

import httpx2

from voronka.sources.amocrm.client import Client, Retry
from voronka.sources.amocrm.source import AmoSource, Options
from voronka.sources.amocrm.tokens import LongLivedToken

NOW = datetime(2026, 1, 10)
#: NOW in unix seconds.
LATE = 1_768_003_200
TOKEN = "very-secret-token"
URL = "https://company.amocrm.ru"

Bend = Callable[[httpx2.Request, dict[str, str]], httpx2.Response | None]


def json_response(body: Any, status: int = 200) -> httpx2.Response:
    """A HAL answer."""
    return httpx2.Response(
        status, content=json.dumps(body).encode(), headers={"Content-Type": "application/hal+json"}
    )


def html(status: int, **headers: str) -> httpx2.Response:
    """A gateway's page."""
    return httpx2.Response(
        status, content=b"<html><h1>nginx</h1></html>", headers={"Content-Type": "text/html", **headers}
    )


class Fake:
    """Lists by path under /api/v4/, filtered by the moment, sorted where asked; `bend` may answer in its place."""

    def __init__(self) -> None:
        self.lists: dict[str, list[dict[str, Any]]] = {
            "leads": [],
            "events": [],
            "leads/pipelines": [],
            "contacts": [],
        }
        self.deleted: list[dict[str, Any]] = []
        self.account: dict[str, Any] = {
            "id": 9,
            "name": "ООО «Ромашка»",
            "current_user_id": 11,
            "created_at": LATE - 400 * 86_400,
            "currency": "RUB",
            "_embedded": {
                "datetime_settings": {"timezone": "Europe/Moscow"},
                "users_groups": [{"id": 0, "name": "Отдел продаж"}],
            },
        }
        self.me: dict[str, Any] = {"id": 11, "name": "Анна", "rights": {"is_admin": True}}
        self.filters = True
        self.orders = True
        self.bend: Bend = lambda _request, _query: None
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.waits: list[float] = []

    def client(self, **options: Any) -> Client:
        """A client of this account that never really waits."""
        settings: dict[str, Any] = {
            "rate": 1e9,
            "retry": Retry(),
            "transport": httpx2.MockTransport(self.answer),
            "random": Random(1),
            "sleep": self.waits.append,
            **options,
        }
        return Client(URL, LongLivedToken(TOKEN), **settings)

    def source(self, **options: Any) -> AmoSource:
        """A source over this account."""
        return AmoSource(self.client(), lambda: NOW, Options(**options))

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        """What the service says."""
        path = request.url.path.removeprefix("/api/v4/")
        query = dict(parse_qsl(request.url.query.decode()))
        self.asked.append((path, query))
        bent = self.bend(request, query)
        if bent is not None:
            return bent
        if path == "account":
            return json_response(self.account)
        if path.startswith("users/"):
            return json_response(self.me)
        if path == "leads" and query.get("with") == "only_deleted":
            return self._page(path, self.deleted, query)
        rows = self.lists.get(path, [])
        if path == "events":
            kinds = [
                value for name, value in parse_qsl(request.url.query.decode()) if name == "filter[type][]"
            ]
            rows = [row for row in rows if row["type"] in kinds]
        return self._page(path, rows, query)

    def _page(self, path: str, rows: list[dict[str, Any]], query: dict[str, str]) -> httpx2.Response:
        for name, value in query.items():
            if self.filters and (found := re.fullmatch(r"filter\[(\w+_at)\]\[(from|to)\]", name)):
                field, side, number = found[1], found[2], int(value)
                rows = [
                    row for row in rows if (row[field] >= number if side == "from" else row[field] <= number)
                ]
            if self.orders and path != "events" and (found := re.fullmatch(r"order\[(\w+)\]", name)):
                rows = sorted(rows, key=lambda row, field=found[1]: row[field])  # type: ignore[misc]
        page, limit = int(query["page"]), int(query["limit"])
        part = rows[(page - 1) * limit : page * limit]
        if not part:
            return httpx2.Response(204)
        links = {"self": {"href": "…"}}
        if len(rows) > page * limit:
            links["next"] = {"href": "…"}
        return json_response({"_page": page, "_links": links, "_embedded": {path.rpartition("/")[2]: part}})


def pipeline(number: int, *stages: tuple[int, str]) -> dict[str, Any]:
    """A pipeline: an incoming stage, the given ones, won and lost."""
    listed = [
        {"id": number * 10, "name": "Неразобранное", "sort": 10, "type": 1, "color": "#c1c1c1"},
        *(
            {"id": key, "name": name, "sort": 20 + place, "type": 0, "color": "#99ccff"}
            for place, (key, name) in enumerate(stages)
        ),
        {"id": 142, "name": "Успешно реализовано", "sort": 10_000, "type": 0, "color": "#CCFF66"},
        {"id": 143, "name": "Закрыто и не реализовано", "sort": 11_000, "type": 0, "color": "#D5D8DB"},
    ]
    return {
        "id": number,
        "name": f"Воронка {number}",
        "sort": 1,
        "is_main": number == 7,
        "is_archive": False,
        "_embedded": {"statuses": listed},
    }


def lead(number: int, **changes: Any) -> dict[str, Any]:
    """A deal as the API shows one."""
    return {
        "id": number,
        "name": f"Сделка {number}",
        "price": 90_000,
        "responsible_user_id": 11,
        "status_id": 1,
        "pipeline_id": 7,
        "loss_reason_id": None,
        "created_by": 11,
        "updated_by": 0,
        "created_at": LATE - 1000,
        "updated_at": LATE - 500,
        "closed_at": None,
        "closest_task_at": None,
        "is_deleted": False,
        "custom_fields_values": None,
        "account_id": 9,
        "_links": {"self": {"href": f"{URL}/api/v4/leads/{number}?page=1"}},
        "_embedded": {"tags": [], "companies": [], "contacts": [], "loss_reason": [], "source": None},
        **changes,
    }


def event(
    key: str, kind: str, lead_id: int, at: int, before: Any = (), after: Any = (), **changes: Any
) -> dict[str, Any]:
    """An event of a deal as the API shows one."""
    return {
        "id": key,
        "type": kind,
        "entity_id": lead_id,
        "entity_type": "lead",
        "created_by": 11,
        "created_at": at,
        "value_before": list(before),
        "value_after": list(after),
        "account_id": 9,
        "_links": {"self": {"href": f"{URL}/api/v4/events/{key}"}},
        "_embedded": {"entity": {"id": lead_id}},
        **changes,
    }


def moved(
    key: str, lead_id: int, at: int, before: tuple[int, int], after: tuple[int, int], **changes: Any
) -> dict[str, Any]:
    """A change of stage; sides are (pipeline, stage)."""
    sides = [
        [{"lead_status": {"pipeline_id": pipeline_id, "id": stage_id}}]
        for pipeline_id, stage_id in (before, after)
    ]
    return event(key, "lead_status_changed", lead_id, at, sides[0], sides[1], **changes)
