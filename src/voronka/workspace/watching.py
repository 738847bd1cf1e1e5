"""What a company should hear of at once: the rules over its deals, and over how they are read."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from voronka.model.alert import Alert, Lines, Ringing

if TYPE_CHECKING:
    from voronka.workspace.whole import Workspace


def alerts(company: Workspace, at: datetime | None, lines: Lines | None) -> tuple[Alert, ...]:
    """What rings at that moment, by the rights of who asks."""
    from voronka.metrics.alerts.alerts import alerts as rung

    return rung(company.engine(), company.context(), at, lines or Lines())


def alerts_past(company: Workspace, weeks: int, lines: Lines | None) -> tuple[Ringing, ...]:
    """How the rules would have done on the deals of who asks."""
    from voronka.metrics.alerts.past import past

    return past(company.engine(), company.context(), weeks, lines or Lines())
