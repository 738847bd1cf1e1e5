"""A process that writes an action and is killed at a moment: `python killed.py FOLDER NUMBER MOMENT`, as in `after:2` (the second write is done, its answer lost)."""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

from voronka.actions import Acting, running
from voronka.sources.amocrm.client import Client
from voronka.workspace import Workspace


def main(folder: str, number: str, moment: str, what: str) -> None:
    """Write, and die."""
    when, _, nth = moment.partition(":")
    running.BATCH = 3
    ask, written = Client._ask, [0]

    def asked(self: Client, method: str, *rest: Any) -> Any:
        written[0] += method != "GET"
        is_now = method != "GET" and written[0] == int(nth)
        if is_now and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        answer = ask(self, method, *rest)
        if is_now and when == "after":
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    Client._ask = asked  # type: ignore[method-assign]
    acting = Acting(Workspace(folder), "Ольга", settle=0.0)
    getattr(acting, what)(int(number))


if __name__ == "__main__":
    main(*sys.argv[1:])
