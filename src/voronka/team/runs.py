"""What was read when, and how it went: every sync, nightly check and import that the server or a person started."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa

from voronka.team.database import Database
from voronka.team.tables import runs

Kind = Literal["sync", "repair", "import", "demo"]
#: Who started it: the server's schedule, a person on a page, a command in a shell.
Cause = Literal["schedule", "person", "shell"]
Outcome = Literal["running", "done", "failed", "cut_off"]
#: Runs that are kept: about three weeks of one every quarter of an hour.
KEPT = 2000


@dataclass(frozen=True)
class Run:
    """One run. `progress` is what it told last; `error` and `notes` are sentences by language."""

    number: int
    kind: Kind
    cause: Cause
    started_at: datetime
    outcome: Outcome = "running"
    ended_at: datetime | None = None
    result: Mapping[str, int] = field(default_factory=dict)
    progress: Mapping[str, Any] = field(default_factory=dict)
    error: Mapping[str, list[str]] = field(default_factory=dict)
    notes: Mapping[str, list[str]] = field(default_factory=dict)

    @property
    def is_running(self) -> bool:
        """True from its beginning to its end, and for ever where it was killed and nobody has noticed."""
        return self.outcome == "running"


class Runs:
    """The runs of one workspace.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     database = Database(f"sqlite:///{folder}/team.sqlite")
    ...     book = Runs(database)
    ...     number = book.begin("sync", "shell", datetime(2026, 3, 1))
    ...     book.end(number, datetime(2026, 3, 1, 0, 1), result={"landed": 5})
    ...     print(book.latest()[0].outcome, book.latest()[0].result)
    ...     database.close()
    done {'landed': 5}
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, kind: Kind, cause: Cause, now: datetime) -> int:
        """Write down that a run has begun; its number. Whatever was running before is over: there is one writer at a time."""
        with self._database.writing() as connection:
            _cut_off(connection, now)
            row = {"kind": kind, "cause": cause, "started_at": now, "outcome": "running"}
            made = sa.insert(runs).values(**row).returning(runs.c.number)
            number: int = connection.execute(made).scalar_one()
            connection.execute(sa.delete(runs).where(runs.c.number <= number - KEPT))
        return number

    def tell(self, number: int, progress: Mapping[str, Any]) -> None:
        """How far it is."""
        self._write(number, progress=_text(progress))

    def note(self, number: int, notes: Mapping[str, list[str]]) -> None:
        """What a person should know of it, though it goes on."""
        self._write(number, notes=_text(notes))

    def end(
        self,
        number: int,
        now: datetime,
        result: Mapping[str, int] | None = None,
        error: Mapping[str, list[str]] | None = None,
    ) -> None:
        """It is over: with a result, or with an error."""
        outcome = "failed" if error else "done"
        self._write(number, ended_at=now, outcome=outcome, result=_text(result), error=_text(error))

    def cut_off(self, now: datetime) -> None:
        """Whatever is said to be running was killed; for whoever knows that nobody writes."""
        with self._database.writing() as connection:
            _cut_off(connection, now)

    def latest(self, most: int = 20) -> list[Run]:
        """The newest runs first."""
        with self._database.reading() as connection:
            found = connection.execute(sa.select(runs).order_by(runs.c.number.desc()).limit(most))
            return [_run(row) for row in found.mappings()]

    def last_good(self, *kinds: Kind) -> Run | None:
        """The newest run of these kinds that went well."""
        where = sa.and_(runs.c.outcome == "done", runs.c.kind.in_(kinds))
        with self._database.reading() as connection:
            found = connection.execute(sa.select(runs).where(where).order_by(runs.c.number.desc()).limit(1))
            row = found.mappings().first()
        return _run(row) if row else None

    def _write(self, number: int, **values: Any) -> None:
        with self._database.writing() as connection:
            connection.execute(sa.update(runs).where(runs.c.number == number).values(**values))


def _cut_off(connection: sa.Connection, now: datetime) -> None:
    is_running = runs.c.outcome == "running"
    connection.execute(sa.update(runs).where(is_running).values(outcome="cut_off", ended_at=now))


def _text(value: Mapping[str, Any] | None) -> str:
    return json.dumps(value, ensure_ascii=False) if value else ""


def _run(row: Mapping[Any, Any]) -> Run:
    told = {
        name: json.loads(row[name]) if row[name] else {} for name in ("result", "progress", "error", "notes")
    }
    return Run(**{**row, **told})
