"""What a company should hear of at once: the rules over its deals, and over how they are read."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from voronka.model.alert import Alert, Lines

if TYPE_CHECKING:
    from voronka.workspace.whole import Workspace


def alerts(company: Workspace, at: datetime | None, lines: Lines | None) -> tuple[Alert, ...]:
    """What rings at that moment, by the rights of who asks."""
    from voronka.metrics.alerts.alerts import alerts as rung

    return rung(company.engine(), company.context(), at, lines or Lines())
