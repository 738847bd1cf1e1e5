"""A company's folder as one object: what the shell, the pages, notebooks and scripts all stand on."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from voronka.clock import now as clock_now
from voronka.errors import InputError
from voronka.language import say
from voronka.model.answer import Answer
from voronka.model.context import Context, Note, Snooze
from voronka.model.question import Question
from voronka.render import notebook
from voronka.settings import Settings, told_by

if TYPE_CHECKING:
    from voronka.engines.base import Engine
    from voronka.metrics.facts import DealList
    from voronka.metrics.scope import Dictionary
    from voronka.model.cell import Cell
    from voronka.model.source import Progress, Source
    from voronka.store.checks import Check
    from voronka.store.costs import CostsResult
    from voronka.store.published import Published
    from voronka.store.sync import SyncResult
    from voronka.team.team import Team

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
        self._team: Team | None = None
        self._answers: OrderedDict[tuple[int, str, str], Answer] = OrderedDict()
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
            if self._team is not None:
                self._team.close()
            self._engine = self._published = self._team = None

    # -- asking

    def ask(self, question: Question | str, **parts: Any) -> Answer:
        """Answer a question: a `Question`, or a metric's name with parts as written in the shell.

        `company.ask("funnel", period="2026-Q3", by="source", where=["manager=Анна"])`. InputError names what is unknown; StoreError
        when nothing has been published yet.
        """
        from voronka.metrics.ask import ask

        asked = self.question(question, **parts)
        engine, context = self.engine(), self.context()
        key = (self.version, asked.to_text(), repr(context))
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key]
        answer = ask(engine, asked, context)
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
        """What the company told beside its CRM's history: by its settings, and by notes and snoozes where there are any."""
        told = told_by(self.settings)
        if not (self.settings["team.url"] or self._team_file.exists()):
            return told
        return replace(told, notes=self.team().notes(), snoozes=self.team().snoozes())

    # -- what people write down

    @property
    def _team_file(self) -> Path:
        return self.folder / "team.sqlite"

    def team(self) -> Team:
        """The operational database: notes and snoozes; made when it is first used."""
        from voronka.team.database import Database
        from voronka.team.team import Team

        with self._lock:
            if self._team is None:
                self._team = Team(
                    Database(self.settings["team.url"] or f"sqlite:///{self._team_file.resolve()}")
                )
            return self._team

    def note(self, text: str, day: date, pipeline: str = "", stage: str = "", author: str = "") -> Note:
        """Write down a change in how the company sells, from `day` on; InputError names a pipeline or stage that is not there."""
        if pipeline or stage:
            place = self.dictionary().pipeline(pipeline or None)
            pipeline = place.name
            if stage:
                stage = place.stage(stage).name
        return self.team().add_note(day, text, clock_now(), pipeline, stage, author)

    def snooze(self, deal: str, until: date, reason: str, author: str = "") -> Snooze:
        """Set a deal (its number in the CRM) aside until a day, for a reason."""
        account_id, deal_id = self.find_deal(deal)
        snooze = Snooze(account_id, deal_id, until, reason.strip(), author)
        self.team().snooze(snooze, clock_now())
        return snooze

    def wake(self, deal: str) -> bool:
        """Take a deal's snooze back; False when it had none."""
        return self.team().wake(*self.find_deal(deal))

    def find_deal(self, text: str) -> tuple[int, int]:
        """(account_id, deal_id) of a deal by its number; InputError when there is none."""
        from voronka.metrics.lookup import find_deal

        return find_deal(self.engine(), text)

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

    def deal_address(self) -> str:
        """What the link of a deal in the CRM begins with, its id being the end; "" where deals came from files."""
        account = next(iter(self.dictionary().accounts), None)
        if account is None or account.source_kind != "amocrm":
            return ""
        return f"{account.base_url.rstrip('/')}/leads/detail/"

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
        from voronka.store.sync import sync

        return sync(
            self.folder, source or self.source(repair), on_progress=on_progress, now=now or clock_now()
        )

    def import_costs(
        self, file: Path | str, account: int | None = None, now: datetime | None = None
    ) -> CostsResult:
        """Read a table of costs (source, day or month, amount, currency) and count it; see `voronka ask cac`."""
        from voronka.sources.files import read_costs
        from voronka.store.costs import import_costs

        return import_costs(self.folder, read_costs(Path(file)), now or clock_now(), account)

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
