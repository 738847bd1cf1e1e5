"""Runners that a test kills: each line of the input, `FOLDER [POINT]`, is one run in a process of its own, made by forking this one.

A run with a point stops itself dead there: the name of a call, its number, and whether before or after it. The first answer to a line is the
run's process, the second one is sent when it is over.
"""

from __future__ import annotations

import os
import signal
import smtplib
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

from delivery.stands import letter
from voronka.delivery.outbox import Outbox
from voronka.delivery.running import Post
from voronka.team.deliveries import Deliveries
from voronka.workspace import Workspace


def dying(owner: type, name: str, place: int, before: bool) -> None:
    """Die at the call of that number of a method, before or after it."""
    real: Callable[..., Any] = getattr(owner, name)
    calls = 0

    def call(*given: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        if before and calls == place:
            os.kill(os.getpid(), signal.SIGKILL)
        result = real(*given, **named)
        if calls == place:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(owner, name, call)


OWNERS = {"outbox": Outbox, "book": Deliveries, "mail": smtplib.SMTP}


def run(folder: str, point: str = "") -> None:
    """Run once."""
    if point:
        owner, name, place, when = point.split(".")
        dying(OWNERS[owner], name, int(place), when == "before")

    def make(*_: Any) -> Any:
        time.sleep(0.03)
        return letter()

    with Workspace(folder) as workspace:
        Post(workspace, make=make).run()


def main() -> None:
    """Make a process for each line; what a run imports late is imported before."""
    with tempfile.TemporaryDirectory() as folder:
        run(folder)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            run(*line.split())
            os._exit(0)
        print(child, flush=True)
        os.waitpid(child, 0)
        print("over", flush=True)


if __name__ == "__main__":
    main()
