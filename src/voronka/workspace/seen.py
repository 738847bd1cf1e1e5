"""A company as somebody may see it who sees some deals only."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from voronka.errors import RightsError
from voronka.language import say
from voronka.model.context import Context, Snooze
from voronka.model.goal import Goal
from voronka.model.rights import Rights
from voronka.settings import Settings
from voronka.workspace.whole import Workspace

if TYPE_CHECKING:
    from voronka.engines.base import Engine
    from voronka.store.published import Published
    from voronka.team.database import Database


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
    def store_hash(self) -> str:
        """SHA-256 of the whole store's file."""
        return self._whole.store_hash

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
        return replace(
            told,
            rights=self.rights,
            snoozes=self._seen_snoozes(told.snoozes),
            goals=tuple(one for one in told.goals if self.sees(one)),
            plan_minor=None,
        )

    def sees(self, goal: Goal) -> bool:
        """Whether a goal is of somebody whose deals are seen: of a person, or of a team all of whose people are."""
        from voronka.metrics.future.whose import is_seen, staff

        return is_seen(goal, staff(self.engine()), self.rights.people)

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
