"""Progress of a sync: a bar a stream in a terminal, a plain line now and then in a pipe."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Any, Self

import click

from voronka.cli.texts import here
from voronka.language import say
from voronka.model.source import Progress

#: Seconds between two plain lines of one stream.
QUIET = 5.0

NAMES = {
    "account": say("account"),
    "pipelines": say("pipelines"),
    "users": say("people"),
    "leads": say("deals"),
    "events": say("history"),
    "notes": say("calls and mails"),
    "tasks": say("tasks"),
    "contacts": say("contacts"),
    "companies": say("companies"),
    "unsorted": say("incoming"),
}


class ProgressLines:
    """Shows `Progress` values; use as a context manager and as the `on_progress` callable."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as Bars

        console = Console(stderr=True)
        self._is_terminal = console.is_terminal
        self._bars = Bars(
            TextColumn("{task.description:<18}"),
            BarColumn(bar_width=32),
            MofNCompleteColumn(),
            TimeRemainingColumn(compact=True),
            console=console,
            transient=False,
        )
        self._tasks: dict[str, Any] = {}
        self._told: dict[str, float] = {}

    def __enter__(self) -> Self:
        if self._is_terminal:
            self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._is_terminal:
            self._bars.stop()

    def __call__(self, step: Progress) -> None:
        name = here(NAMES[step.stream]) if step.stream in NAMES else step.stream
        if not self._is_terminal:
            self._plain(name, step)
            return
        if step.stream not in self._tasks:
            self._tasks[step.stream] = self._bars.add_task(name, total=step.total)
        self._bars.update(self._tasks[step.stream], completed=step.done, total=step.total)

    def _plain(self, name: str, step: Progress) -> None:
        is_last = step.total is not None and step.done >= step.total
        if not is_last and time.monotonic() - self._told.get(step.stream, -QUIET) < QUIET:
            return
        self._told[step.stream] = time.monotonic()
        of = f" / {step.total}" if step.total is not None else ""
        click.echo(f"{name}: {step.done}{of}", err=True)
