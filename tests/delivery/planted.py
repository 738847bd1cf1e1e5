"""Alerts that a test plants: what a company finds is what stands here, by whose deals are looked at."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from voronka.model.alert import About, Alert
from voronka.model.money import Money
from voronka.workspace import Workspace

#: By `Rights.mark`.
FOUND: dict[str, tuple[Alert, ...]] = {}


def alert(key: str, thousands: int | None = None, surprise: float = 4.0, **changes: Any) -> Alert:
    """An alert: four deals where nineteen to thirty-four are usual; `key` begins with its rule."""
    at = datetime(2026, 11, 23, 5)
    values: dict[str, Any] = {
        "rule": key.split("/")[0],
        "key": key,
        "at": at,
        "since": at - timedelta(days=7),
        "until": at,
        "about": (About("source", "1", key.partition("/")[2]),),
        "observed": 4.0,
        "usual": 26.0,
        "low": 19.0,
        "high": 34.0,
        "unit": "deals",
        "n": 4,
        "money": Money(thousands * 100_000, "RUB") if thousands is not None else None,
        "surprise": surprise,
        "deals": None,
    }
    return Alert(**(values | changes))


def plant(found: Iterable[Alert], mark: str = "all") -> None:
    """Let this be found from now on."""
    FOUND[mark] = tuple(found)


def planted(company: Workspace, at: datetime | None = None, lines: Any = None) -> tuple[Alert, ...]:
    """What stands in place of `Workspace.alerts`."""
    return FOUND.get(company.rights.mark, ())
