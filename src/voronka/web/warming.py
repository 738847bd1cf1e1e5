"""After a sync the pages that people look at are counted anew before anybody asks."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from voronka.errors import VoronkaError
from voronka.workspace import Workspace

#: How often the newest store's version is looked at.
SECONDS = 5.0
_log = logging.getLogger("voronka.warming")


@contextmanager
def warming(company: Workspace, seconds: float = SECONDS) -> Iterator[None]:
    """While this lasts a thread watches for a new store, and asks it what was asked last of the one before."""
    is_over = threading.Event()
    thread = threading.Thread(target=_watch, args=(company, seconds, is_over), daemon=True, name="warming")
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join(timeout=seconds)


def _watch(company: Workspace, seconds: float, is_over: threading.Event) -> None:
    seen = None
    while not is_over.wait(seconds):
        try:
            version = company.version
            if seen is not None and version != seen:
                company.warm()
            seen = version
        except VoronkaError as error:
            # Pages go on without it: whoever asks next waits, and is told the same error.
            _log.warning("answers could not be counted beforehand: %s", error)
