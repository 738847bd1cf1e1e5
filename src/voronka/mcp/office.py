"""Where assistants are received: finds who asks, and lets few questions in at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from voronka.api.callers import Caller, caller_of, token_of
from voronka.api.lane import WIDTH
from voronka.clock import now
from voronka.errors import RightsError, VoronkaError
from voronka.language import LANGUAGES, say
from voronka.mcp.asker import Asker
from voronka.team.api_tokens import SCOPES
from voronka.workspace import Workspace

#: Where a request of the network keeps its caller.
CALLER = "caller"


@dataclass
class Office:
    """One company for assistants. `local` gives who asks where nobody comes over the network; `has_names` False puts names away."""

    company: Workspace
    language: str
    local: Callable[[], Caller]
    has_names: bool = True
    _room: threading.BoundedSemaphore = field(default_factory=lambda: threading.BoundedSemaphore(WIDTH))

    @contextmanager
    def asker(self, request: Any, scope: str = "read") -> Iterator[Asker]:
        """Who asks, once there is room; `request` None: whoever started the program. RightsError where they have not that scope."""
        caller = self.local() if request is None else getattr(request.state, CALLER)
        caller.need(scope)
        address: str = self.company.settings["web.address"]
        asker = Asker(caller, self._language(request), self.has_names, address)
        with self._room:
            try:
                yield asker
            except VoronkaError as error:
                # errors say which names there are
                raise asker.hidden_error(error) from error

    def _language(self, request: Any) -> str:
        wanted = "" if request is None else request.headers.get("accept-language", "")[:2].lower()
        return wanted if wanted in LANGUAGES else self.language

    def write_down(self, asker: Asker, about: str, address: str = "") -> None:
        """Put into the log that deals were handed to an assistant; where access is not set up there is no log."""
        company = self.company
        if company.has_team() and not company.access().readers.is_empty():
            company.access().audit.write("exported", now(), asker.caller.name, f"mcp: {about}", address)


def everything(company: Workspace) -> Callable[[], Caller]:
    """Whoever runs the program on this machine: all deals, as in the shell."""
    return lambda: Caller(company, frozenset(SCOPES))


def by_token(company: Workspace, secret: str) -> Callable[[], Caller]:
    """Whoever has that token, looked up each time, since it may be taken back; RightsError where it is none."""

    def caller() -> Caller:
        token = token_of(company, secret)
        if token is None:
            raise RightsError(
                say("the token is not accepted"),
                say("this token is not known, or its time has run out"),
                say("make one on the page “API”, or by voronka token add"),
            )
        return caller_of(company, token)

    return caller
