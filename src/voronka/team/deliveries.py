"""What is to be delivered and what was: written down before anything is sent, so that nothing goes out twice."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa

from voronka.errors import AbsentError, InputError
from voronka.language import say
from voronka.team.database import Database
from voronka.team.schedules import Schedule
from voronka.team.tables import deliveries, report_runs, schedules

#: waiting: to be made or sent; handing: its last byte may be out; doubtful: nobody can know whether it came; dead: given up.
State = Literal["waiting", "handing", "delivered", "doubtful", "dead"]
Cause = Literal["schedule", "person", "shell", "alert"]


@dataclass(frozen=True)
class Delivery:
    """What goes to one recipient of a run. `step`: so many pieces are out; `first_at`: when it was first tried; `error` is sentences by language."""

    number: int
    key: str
    run: int
    channel: str
    address: str
    name: str
    state: State
    made_at: datetime
    next_at: datetime
    schedule: int
    moment: datetime
    cause: Cause
    skipped: int
    title: str
    kind: str
    reader: int | None = None
    letter: str = ""
    step: int = 0
    is_doubtful: bool = False
    attempts: int = 0
    first_at: datetime | None = None
    ended_at: datetime | None = None
    error: Mapping[str, list[str]] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        """Whether it may still go out by itself."""
        return self.state in ("waiting", "handing")


def key_of(schedule: int, moment: datetime, channel: str, address: str, reader: int | None) -> str:
    """What a delivery has in common with no other: the same on every try, so that Message-IDs and names of files are too."""
    text = f"{schedule}|{moment.isoformat()}|{channel}|{address}|{reader or 0}"
    return hashlib.sha256(text.encode()).hexdigest()[:32]


class Deliveries:
    """The runs and deliveries of one workspace."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # -- beginning

    def begin(
        self, schedule: Schedule, moment: datetime, cause: Cause, now: datetime, skipped: int = 0
    ) -> int | None:
        """Write down a run with all its deliveries; None where somebody else did already. The moment is settled by it."""
        with self._database.writing() as connection:
            known = sa.select(report_runs.c.number).where(
                report_runs.c.schedule == schedule.number, report_runs.c.moment == moment
            )
            if connection.execute(known).first() is not None:
                return None
            if cause == "schedule" and not settle(connection, schedule, moment):
                return None
            return put(connection, schedule, moment, cause, now, skipped)

    # -- what there is

    def open(self, now: datetime | None = None) -> list[Delivery]:
        """What waits, the oldest first; with `now` only what may be tried by then."""
        asked = deliveries.c.state == "waiting"
        if now is not None:
            asked = sa.and_(asked, deliveries.c.next_at <= now)
        return self._read(_known().where(asked).order_by(deliveries.c.number))

    def cut_off(self) -> list[Delivery]:
        """What was being handed over when its process was killed; for whoever knows that nobody sends."""
        return self._read(_known().where(deliveries.c.state == "handing").order_by(deliveries.c.number))

    def find(self, number: int) -> Delivery:
        """The delivery of that number; AbsentError when there is none."""
        found = self._read(_known().where(deliveries.c.number == number))
        if not found:
            raise AbsentError(
                say("there is no delivery number {number}", number=number),
                do=say("voronka report history shows them"),
            )
        return found[0]

    def latest(
        self, most: int = 100, schedule: int | None = None, state: State | None = None
    ) -> list[Delivery]:
        """The newest first, of all schedules or of one."""
        asked = _known().order_by(deliveries.c.number.desc()).limit(most)
        if schedule is not None:
            asked = asked.where(report_runs.c.schedule == schedule)
        if state is not None:
            asked = asked.where(deliveries.c.state == state)
        return self._read(asked)

    def letters(self) -> set[str]:
        """Folders of letters that may still be needed."""
        asked = sa.select(deliveries.c.letter).where(deliveries.c.state != "delivered").distinct()
        with self._database.reading() as connection:
            return {letter for (letter,) in connection.execute(asked) if letter}

    # -- going on

    def made(self, numbers: list[int], letter: str) -> None:
        """The letter of these deliveries is on the disk."""
        self._write(deliveries.c.number.in_(numbers), letter=letter)

    def hand(self, one: Delivery, step: int, now: datetime) -> bool:
        """Say that the last byte of a piece goes out now; False where it is not ours to send."""
        mine = sa.and_(
            deliveries.c.number == one.number, deliveries.c.state == "waiting", deliveries.c.step == step
        )
        values = {"state": "handing", "first_at": sa.func.coalesce(deliveries.c.first_at, now)}
        return bool(self._write(mine, **values))

    def handed(self, number: int, step: int) -> None:
        """The piece was taken: on to the next one."""
        self._write(deliveries.c.number == number, state="waiting", step=step + 1)

    def delivered(self, number: int, now: datetime) -> None:
        """All pieces were taken; where one of them is in doubt, so is the whole."""
        state = sa.case((deliveries.c.is_doubtful, "doubtful"), else_="delivered")
        self._write(deliveries.c.number == number, state=state, ended_at=now)

    def doubt(self, number: int, step: int, error: Mapping[str, list[str]]) -> None:
        """Nobody can know whether this piece was taken: it is not sent again, and the next one goes on."""
        values = {"state": "waiting", "step": step + 1, "is_doubtful": True, "error": _text(error)}
        self._write(deliveries.c.number == number, **values)

    def postpone(
        self, one: Delivery, next_at: datetime, now: datetime, error: Mapping[str, list[str]] | None = None
    ) -> None:
        """It was not taken, and is tried again."""
        values = {"state": "waiting", "next_at": next_at, "attempts": one.attempts + 1, "error": _text(error)}
        self._write(deliveries.c.number == one.number, first_at=one.first_at or now, **values)

    def bury(self, one: Delivery, now: datetime, error: Mapping[str, list[str]]) -> None:
        """It is given up."""
        values = {"state": "dead", "ended_at": now, "attempts": one.attempts + 1, "error": _text(error)}
        self._write(deliveries.c.number == one.number, first_at=one.first_at or now, **values)

    def retry(self, number: int, now: datetime) -> Delivery:
        """Try again what was given up or is in doubt; InputError for anything else."""
        one = self.find(number)
        is_over = sa.and_(deliveries.c.number == number, deliveries.c.state.in_(("dead", "doubtful")))
        fresh = {"state": "waiting", "next_at": now, "attempts": 0, "first_at": None, "ended_at": None}
        step = 0 if one.state == "doubtful" else one.step
        if not self._write(is_over, **fresh, step=step, is_doubtful=False, error=""):
            raise InputError(
                say("delivery number {number} cannot be tried again", number=number),
                say("it was delivered, or is under way"),
            )
        return self.find(number)

    def hurry(self, channel: str, now: datetime) -> int:
        """Try what waits for a channel at once: it was just seen to work."""
        return self._write(
            sa.and_(deliveries.c.state == "waiting", deliveries.c.channel == channel), next_at=now
        )

    def _write(self, where: sa.ColumnElement[bool], **values: Any) -> int:
        with self._database.writing() as connection:
            return connection.execute(sa.update(deliveries).where(where).values(**values)).rowcount

    def _read(self, asked: sa.Select[Any]) -> list[Delivery]:
        with self._database.reading() as connection:
            return [_delivery(row) for row in connection.execute(asked).mappings()]


def settle(connection: sa.Connection, schedule: Schedule, moment: datetime) -> bool:
    """Let a moment of a schedule be over, within a transaction; False where it is already, or the schedule was taken out."""
    mine = sa.and_(schedules.c.number == schedule.number, schedules.c.settled_at < moment)
    settled = sa.update(schedules).where(mine, schedules.c.removed_at.is_(None))
    return bool(connection.execute(settled.values(settled_at=moment)).rowcount)


def put(
    connection: sa.Connection,
    schedule: Schedule,
    moment: datetime,
    cause: Cause,
    now: datetime,
    skipped: int = 0,
) -> int:
    """Write down a run with all its deliveries, within a transaction; its number."""
    row = {"schedule": schedule.number, "moment": moment, "cause": cause, "skipped": skipped}
    made = sa.insert(report_runs).values(**row, made_at=now).returning(report_runs.c.number)
    number: int = connection.execute(made).scalar_one()
    connection.execute(sa.insert(deliveries), _rows(schedule, moment, number, now))
    return number


def _known() -> sa.Select[Any]:
    columns = [report_runs.c[name] for name in ("schedule", "moment", "cause", "skipped")]
    columns += [schedules.c.title, schedules.c.kind]
    joined = deliveries.join(report_runs, report_runs.c.number == deliveries.c.run)
    return sa.select(deliveries, *columns).select_from(
        joined.join(schedules, schedules.c.number == report_runs.c.schedule)
    )


def _rows(schedule: Schedule, moment: datetime, run: int, now: datetime) -> list[dict[str, Any]]:
    return [
        {
            "key": key_of(schedule.number, moment, one.channel, one.address, one.reader),
            "run": run,
            "reader": one.reader,
            "channel": one.channel,
            "address": one.address,
            "name": one.name,
            "state": "waiting",
            "made_at": now,
            "next_at": now,
        }
        for one in schedule.recipients
    ]


def _delivery(row: sa.RowMapping) -> Delivery:
    return Delivery(**{**row, "error": json.loads(row["error"]) if row["error"] else {}})


def _text(error: Mapping[str, list[str]] | None) -> str:
    return json.dumps(error, ensure_ascii=False) if error else ""
