"""What people look at is counted before anybody asks: the pages of the menu after a start, and what was asked last after a sync."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from voronka.errors import VoronkaError
from voronka.workspace import Workspace

#: How often the newest store's version is looked at.
SECONDS = 5.0
_log = logging.getLogger("voronka.warming")


@contextmanager
def warming(
    company: Workspace, seconds: float = SECONDS, first: Callable[[], Iterable[Callable[[], None]]] = tuple
) -> Iterator[None]:
    """While this lasts a thread asks what `first` gives, then watches for a new store, and asks it what was asked last of the one before."""
    is_over = threading.Event()
    thread = threading.Thread(
        target=_work, args=(company, seconds, first, is_over), daemon=True, name="warming"
    )
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join(timeout=seconds)


def _work(
    company: Workspace,
    seconds: float,
    first: Callable[[], Iterable[Callable[[], None]]],
    is_over: threading.Event,
) -> None:
    _begin(first, is_over)
    _watch(company, seconds, is_over)


def _begin(first: Callable[[], Iterable[Callable[[], None]]], is_over: threading.Event) -> None:
    """One after the other, resting after each as long as it took: readers have half of the machine at least."""
    try:
        for step in first():
            started = time.monotonic()
            step()
            if is_over.wait(time.monotonic() - started):
                return
    except VoronkaError as error:
        # Without a store there is nothing to ask yet; else whoever asks is told the same.
        _log.info("the pages of the menu could not be asked beforehand: %s", error)


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
