"""A company's folder as one object: what the shell, the pages, notebooks and scripts all stand on."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from voronka.answers import Answers
from voronka.clock import now as clock_now
from voronka.errors import InputError, RightsError, StoreError
from voronka.language import say
from voronka.model.answer import Answer
from voronka.model.context import Context, Note, Snooze
from voronka.model.question import Question
from voronka.model.reader import Own
from voronka.model.rights import EVERYTHING, NOTHING, Rights
from voronka.render import notebook
from voronka.settings import Settings, told_by

if TYPE_CHECKING:
    from voronka.engines.base import Engine
    from voronka.metrics.facts import DealList
    from voronka.metrics.lookup import Member
    from voronka.metrics.scope import Dictionary
    from voronka.model.cell import Cell
    from voronka.model.deal import Deal
    from voronka.model.source import Progress, Source
    from voronka.store.checks import Check
    from voronka.store.costs import CostsResult
    from voronka.store.published import Published
    from voronka.store.sync import SyncResult
    from voronka.team.access import Access
    from voronka.team.database import Database
    from voronka.team.hints import Hints
    from voronka.team.runs import Runs
    from voronka.team.team import Team
    from voronka.team.views import Views

#: Answers kept, by question and store version.
CACHED_ANSWERS = 512
#: Readers with different rights for whom what was read of the store is kept.
KEPT_RIGHTS = 64


class Workspace:
    """One workspace folder, opened for asking; safe to use from several threads. `rights`: whose deals it shows.

    >>> import voronka
    >>> voronka.open("/nowhere/at/all").ask("funnel")
    Traceback (most recent call last):
    voronka.errors.StoreError: ...
    """

    rights: Rights = EVERYTHING

    def __init__(self, folder: Path | str = ".") -> None:
        self.folder = Path(folder)
        self.settings = Settings.load(self.folder)
        self._lock = threading.RLock()
        self._published: Published | None = None
        self._engine: Engine | None = None
        self._database: Database | None = None
        self._coming: tuple[int, datetime | None] = (0, None)
        self._seen: OrderedDict[Rights, Seen] = OrderedDict()
        self._rights: dict[tuple[int, Own], Rights] = {}
        self._answers = Answers(CACHED_ANSWERS)
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
            if self._database is not None:
                self._database.close()
            self._engine = self._published = self._database = None

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
        return self._answers.get(key, asked, self.rights, lambda: ask(engine, asked, context))

    def warm(self, most: int = 64) -> int:
        """Ask the newest store what was asked last of an earlier one, so that the next who asks need not wait; returns how many answers were made."""
        made = 0
        for rights, question in self._answers.asked_of_others(self.version)[:most]:
            try:
                self.seen_by(rights).ask(question)
                made += 1
            except InputError:
                # it was about a pipeline or a person that is gone
                continue
        return made

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
        told = replace(told_by(self.settings), coming=self.coming if self.has_store else None)
        if not self.has_team():
            return told
        return replace(told, notes=self.team().notes(), snoozes=self.team().snoozes())

    # -- what people write down

    @property
    def _team_file(self) -> Path:
        return self.folder / "team.sqlite"

    def has_team(self) -> bool:
        """False where nobody wrote anything down yet, so that there is no operational database."""
        return bool(self.settings["team.url"]) or self._team_file.exists()

    def database(self) -> Database:
        """The operational database; made when it is first used."""
        from voronka.team.database import Database

        with self._lock:
            if self._database is None:
                self._database = Database(
                    self.settings["team.url"] or f"sqlite:///{self._team_file.resolve()}"
                )
            return self._database

    def team(self) -> Team:
        """Notes and snoozes."""
        from voronka.team.team import Team

        return Team(self.database())

    def views(self, reader: int | None = None) -> Views:
        """Saved views, as that reader may change them."""
        from voronka.team.views import Views

        return Views(self.database(), reader)

    def access(self) -> Access:
        """Readers, how they sign in, what they share, and what was done."""
        from voronka.team.access import Access

        return Access(self.database())

    def runs(self) -> Runs:
        """Syncs and imports, and how they went."""
        from voronka.team.runs import Runs

        return Runs(self.database())

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

    def deal(self, text: str) -> Deal:
        """A deal with its whole path, by its number; AbsentError when there is none."""
        from voronka.metrics.deal import deal

        return deal(
            self.engine(),
            *self.find_deal(text),
            ask=lambda metric, pipeline: self.ask(metric, pipeline=pipeline),
            context=self.context(),
        )

    def find_deal(self, text: str) -> tuple[int, int]:
        """(account_id, deal_id) of a deal by its number; AbsentError when there is none."""
        from voronka.metrics.lookup import find_deal

        return find_deal(self.engine(), text)

    # -- who sees what

    def seen_by(self, rights: Rights) -> Workspace:
        """The same company as somebody with these rights may see it: other deals are not there, in whatever way one asks."""
        if rights == self.rights:
            return self
        with self._lock:
            if rights not in self._seen:
                self._seen[rights] = Seen(self, rights)
            self._seen.move_to_end(rights)
            while len(self._seen) > KEPT_RIGHTS:
                self._seen.popitem(last=False)
            return self._seen[rights]

    def members(self) -> tuple[Member, ...]:
        """The people of the CRM with their teams."""
        from voronka.metrics.lookup import members

        return members(self.engine())

    def rights_of(self, own: Own) -> Rights:
        """What `own` comes to: the people named, and whoever is in the teams now; nobody before anything was read."""
        if own.sees_all:
            return EVERYTHING
        if not own.teams:
            return Rights(own.people)
        try:
            key = self.version, own
            if key not in self._rights:
                if len(self._rights) >= CACHED_ANSWERS:
                    self._rights.clear()
                self._rights[key] = Rights(own.people | self._members_of(own.teams))
            return self._rights[key]
        except StoreError:
            return NOTHING

    def _members_of(self, teams: frozenset[tuple[int, int]]) -> set[tuple[int, int]]:
        return {
            (one.account_id, one.person_id)
            for one in self.members()
            if (one.account_id, one.team_id) in teams
        }

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

        return dictionary(self.engine()).showing(told_by(self.settings).pipelines)

    def whole_dictionary(self) -> Dictionary:
        """The same with the pipelines that are not offered."""
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

    @property
    def coming(self) -> datetime | None:
        """While a first sync is under way: since when history is whole, what is older being still to come."""
        published = self.published()
        if self._coming[0] != published.version:
            self._coming = published.version, published.coming
        return self._coming[1]

    def engine(self) -> Engine:
        """The engine over the newest published store."""
        from voronka.engines.duckdb import DuckDBEngine

        with self._lock:
            published = self.published()
            if self._engine is None:
                self._engine = DuckDBEngine(published.path)
            return self._engine

    # -- settings

    def change_settings(self, changes: Mapping[str, Any]) -> None:
        """Write other values into the settings and go on with them; None takes a setting back to its default."""
        with self._lock:
            settings = Settings.load(self.folder).with_(changes)
            told_by(settings)
            self.folder.mkdir(parents=True, exist_ok=True)
            settings.save(self.folder)
            self.settings = settings

    # -- history in

    def forget(self) -> None:
        """Take all history out of the workspace: the demo's, before a company's own comes."""
        from voronka.store.forget import forget

        with self._lock:
            forget(self.folder)
            if self._engine is not None:
                self._engine.close()
            self._engine = self._published = None

    @property
    def has_token(self) -> bool:
        """Whether there is a token for the CRM."""
        from voronka.sources.amocrm import has_token

        return has_token(self.folder)

    @property
    def has_store(self) -> bool:
        """Whether anything was published."""
        from voronka.store.publish import published_version

        return published_version(self.folder) > 0

    def source(self, repair: bool = False) -> Source:
        """The source that the settings name; InputError when none is set. `repair` reads open deals and the last 30 days again."""
        if self.settings["source.kind"] != "amocrm":
            raise InputError(
                say("this workspace has no CRM connected"),
                say("{file} names no source", file=str(self.folder / "voronka.toml")),
                say("run voronka connect, or voronka import FILE"),
            )
        from voronka.sources.amocrm import open_source

        hinted = self.hints().heard() if self.has_team() else ()
        deals = tuple(one.number for one in hinted if one.entity == "lead")
        return open_source(self.folder, self.settings, repair, hinted=deals)

    def hints(self) -> Hints:
        """What the CRM said has changed since the last sync."""
        from voronka.team.hints import Hints

        return Hints(self.database())

    def sync(
        self,
        source: Source | None = None,
        now: datetime | None = None,
        on_progress: Callable[[Progress], None] | None = None,
        repair: bool = False,
    ) -> SyncResult:
        """Read what is new from the CRM (or the given source), derive and publish; StoreError while another does."""
        from voronka.store.sync import sync

        begun = now or clock_now()
        read = source or self.source(repair)
        result = sync(self.folder, read, on_progress=on_progress, now=begun)
        if self.has_team() and read.info().kind == "amocrm":
            self.hints().forget(begun)
        return result

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

    def tables(self) -> list[str]:
        """Names of the published tables."""
        from voronka.store.export import table_names

        return table_names(self.published())

    def parquet(self, table: str) -> Iterator[bytes]:
        """A published table as Parquet, piece by piece; InputError names an unknown one."""
        from voronka.store.export import parquet

        return parquet(self.published(), table)


class Seen(Workspace):
    """A workspace as somebody with `rights` may see it. What reads the store otherwise than by its engine is refused."""

    def __init__(self, whole: Workspace, rights: Rights) -> None:
        self.folder = whole.folder
        self.rights = rights
        self._whole = whole
        self._lock = whole._lock
        self._answers = whole._answers
        self._choices = {}
        self._engines: tuple[Engine, Engine] | None = None
        self._snoozes: tuple[tuple[Engine, tuple[Snooze, ...]], tuple[Snooze, ...]] | None = None

    @property
    def settings(self) -> Settings:  # type: ignore[override]
        """Those of the workspace."""
        return self._whole.settings

    @property
    def version(self) -> int:
        """Version of the store that answers come from now."""
        return self._whole.version

    @property
    def coming(self) -> datetime | None:
        """While a first sync is under way: since when history is whole."""
        return self._whole.coming

    def close(self) -> None:
        """The files belong to the whole workspace."""

    def seen_by(self, rights: Rights) -> Workspace:
        """The company by other rights."""
        return self._whole.seen_by(rights)

    def engine(self) -> Engine:
        """The engine over the newest published store, which shows the deals of `rights` alone."""
        from voronka.engines.seen import seen_by

        whole = self._whole.engine()
        with self._lock:
            if self._engines is None or self._engines[0] is not whole:
                # Kept, because what was read once of a store is remembered by engine.
                self._engines = whole, seen_by(whole, self.rights)
            return self._engines[1]

    def context(self) -> Context:
        """What the company told, but of these deals only; a plan of the whole company says nothing of some."""
        told = self._whole.context()
        return replace(told, rights=self.rights, snoozes=self._seen_snoozes(told.snoozes), plan_minor=None)

    def _seen_snoozes(self, snoozes: tuple[Snooze, ...]) -> tuple[Snooze, ...]:
        """Those of seen deals, looked up again when the store or the snoozes are others."""
        from voronka.metrics.lookup import seen_deals

        key = self.engine(), snoozes
        if self._snoozes is None or self._snoozes[0] != key:
            seen = seen_deals(self.engine(), {one.deal_id for one in snoozes})
            kept = tuple(one for one in snoozes if (one.account_id, one.deal_id) in seen)
            self._snoozes = key, kept
        return self._snoozes[1]

    def database(self) -> Database:
        """The operational database."""
        return self._whole.database()

    def published(self) -> Published:
        """RightsError: files of the store hold everybody's deals."""
        raise RightsError(
            say("this is for those who see all deals"),
            say("the whole store holds deals of others too"),
            say("ask the owner for another role"),
        )
