"""Schedules of reports and their recipients."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa

from voronka.errors import AbsentError, InputError
from voronka.language import say
from voronka.model.when import When
from voronka.team.database import Database
from voronka.team.tables import deliveries, recipients, report_runs, schedules

#: A title stands in subjects and in the list.
LONGEST = 120
#: Recipients of one schedule.
MOST = 200
#: The kind of what goes out when something rings: it has recipients as a report has, and a moment of the day when alerts are looked for.
ALERTS = "alerts"
#: Before anything was kept.
NEVER = datetime.fromisoformat("1970-01-01")


@dataclass(frozen=True)
class Recipient:
    """Who gets it, by which channel. `reader` None: somebody outside the team, under the rights of who made the schedule."""

    channel: str
    address: str = ""
    name: str = ""
    reader: int | None = None
    number: int = 0


@dataclass(frozen=True)
class Schedule:
    """One schedule; `reader` None: of a workspace without readers. `view` is the page of a saved view, for the kind of that name."""

    kind: str
    rule: When
    formats: tuple[str, ...]
    recipients: tuple[Recipient, ...]
    reader: int | None = None
    title: str = ""
    view: str = ""
    language: str = "ru"
    is_paused: bool = False
    number: int = 0
    made_at: datetime = NEVER
    settled_at: datetime = NEVER
    removed_at: datetime | None = None

    @property
    def goes_by_itself(self) -> bool:
        """Whether its moments count as those of a report do."""
        return not self.is_paused and self.removed_at is None and self.kind != ALERTS


class Schedules:
    """The schedules of one workspace.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     database = Database(f"sqlite:///{folder}/team.sqlite")
    ...     kept = Schedules(database)
    ...     wanted = Schedule("weekly", When.parse("mon 9:00"), ("html",), (Recipient("smtp", "a@example.com"),))
    ...     made = kept.add(wanted, datetime(2026, 3, 1))
    ...     print(made.number, kept.all()[0].recipients[0].address)
    ...     database.close()
    1 a@example.com
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self, with_removed: bool = False) -> tuple[Schedule, ...]:
        """All schedules, in the order in which they were made."""
        asked = sa.select(schedules).order_by(schedules.c.number)
        if not with_removed:
            asked = asked.where(schedules.c.removed_at.is_(None))
        with self._database.reading() as connection:
            return _read(connection, asked)

    def find(self, number: int) -> Schedule:
        """The schedule of that number; AbsentError when there is none."""
        asked = sa.select(schedules).where(schedules.c.number == number, schedules.c.removed_at.is_(None))
        with self._database.reading() as connection:
            found = _read(connection, asked)
        if not found:
            raise _absent(number)
        return found[0]

    def add(self, wanted: Schedule, now: datetime) -> Schedule:
        """Keep a new one; its first moment is the next one after `now`."""
        values = _values(_checked(wanted)) | {"made_at": now, "settled_at": now, "reader": wanted.reader}
        with self._database.writing() as connection:
            made = sa.insert(schedules).values(**values).returning(schedules.c.number)
            number: int = connection.execute(made).scalar_one()
            _put(connection, number, wanted.recipients)
        return self.find(number)

    def change(self, number: int, wanted: Schedule, now: datetime) -> Schedule:
        """Other contents for a schedule; whose it is stays. With another rule it counts from `now`."""
        known = self.find(number)
        values = _values(_checked(wanted)) | ({} if known.rule == wanted.rule else {"settled_at": now})
        with self._database.writing() as connection:
            connection.execute(sa.update(schedules).where(schedules.c.number == number).values(**values))
            connection.execute(sa.delete(recipients).where(recipients.c.schedule == number))
            _put(connection, number, wanted.recipients)
        return self.find(number)

    def pause(self, number: int) -> Schedule:
        """Let no moment count from now on."""
        return self._set(number, is_paused=True)

    def resume(self, number: int, now: datetime) -> Schedule:
        """Let moments count again, those after `now`."""
        return self._set(number, is_paused=False, settled_at=now)

    def remove(self, number: int, now: datetime) -> Schedule:
        """Take it out; what was delivered stays known, and what was not yet is not."""
        gone = self._set(number, removed_at=now)
        of_it = sa.select(report_runs.c.number).where(report_runs.c.schedule == number)
        is_open = sa.and_(deliveries.c.run.in_(of_it), deliveries.c.state == "waiting")
        with self._database.writing() as connection:
            connection.execute(sa.delete(deliveries).where(is_open))
        return gone

    def _set(self, number: int, **values: object) -> Schedule:
        known = self.find(number)
        with self._database.writing() as connection:
            connection.execute(sa.update(schedules).where(schedules.c.number == number).values(**values))
        return replace(known, **values)  # type: ignore[arg-type]


def _checked(wanted: Schedule) -> Schedule:
    if not wanted.recipients:
        raise InputError(
            say("nobody would get this report"), do=say("choose at least one recipient and a channel")
        )
    if len(wanted.recipients) > MOST:
        raise InputError(say("a schedule has {most} recipients at most", most=MOST))
    if not wanted.formats:
        raise InputError(say("no form was chosen"), do=say("choose at least the mail itself"))
    return wanted


def _values(wanted: Schedule) -> dict[str, object]:
    return {
        "title": " ".join(wanted.title.split())[:LONGEST],
        "kind": wanted.kind,
        "view": wanted.view,
        "rule": wanted.rule.to_text(),
        "formats": ",".join(wanted.formats),
        "language": wanted.language,
    }


def _put(connection: sa.Connection, number: int, wanted: Iterable[Recipient]) -> None:
    rows = {
        (one.channel, one.address): {
            "schedule": number,
            "reader": one.reader,
            "channel": one.channel,
            "address": one.address,
            "name": one.name,
        }
        for one in wanted
    }
    connection.execute(sa.insert(recipients), list(rows.values()))


def _read(connection: sa.Connection, asked: sa.Select[tuple[object, ...]]) -> tuple[Schedule, ...]:
    rows = connection.execute(asked).mappings().all()
    known = sa.select(recipients).where(recipients.c.schedule.in_([row["number"] for row in rows]))
    found = connection.execute(known.order_by(recipients.c.number)).mappings().all()
    return tuple(_schedule(row, [one for one in found if one["schedule"] == row["number"]]) for row in rows)


def _schedule(row: sa.RowMapping, found: Sequence[sa.RowMapping]) -> Schedule:
    names = ("number", "reader", "title", "kind", "view", "language", "is_paused", "made_at")
    return Schedule(
        **{name: row[name] for name in names},
        settled_at=row["settled_at"],
        removed_at=row["removed_at"],
        rule=When.parse(row["rule"]),
        formats=tuple(row["formats"].split(",")),
        recipients=tuple(
            Recipient(**{name: one[name] for name in ("channel", "address", "name", "reader", "number")})
            for one in found
        ),
    )


def _absent(number: int) -> AbsentError:
    return AbsentError(
        say("there is no schedule number {number}", number=number),
        do=say("voronka report schedule list shows them"),
    )
