"""Alerts of a company as somebody may see it: what rings, what was put off, what was said about it, and where the lines are."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from voronka.clock import local_day
from voronka.clock import now as clock_now
from voronka.errors import AbsentError, InputError
from voronka.language import say
from voronka.model.alert import Alert, Lines
from voronka.team.alerts import Alerts, Look, Past, PutOff, Ring, Vote, ranked
from voronka.workspace.lines import Drawn, only
from voronka.workspace.ringing import ALWAYS, WEEK, news, over

if TYPE_CHECKING:
    import sqlalchemy as sa

    from voronka.workspace.whole import Workspace

#: Days for which an alert can be put off; more would be to switch it off.
DAYS = (1, 7, 30)
LONGEST = 90
#: Weeks on which the rules are tried.
WEEKS = 52


@dataclass(frozen=True)
class Standing:
    """An alert as it stands: since when, whether somebody was told, until when it is put off, and what this reader said of it."""

    alert: Alert
    ring: Ring | None = None
    put_off: PutOff | None = None
    is_useful: bool | None = None


@dataclass(frozen=True)
class Desk:
    """All that there is: what rings, what was put off, what is over; as of a moment."""

    at: datetime
    standing: tuple[Standing, ...]
    aside: tuple[Standing, ...]
    past: tuple[Ring, ...]
    rung: int


@dataclass(frozen=True)
class Due:
    """What rings in one scope of deals, not written down yet."""

    book: Alerts
    look: Look
    told: tuple[Alert, ...]
    over: tuple[int, ...]
    only: tuple[str, ...] | None = None

    def write(self, connection: sa.Connection) -> None:
        """Write it down."""
        self.book.write(connection, self.look, self.told, self.over, self.only)


class Alerting:
    """The alerts of a company as it may be seen, handled by `who`."""

    def __init__(self, company: Workspace, who: str = "") -> None:
        self.company = company
        self.who = who
        self.book = Alerts(company.database(), company.rights.mark)

    # -- looking

    def look(self, now: datetime | None = None) -> Look:
        """What is found today; counted once for a store, a day and the lines as they are."""
        moment = now or clock_now()
        mark, kept = self._mark(moment), self.book.look()
        if kept is not None and kept.mark == mark:
            return kept
        look = Look(mark, moment, tuple(ranked(self.company.alerts(lines=self.tuned()))))
        self.book.keep(look)
        return look

    def desk(self, now: datetime | None = None) -> Desk:
        """All that a page shows."""
        moment = now or clock_now()
        look = self.look(moment)
        rings = self.book.rings()
        known = {one.key: one for one in rings if one.ended_at is None}
        put_off = {key: one for key, one in self.book.put_off().items() if one.until > moment}
        mine = {one.key: one.is_useful for one in self.book.votes() if one.who == self.who}
        every = [
            Standing(one, known.get(one.key), put_off.get(one.key), mine.get(one.key)) for one in look.found
        ]
        keys = {one.key for one in look.found}
        return Desk(
            look.at,
            tuple(one for one in every if one.put_off is None),
            tuple(one for one in every if one.put_off is not None),
            tuple(one for one in rings if one.rung_at is not None and one.key not in keys),
            self.book.rung_since(moment - WEEK, but=ALWAYS),
        )

    def due(self, now: datetime, rules: Sequence[str] | None = None) -> Due:
        """What rings now, of all rules or of some."""
        look = self.look(now) if rules is None else self._part(now, rules)
        rings = self.book.rings(only_open=True)
        free = self.lines().most - self.book.rung_since(now - WEEK, but=ALWAYS)
        told = news(look.found, rings, self.book.put_off(), free, now)
        fresh = Look(look.mark, now, look.found)
        gone = over(look.found, rings, now, rules)
        return Due(self.book, fresh, tuple(told), tuple(gone), tuple(rules) if rules is not None else None)

    # -- the past

    def past(self) -> Past | None:
        """How the rules would have done in the last year, as it was counted last; None before it was."""
        return self.book.past()

    def count_past(self, weeks: int = WEEKS, now: datetime | None = None) -> Past:
        """Count it, by the lines as they are; takes seconds, so it is kept."""
        mark = self._lines_mark()
        made = Past(mark, now or clock_now(), weeks, tuple(self.company.alerts_past(weeks, self.tuned())))
        self.book.keep_past(made)
        return made

    def is_past_old(self, now: datetime) -> bool:
        """Whether it was counted a week ago, by other lines, or never."""
        kept = self.book.past()
        return kept is None or kept.mark != self._lines_mark() or now - kept.at > WEEK

    # -- what people say

    def snooze(self, key: str, days: int) -> datetime:
        """Put an alert off for some days; when it may ring again. AbsentError for one that does not ring."""
        if not 1 <= days <= LONGEST:
            raise InputError(
                say("an alert is put off for 1 to {most} days", most=LONGEST),
                do=say("an alert that never helps is switched off in its settings"),
            )
        self.find(key)
        until = clock_now() + timedelta(days=days)
        self.book.snooze(key, until, self.who, clock_now())
        return until

    def wake(self, key: str) -> bool:
        """Let an alert ring again; False where it was not put off."""
        return self.book.wake(key)

    def vote(self, key: str, is_useful: bool) -> Alert:
        """Say whether an alert was useful."""
        alert = self.find(key)
        self.book.vote(alert, is_useful, self.who, clock_now())
        return alert

    def votes(self) -> list[Vote]:
        """What was said of alerts."""
        return self.book.votes()

    def find(self, key: str) -> Alert:
        """An alert that rings, or rang; AbsentError for any other."""
        kept = self.book.look() or self.look()
        found = {one.key: one.alert for one in reversed(self.book.rings())}
        found |= {one.key: one for one in kept.found}
        if key not in found:
            raise AbsentError(
                say("there is no alert “{key}”", key=key), do=say("voronka alert list shows them")
            )
        return found[key]

    # -- lines

    def lines(self) -> Drawn:
        """The lines as the company drew them."""
        return Drawn.from_dict(self.book.lines())

    def tuned(self) -> Lines:
        """The lines as votes have moved them."""
        return self.lines().lines(self.votes())

    def draw(self, lines: Drawn) -> None:
        """Draw other lines."""
        self.book.draw(lines.to_dict(), self.who, clock_now())

    def _part(self, now: datetime, rules: Sequence[str]) -> Look:
        found = self.company.alerts(lines=only(self.tuned(), rules))
        return Look("", now, tuple(ranked(found)))

    def _lines_mark(self) -> str:
        return hashlib.sha256(repr((self.lines().to_dict(), self.votes())).encode()).hexdigest()[:32]

    def _mark(self, now: datetime) -> str:
        day = local_day(now, self.company.timezone)
        parts = (self.company.version, self._lines_mark(), day, self.company.context())
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]
