"""A company's folder as one object: what the shell, the pages, notebooks and scripts all stand on."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from voronka.answers import Answers
from voronka.errors import InputError, StoreError
from voronka.language import chosen
from voronka.model.answer import Answer
from voronka.model.period import Period
from voronka.model.question import Question
from voronka.model.reader import Own
from voronka.model.rights import EVERYTHING, NOTHING, Rights
from voronka.render import notebook
from voronka.workspace.fed import Fed

if TYPE_CHECKING:
    from voronka.metrics.facts import DealList
    from voronka.model.alert import Alert, Lines, Ringing
    from voronka.model.cell import Cell
    from voronka.model.deal import Deal
    from voronka.reports import Report
    from voronka.workspace.scoring import Scorer

#: Answers kept, by question and store version.
CACHED_ANSWERS = 512
#: Readers with different rights for whom what was read of the store is kept.
KEPT_RIGHTS = 64


class Workspace(Fed):
    """One workspace folder, opened for asking; safe to use from several threads. `rights`: whose deals it shows.

    >>> import voronka
    >>> voronka.open("/nowhere/at/all").ask("funnel")
    Traceback (most recent call last):
    voronka.errors.StoreError: ...
    """

    rights: Rights = EVERYTHING

    def __init__(self, folder: Path | str = ".") -> None:
        super().__init__(folder)
        self._seen: OrderedDict[Rights, Workspace] = OrderedDict()
        self._rights: dict[tuple[int, Own], Rights] = {}
        self._answers = Answers(CACHED_ANSWERS)
        notebook.register()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

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

    @property
    def answers_kept(self) -> int:
        """How many answers nobody need wait for again."""
        return len(self._answers)

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

    def deal(self, text: str) -> Deal:
        """A deal with its whole path, by its number; AbsentError when there is none."""
        from voronka.metrics.deal import deal

        return deal(
            self.engine(),
            *self.find_deal(text),
            ask=lambda metric, pipeline: self.ask(metric, pipeline=pipeline),
            context=self.context(),
        )

    def report(
        self,
        kind: str = "weekly",
        period: Period | str | None = None,
        as_of: datetime | None = None,
        language: str | None = None,
        view: str | None = None,
    ) -> Report:
        """A report of the latest period that is over, or of the one named; `company.report("weekly").save("week.pdf")`.

        `view` is the name of a saved view or the address of a page, such as `/losses?by=source`, for the kind `view`. Of somebody's own deals
        it is made of `seen_by(...)`.
        """
        from voronka.reports import make

        named = Period.parse(period) if isinstance(period, str) else period
        page = self.view_page(view) if view else None
        return make(self, kind, period=named, as_of=as_of, language=language or chosen(), view=page)

    def find_reader(self, text: str) -> Own:
        """Whose deals somebody may see: a person of the CRM by name or number, or who reads the pages by address. InputError names those that there are."""
        from voronka.metrics.lookup import people_named

        if "@" in text:
            return self.access().readers.find(text).own
        return Own(people=people_named(self.members(), [text]))

    # -- hearing of it at once

    def alerts(self, at: datetime | None = None, lines: Lines | None = None) -> tuple[Alert, ...]:
        """What rings at that moment (naive UTC, None: what the newest store knows), those with most money at stake first."""
        from voronka.workspace.watching import alerts

        return alerts(self, at, lines)

    def alerts_past(self, weeks: int = 52, lines: Lines | None = None) -> tuple[Ringing, ...]:
        """What would have rung in the last `weeks`, each day with what was known then, and whether rightly; the oldest first. Takes seconds."""
        from voronka.workspace.watching import alerts_past

        return alerts_past(self, weeks, lines)

    # -- who sees what

    def scorer(self, who: str = "") -> Scorer:
        """Learning the score and setting its rules, as `who`."""
        from voronka.workspace.scoring import Scorer

        return Scorer(self, who)

    def seen_by(self, rights: Rights) -> Workspace:
        """The same company as somebody with these rights may see it: other deals are not there, in whatever way one asks."""
        from voronka.workspace.seen import Seen

        if rights == self.rights:
            return self
        with self._lock:
            if rights not in self._seen:
                self._seen[rights] = Seen(self, rights)
            self._seen.move_to_end(rights)
            while len(self._seen) > KEPT_RIGHTS:
                self._seen.popitem(last=False)
            return self._seen[rights]

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
