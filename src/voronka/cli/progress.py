"""Progress of a sync: a bar a stream in a terminal, a plain line now and then in a pipe."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Any, Self

import click

from voronka.cli.texts import here
from voronka.language import say
from voronka.model.source import Progress

#: Seconds between two plain lines.
QUIET = 5.0

#: stream → its name on screen; a stream of files has its file's name
NAMES = {
    "account": say("account"),
    "pipelines": say("pipelines"),
    "users": say("people"),
    "loss_reasons": say("loss reasons"),
    "fields": say("fields"),
    "sources": say("sources"),
    "deals": say("deals"),
    "deals.deleted": say("deleted deals"),
    "events.moves": say("moves over stages"),
    "events.values": say("amounts and owners"),
    "events.fields": say("fields over time"),
    "events.tags": say("tags"),
    "events.completions": say("tasks done"),
    "events.calls": say("calls"),
    "events.incoming_mail": say("mails in"),
    "events.outgoing_mail": say("mails out"),
    "events.messages": say("messages"),
    "events.answers": say("scores"),
    "leads.notes": say("notes of deals"),
    "contacts.notes": say("notes of contacts"),
    "tasks": say("tasks"),
    "contacts": say("contacts"),
    "companies": say("companies"),
    "unsorted": say("incoming"),
    "store": say("published, version"),
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
            TextColumn("{task.description:<22}"),
            BarColumn(bar_width=32),
            MofNCompleteColumn(),
            TimeRemainingColumn(compact=True),
            console=console,
            transient=False,
        )
        self._tasks: dict[str, Any] = {}
        self._told = time.monotonic()
        self._most: dict[str, int] = {}

    def __enter__(self) -> Self:
        if self._is_terminal:
            self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._is_terminal:
            if error is None:
                for stream, task in self._tasks.items():
                    self._bars.update(task, total=self._most[stream] or 1, completed=self._most[stream] or 1)
            self._bars.stop()

    def __call__(self, step: Progress) -> None:
        is_through = step.total is not None and step.done >= step.total
        most = self._most.get(step.stream, 0)
        # A stream is read once more for what came meanwhile: a few rows, no news, and no reason to begin its bar again.
        is_news = step.done > most
        if is_through or is_news:
            self._most[step.stream] = max(step.done, most)
        name = here(NAMES[step.stream]) if step.stream in NAMES else step.stream
        if not self._is_terminal:
            self._plain(name, step, is_through, is_news)
            return
        if step.stream not in self._tasks:
            self._tasks[step.stream] = self._bars.add_task(name, total=step.total)
        elif not is_news:
            return
        self._bars.update(self._tasks[step.stream], completed=step.done, total=step.total)

    def _plain(self, name: str, step: Progress, is_through: bool, is_news: bool) -> None:
        if is_through and is_news:
            click.echo(f"{name}: {step.done}", err=True)
        elif not is_through and time.monotonic() - self._told > QUIET:
            self._told = time.monotonic()
            of = f" / {step.total}" if step.total is not None else ""
            click.echo(f"{name}: {step.done}{of} …", err=True)
