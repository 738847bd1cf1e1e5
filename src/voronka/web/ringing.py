"""What the overview says of alerts: what the last look found, so that no page waits for another one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from starlette.requests import Request

from voronka import clock
from voronka.model.alert import Alert
from voronka.team.alerts import Alerts
from voronka.web.reading import workspace_of
from voronka.workspace import Workspace

#: What was found longer ago is no news.
FRESH = timedelta(hours=36)


def ringing_of(request: Request) -> Sequence[Alert]:
    """What rings for whoever reads, the weightiest first, without what was put off; nothing on a shared page."""
    company = request.app.state.company
    if not isinstance(company, Workspace) or not company.has_team() or request.state.share is not None:
        return ()
    book, now = Alerts(company.database(), workspace_of(request).rights.mark), clock.now()
    look = book.look()
    if look is None or now - look.at > FRESH:
        return ()
    put_off = {key for key, one in book.put_off().items() if one.until > now} if look.found else ()
    return [one for one in look.found if one.key not in put_off]
