"""What alerts leave behind: the last look, what rang and until when it held, what is put off, votes, and the lines that were drawn."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from voronka.model.alert import Alert, Ringing
from voronka.team.alert_text import packed, unpacked
from voronka.team.database import Database
from voronka.team.tables import alert_lines, alert_looks, alert_rings, alert_snoozes, alert_votes


@dataclass(frozen=True)
class Look:
    """What was found at a moment, the weightiest first; `mark`: of which store and settings."""

    mark: str
    at: datetime
    found: tuple[Alert, ...]


@dataclass(frozen=True)
class Past:
    """What the rules would have told in `weeks` before a moment, the oldest first."""

    mark: str
    at: datetime
    weeks: int
    rung: tuple[Ringing, ...]


@dataclass(frozen=True)
class Ring:
    """One trouble from its beginning to its end. `rung_at`: when somebody was told last, None: nobody yet; `told` is the alert as it was then."""

    number: int
    key: str
    rule: str
    begun_at: datetime
    seen_at: datetime
    alert: Alert
    rung_at: datetime | None = None
    ended_at: datetime | None = None
    told: Alert | None = None


@dataclass(frozen=True)
class PutOff:
    """An alert that is not to ring until a moment."""

    key: str
    until: datetime
    who: str
    made_at: datetime


@dataclass(frozen=True)
class Vote:
    """Whether somebody found an alert useful."""

    key: str
    rule: str
    is_useful: bool
    who: str
    made_at: datetime


class Alerts:
    """The alerts of one workspace as one scope of deals has them (`Rights.mark`): what some see does not silence what others see."""

    def __init__(self, database: Database, scope: str = "all") -> None:
        self.database = database
        self.scope = scope

    # -- looks

    def look(self) -> Look | None:
        """The last look; None before the first one."""
        row = self._kept(self.scope)
        return Look(row["mark"], row["at"], tuple(map(unpacked, json.loads(row["found"])))) if row else None

    def past(self) -> Past | None:
        """What the rules would have told in the past; None before it was counted."""
        row = self._kept(f"{self.scope} past")
        if row is None:
            return None
        told = json.loads(row["found"])
        rung = tuple(Ringing(unpacked(alert), rightly) for alert, rightly in told["rung"])
        return Past(row["mark"], row["at"], told["weeks"], rung)

    def keep_past(self, past: Past) -> None:
        """Keep it in place of what was counted before."""
        told = {"weeks": past.weeks, "rung": [(packed(one.alert), one.rightly) for one in past.rung]}
        row = {"mark": past.mark, "at": past.at, "found": _text(told)}
        with self.database.writing() as connection:
            self._put(connection, f"{self.scope} past", row)

    def _kept(self, scope: str) -> sa.RowMapping | None:
        asked = sa.select(alert_looks).where(alert_looks.c.scope == scope)
        with self.database.reading() as connection:
            return connection.execute(asked).mappings().first()

    def keep(self, look: Look) -> None:
        """Keep a look in place of the one before."""
        with self.database.writing() as connection:
            self._keep(connection, look)

    def _keep(self, connection: sa.Connection, look: Look) -> None:
        row = {"mark": look.mark, "at": look.at, "found": _text([packed(one) for one in look.found])}
        self._put(connection, self.scope, row)

    def _put(self, connection: sa.Connection, scope: str, row: Mapping[str, Any]) -> None:
        mine = alert_looks.c.scope == scope
        if not connection.execute(sa.update(alert_looks).where(mine).values(**row)).rowcount:
            connection.execute(sa.insert(alert_looks).values(scope=scope, **row))

    # -- rings

    def rings(self, most: int = 200, only_open: bool = False) -> list[Ring]:
        """Troubles, the newest first."""
        asked = sa.select(alert_rings).where(alert_rings.c.scope == self.scope)
        if only_open:
            asked = asked.where(alert_rings.c.ended_at.is_(None))
        with self.database.reading() as connection:
            found = connection.execute(asked.order_by(alert_rings.c.number.desc()).limit(most)).mappings()
            return [_ring(row) for row in found]

    def rung_at(self, moment: datetime) -> list[Alert]:
        """What was told at exactly that moment, the weightiest first."""
        mine = sa.and_(alert_rings.c.scope == self.scope, alert_rings.c.rung_at == moment)
        with self.database.reading() as connection:
            found = connection.execute(sa.select(alert_rings).where(mine).order_by(alert_rings.c.number))
            return ranked(unpacked(json.loads(row["told"])) for row in found.mappings())

    def rung_since(self, moment: datetime, but: Iterable[str] = ()) -> int:
        """How many troubles were told of after a moment, without those of some rules."""
        mine = sa.and_(alert_rings.c.scope == self.scope, alert_rings.c.rung_at > moment)
        asked = sa.select(sa.func.count()).where(mine, alert_rings.c.rule.not_in(list(but)))
        with self.database.reading() as connection:
            return int(connection.execute(asked).scalar_one())

    def write(
        self,
        connection: sa.Connection,
        look: Look,
        told: Iterable[Alert],
        over: Iterable[int],
        only: Iterable[str] | None = None,
    ) -> None:
        """Write down a look in a transaction: what stands, what was told of just now, and the numbers of what is over. `only`: rules that were looked at, where not all were."""
        if only is None:
            self._keep(connection, look)
        telling = {one.key for one in told}
        standing = self._standing(connection)
        for one in look.found:
            row: dict[str, Any] = {"seen_at": look.at, "evidence": _text(packed(one))}
            if one.key in telling:
                row |= {"rung_at": look.at, "told": row["evidence"]}
            if one.key in standing:
                mine = alert_rings.c.number == standing[one.key]
                connection.execute(sa.update(alert_rings).where(mine).values(**row))
            else:
                row |= {"scope": self.scope, "key": one.key, "rule": one.rule, "begun_at": look.at}
                connection.execute(sa.insert(alert_rings).values(**row))
        gone = sa.update(alert_rings).where(alert_rings.c.number.in_(list(over)))
        connection.execute(gone.values(ended_at=look.at))

    def _standing(self, connection: sa.Connection) -> dict[str, int]:
        mine = sa.and_(alert_rings.c.scope == self.scope, alert_rings.c.ended_at.is_(None))
        asked = sa.select(alert_rings.c.key, alert_rings.c.number).where(mine)
        return {row.key: row.number for row in connection.execute(asked)}

    # -- put off

    def put_off(self) -> dict[str, PutOff]:
        """What was put off, by key; also what has come back since."""
        asked = sa.select(alert_snoozes).where(alert_snoozes.c.scope == self.scope)
        with self.database.reading() as connection:
            found = connection.execute(asked).mappings()
            return {one["key"]: PutOff(one["key"], one["until"], one["who"], one["made_at"]) for one in found}

    def snooze(self, key: str, until: datetime, who: str, now: datetime) -> None:
        """Put an alert off; a later word replaces the one before."""
        mine = sa.and_(alert_snoozes.c.scope == self.scope, alert_snoozes.c.key == key)
        with self.database.writing() as connection:
            connection.execute(sa.delete(alert_snoozes).where(mine))
            row = {"scope": self.scope, "key": key, "until": until, "who": who, "made_at": now}
            connection.execute(sa.insert(alert_snoozes).values(**row))

    def wake(self, key: str) -> bool:
        """Let it ring again; False where it was not put off."""
        mine = sa.and_(alert_snoozes.c.scope == self.scope, alert_snoozes.c.key == key)
        with self.database.writing() as connection:
            return bool(connection.execute(sa.delete(alert_snoozes).where(mine)).rowcount)

    # -- votes

    def votes(self) -> list[Vote]:
        """All votes of this scope, the oldest first."""
        asked = sa.select(alert_votes).where(alert_votes.c.scope == self.scope)
        names = ("key", "rule", "is_useful", "who", "made_at")
        with self.database.reading() as connection:
            found = connection.execute(asked.order_by(alert_votes.c.made_at, alert_votes.c.number)).mappings()
            return [Vote(**{name: one[name] for name in names}) for one in found]

    def vote(self, alert: Alert, is_useful: bool, who: str, now: datetime) -> None:
        """Write a vote down; who votes again has thought better of it."""
        mine = sa.and_(
            alert_votes.c.scope == self.scope, alert_votes.c.key == alert.key, alert_votes.c.who == who
        )
        with self.database.writing() as connection:
            connection.execute(sa.delete(alert_votes).where(mine))
            row = {"scope": self.scope, "key": alert.key, "rule": alert.rule, "who": who}
            connection.execute(sa.insert(alert_votes).values(**row, is_useful=is_useful, made_at=now))

    # -- lines

    def lines(self) -> Mapping[str, Any]:
        """What was drawn last; nothing where nobody drew any."""
        asked = sa.select(alert_lines.c.lines).order_by(alert_lines.c.number.desc()).limit(1)
        with self.database.reading() as connection:
            found = connection.execute(asked).scalar()
        known: dict[str, Any] = json.loads(found) if found else {}
        return known

    def draw(self, lines: Mapping[str, Any], who: str, now: datetime) -> None:
        """Draw other lines; the ones before stay known."""
        with self.database.writing() as connection:
            row = {"lines": _text(lines), "who": who, "made_at": now}
            connection.execute(sa.insert(alert_lines).values(**row))


def ranked(found: Iterable[Alert]) -> list[Alert]:
    """Trouble before good news, the dearest first, the most surprising of equal ones."""
    return sorted(found, key=lambda one: (one.is_good, -(one.money.minor if one.money else 0), -one.surprise))


def _ring(row: sa.RowMapping) -> Ring:
    names = ("number", "key", "rule", "begun_at", "seen_at", "rung_at", "ended_at")
    told = unpacked(json.loads(row["told"])) if row["told"] else None
    return Ring(**{name: row[name] for name in names}, alert=unpacked(json.loads(row["evidence"])), told=told)


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
