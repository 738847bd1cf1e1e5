"""One request, seen by the handlers: who asks what of which world."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from voronka.simulator.amocrm.filters import Query
from voronka.simulator.amocrm.problems import ApiError
from voronka.simulator.amocrm.world import World
from voronka.simulator.shape import SimUser


@dataclass(frozen=True)
class Call:
    """`base` is scheme, host and port; `parts` are the variable pieces of the path; `body` is parsed JSON or None."""

    world: World
    base: str
    path: str
    query: Query
    user: SimUser
    parts: dict[str, str] = field(default_factory=dict)
    body: Any = None

    def link(self, path: str) -> dict[str, Any]:
        """`_links` of a record at `path` below the API's root."""
        return {"self": {"href": f"{self.base}/api/v4/{path}"}}

    def need_admin(self) -> None:
        """403 for everyone who is not an administrator."""
        if not self.user.is_admin:
            raise ApiError(403, "Недостаточно прав для вызова метода")
