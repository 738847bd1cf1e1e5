"""A company's folder as one object: what the shell, the pages, notebooks and scripts all stand on."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from voronka.errors import InputError
from voronka.language import say
from voronka.model.answer import Answer
from voronka.model.context import NOTHING_TOLD, Context
from voronka.model.question import Question
from voronka.render import notebook
from voronka.settings import Settings

if TYPE_CHECKING:
    from voronka.engines.base import Engine
    from voronka.metrics.facts import DealList
    from voronka.metrics.scope import Dictionary
    from voronka.model.cell import Cell
    from voronka.model.source import Progress, Source
    from voronka.store.checks import Check
    from voronka.store.published import Published
    from voronka.store.sync import SyncResult

#: Answers kept, by question and store version.
CACHED_ANSWERS = 256


class Workspace:
    """One workspace folder, opened for asking; safe to use from several threads.

    >>> import voronka
    >>> voronka.open("/nowhere/at/all").ask("funnel")
    Traceback (most recent call last):
    voronka.errors.StoreError: ...
    """

    def __init__(self, folder: Path | str = ".") -> None:
        self.folder = Path(folder)
        self.settings = Settings.load(self.folder)
        self._lock = threading.RLock()
        self._published: Published | None = None
        self._engine: Engine | None = None
        self._answers: OrderedDict[tuple[int, str], Answer] = OrderedDict()
        self._choices: dict[tuple[int, str, str | None], list[str]] = {}
        notebook.register()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the store's file."""
        with self._lock:
            if self._engine is not None:
                self._engine.close()
            self._engine = self._published = None

    # -- asking

    def ask(self, question: Question | str, **parts: Any) -> Answer:
        """Answer a question: a `Question`, or a metric's name with parts as written in the shell.

        `company.ask("funnel", period="2026-Q3", by="source", where=["manager=Анна"])`. InputError names what is unknown; StoreError
        when nothing has been published yet.
        """
        from voronka.metrics.ask import ask

        asked = self.question(question, **parts)
        engine = self.engine()
        key = (self.version, asked.to_text())
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key]
        answer = ask(engine, asked, self.context())
        with self._lock:
            self._answers[key] = answer
            while len(self._answers) > CACHED_ANSWERS:
                self._answers.popitem(last=False)
        return answer

    def deals(
        self,
        question: Question | str,
        cell: Cell | str,
        order: str | None = None,
        limit: int | None = None,
        offset: int = 0,
        **parts: Any,
    ) -> DealList:
        """Exactly the deals (moves, for transitions) that a cell of the answer counts, such as `lost_here:3`."""
        from voronka.metrics.facts import deals
        from voronka.model.cell import Cell

        where = Cell.parse(cell) if isinstance(cell, str) else cell
        return deals(
            self.engine(),
            self.question(question, **parts),
            where,
            order=order,
            limit=limit,
            offset=offset,
            context=self.context(),
        )

    def explain(self, question: Question | str, **parts: Any) -> str:
        """The SQL behind a figure; pasted into a DuckDB shell on the store it gives the same counts."""
        from voronka.metrics.ask import explain

        return explain(self.engine(), self.question(question, **parts), self.context())

    def question(self, question: Question | str, **parts: Any) -> Question:
        """Read a question from its parts; moments and dates are of the account's zone."""
        if isinstance(question, Question):
            return question.with_(**parts) if parts else question
        found = [("metric", question)]
        for name, value in parts.items():
            if value is None:
                continue
            values = value if isinstance(value, (list, tuple)) else [value]
            found += [(name, one.isoformat() if isinstance(one, datetime) else str(one)) for one in values]
        return Question.from_pairs(found, self.timezone)

    def context(self) -> Context:
        """What the company told beside its CRM's history."""
        return NOTHING_TOLD

    # -- what is there

    @property
    def version(self) -> int:
        """Version of the store that answers come from now."""
        return self.published().version

    @property
    def timezone(self) -> str:
        """The account's zone, in which days begin."""
        return self.dictionary().timezone

    def dictionary(self) -> Dictionary:
        """Pipelines, stages, people and the values one can filter by."""
        from voronka.metrics.scope import dictionary

        return dictionary(self.engine())

    def choices(self, dimension: str, pipeline: str | None = None) -> list[str]:
        """The values that a filter by `manager`, `source`, `tag` or another attribute can take."""
        from voronka.metrics.choices import choices

        engine = self.engine()
        key = (self.version, dimension, pipeline)
        if key not in self._choices:
            if len(self._choices) >= CACHED_ANSWERS:
                self._choices.clear()
            self._choices[key] = choices(engine, dimension, pipeline)
        return self._choices[key]

    def published(self) -> Published:
        """The newest published store; StoreError when there is none."""
        from voronka.store.published import Published

        with self._lock:
            current = Published.open(self.folder) if self._published is None else self._published.refreshed()
            if self._published is None or current.version != self._published.version:
                if self._engine is not None:
                    self._engine.close()
                self._engine = None
                self._published = current
            return self._published

    def engine(self) -> Engine:
        """The engine over the newest published store."""
        from voronka.engines.duckdb import DuckDBEngine

        with self._lock:
            published = self.published()
            if self._engine is None:
                self._engine = DuckDBEngine(published.path)
            return self._engine

    # -- history in

    def source(self, repair: bool = False) -> Source:
        """The source that the settings name; InputError when none is set. `repair` reads open deals and the last 30 days again."""
        if self.settings["source.kind"] != "amocrm":
            raise InputError(
                say("this workspace has no CRM connected"),
                say("{file} names no source", file=str(self.folder / "voronka.toml")),
                say("run voronka connect, or voronka import FILE"),
            )
        from voronka.sources.amocrm import open_source

        return open_source(self.folder, self.settings, repair)

    def sync(
        self,
        source: Source | None = None,
        now: datetime | None = None,
        on_progress: Callable[[Progress], None] | None = None,
        repair: bool = False,
    ) -> SyncResult:
        """Read what is new from the CRM (or the given source), derive and publish; StoreError while another does."""
        from voronka.clock import now as clock_now
        from voronka.store.sync import sync

        return sync(
            self.folder, source or self.source(repair), on_progress=on_progress, now=now or clock_now()
        )

    # -- care and export

    def doctor(self) -> list[Check]:
        """What the stored data promise, checked, and how complete history is."""
        from voronka.store.checks import doctor

        return doctor(self.published())

    def export(
        self, target: Path, kind: str = "parquet", tables: tuple[str, ...] = ()
    ) -> list[tuple[Path, int]]:
        """Write published tables into the folder `target`, a file each; returns paths and numbers of rows."""
        from voronka.store.export import export

        return export(self.published(), Path(target), kind, tables)
