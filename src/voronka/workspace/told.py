"""What people write down: readers, notes, snoozes, goals, views, runs; all in the operational database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from voronka.clock import now as clock_now
from voronka.errors import InputError
from voronka.language import say
from voronka.model.context import Context, Note, Snooze
from voronka.model.goal import Change, Goal
from voronka.settings import told_by
from voronka.workspace.stored import Stored

if TYPE_CHECKING:
    from voronka.team.access import Access
    from voronka.team.database import Database
    from voronka.team.deliveries import Deliveries
    from voronka.team.goals import Goals
    from voronka.team.hints import Hints
    from voronka.team.runs import Runs
    from voronka.team.schedules import Schedules
    from voronka.team.scores import Scores
    from voronka.team.team import Team
    from voronka.team.views import Views
    from voronka.workspace.planning import Planning


class Told(Stored):
    """A workspace with its operational database."""

    def __init__(self, folder: Path | str = ".") -> None:
        super().__init__(folder)
        self._database: Database | None = None

    def close(self) -> None:
        """Let go of the store's file and of the database."""
        with self._lock:
            super().close()
            if self._database is not None:
                self._database.close()
            self._database = None

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

    def view_page(self, text: str, reader: int | None = None) -> str:
        """The address of a saved view by its name, or `text` itself where it is an address already. InputError names the views."""
        if text.startswith("/"):
            return text
        found = {one.name: one.page for one in self.views(reader).all()} if self.has_team() else {}
        named = {name.casefold(): page for name, page in found.items()}
        if text.casefold() not in named:
            raise InputError(
                say("no saved view called “{name}”", name=text),
                say("saved views are: {names}", names=", ".join(found) or "—"),
            )
        return named[text.casefold()]

    def goals(self) -> Goals:
        """Goals and the history of their changes."""
        from voronka.team.goals import Goals

        return Goals(self.database())

    def scores(self) -> Scores:
        """Rules of the score and its models."""
        from voronka.team.scores import Scores

        return Scores(self.database())

    def access(self) -> Access:
        """Readers, how they sign in, what they share, and what was done."""
        from voronka.team.access import Access

        return Access(self.database())

    def runs(self) -> Runs:
        """Syncs and imports, and how they went."""
        from voronka.team.runs import Runs

        return Runs(self.database())

    def schedules(self) -> Schedules:
        """Reports that go out by themselves."""
        from voronka.team.schedules import Schedules

        return Schedules(self.database())

    def deliveries(self) -> Deliveries:
        """What is to be delivered, and what was."""
        from voronka.team.deliveries import Deliveries

        return Deliveries(self.database())

    def hints(self) -> Hints:
        """What the CRM said has changed since the last sync."""
        from voronka.team.hints import Hints

        return Hints(self.database())

    def context(self) -> Context:
        """What the company told beside its CRM's history: by its settings, and by notes, snoozes and goals where there are any."""
        told = replace(told_by(self.settings), coming=self.coming if self.has_store else None)
        if not self.has_team():
            return told
        return replace(
            told,
            notes=self.team().notes(),
            snoozes=self.team().snoozes(),
            goals=self.goals().all(),
            score=self.scores().scoring(told.score.leave_out),
        )

    def planning(self, who: str = "") -> Planning:
        """Setting goals, as `who`."""
        from voronka.workspace.planning import Planning

        return Planning(self, who)

    def sees(self, goal: Goal) -> bool:  # noqa: ARG002
        """Whether a goal may be known of here: every one is."""
        return True

    def goal_changes(self, number: int | None = None) -> tuple[Change, ...]:
        """What became of the goals that may be known of here, or of one of them, the newest first."""
        if not self.has_team():
            return ()
        return tuple(one for one in self.goals().history(number) if self.sees(one.goal))

    # -- writing down

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
