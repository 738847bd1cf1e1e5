"""Goals and every change of them: who set what, when, and why."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from math import isfinite

import sqlalchemy as sa

from voronka.errors import AbsentError, InputError
from voronka.language import say
from voronka.model.goal import Change, Goal, Whom
from voronka.model.period import Period
from voronka.team.database import Database
from voronka.team.tables import goal_changes, goals

#: No goal of any company is larger: whole kopecks are exact below it.
MOST = 2.0**53


class Goals:
    """The goals of one workspace.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     database = Database(f"sqlite:///{folder}/team.sqlite")
    ...     kept = Goals(database)
    ...     _ = kept.put([Goal("revenue", Period.parse("2026-03"), 500_000_00)], "anna", datetime(2026, 3, 1))
    ...     _ = kept.put([Goal("revenue", Period.parse("2026-03"), 600_000_00)], "boris", datetime(2026, 3, 9), "a large client")
    ...     print(len(kept.all()), [(one.who, one.before, one.after) for one in kept.history()])
    ...     database.close()
    1 [('boris', 50000000.0, 60000000.0), ('anna', None, 50000000.0)]
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> tuple[Goal, ...]:
        """All goals that stand, in the order in which they were first set."""
        known = sa.select(goals).where(goals.c.value.is_not(None)).order_by(goals.c.number)
        with self._database.reading() as connection:
            return tuple(_goal(row) for row in connection.execute(known).mappings())

    def find(self, number: int) -> Goal:
        """The goal of that number; AbsentError when there is none."""
        found = next((one for one in self.all() if one.number == number), None)
        if found is None:
            raise _absent(number)
        return found

    def put(self, wanted: Iterable[Goal], who: str, at: datetime, why: str = "") -> int:
        """Set goals, all or none, each in place of an earlier one for the same; how many are other than before."""
        listed = list(wanted)
        for one in listed:
            _check(one)
        with self._database.writing() as connection:
            return sum(_put(connection, one, who, at, why) for one in listed)

    def change(self, number: int, seen: float, value: float, who: str, at: datetime, why: str = "") -> Goal:
        """Another value for a goal that had the value `seen` when its writer looked; InputError where somebody changed it in the meantime."""
        with self._database.writing() as connection:
            known = _standing(connection, number)
            if known.value != seen:
                raise InputError(
                    say("somebody has changed this goal in the meantime"),
                    say("{name} gave it another value", name=known.author or "—"),
                    say("look at it as it is now, and change it again if need be"),
                )
            wanted = Goal(known.aim, known.period, value, known.whom, known.pipeline, number)
            _check(wanted)
            _put(connection, wanted, who, at, why)
        return self.find(number)

    def remove(self, number: int, who: str, at: datetime, why: str = "") -> Goal:
        """Take a goal back; its history stays. AbsentError when there is none of that number."""
        with self._database.writing() as connection:
            known = _standing(connection, number)
            gone = sa.update(goals).where(goals.c.number == number)
            connection.execute(gone.values(value=None, changed_at=at, author=who))
            _note(connection, number, who, at, known.value, None, why)
        return known

    def history(self, number: int | None = None, limit: int = 200) -> tuple[Change, ...]:
        """Changes of all goals, or of one, the newest first."""
        own = sa.true() if number is None else goals.c.number == number
        columns = [goal_changes.c[name] for name in ("at", "who", "before", "after", "why")]
        found = (
            sa.select(*columns, *[column.label(f"goal_{column.name}") for column in goals.c])
            .select_from(goal_changes.join(goals, goals.c.number == goal_changes.c.goal))
            .where(own)
            .order_by(goal_changes.c.number.desc())
            .limit(limit)
        )
        with self._database.reading() as connection:
            return tuple(_change(row) for row in connection.execute(found).mappings())


def _put(connection: sa.Connection, wanted: Goal, who: str, at: datetime, why: str) -> bool:
    """Set one goal; False where it has this value already."""
    place = _place(wanted)
    row = connection.execute(sa.select(goals.c.number, goals.c.value).filter_by(**place)).one_or_none()
    if row is not None and row.value == wanted.value:
        return False
    values = {"value": wanted.value, "author": who, "changed_at": at}
    if row is None:
        made = sa.insert(goals).values(**place, **values, made_at=at).returning(goals.c.number)
        number, before = connection.execute(made).scalar_one(), None
    else:
        number, before = row.number, row.value
        connection.execute(sa.update(goals).where(goals.c.number == number).values(**values))
    _note(connection, number, who, at, before, wanted.value, why)
    return True


def _note(
    connection: sa.Connection,
    number: int,
    who: str,
    at: datetime,
    before: float | None,
    after: float | None,
    why: str,
) -> None:
    values = {
        "goal": number,
        "who": who,
        "at": at,
        "before": before,
        "after": after,
        "why": why.strip()[:500],
    }
    connection.execute(sa.insert(goal_changes).values(**values))


def _standing(connection: sa.Connection, number: int) -> Goal:
    known = sa.select(goals).where(goals.c.number == number, goals.c.value.is_not(None))
    row = connection.execute(known).mappings().one_or_none()
    if row is None:
        raise _absent(number)
    return _goal(row)


def _place(goal: Goal) -> dict[str, object]:
    return {
        "aim": goal.aim,
        "period": str(goal.period),
        "kind": goal.whom.kind,
        "account_id": goal.whom.account_id,
        "whom": goal.whom.number,
        "pipeline": goal.pipeline,
    }


def _goal(row: sa.RowMapping, prefix: str = "") -> Goal:
    return Goal(
        row[f"{prefix}aim"],
        Period.parse(row[f"{prefix}period"]),
        row[f"{prefix}value"] or 0.0,
        Whom(row[f"{prefix}kind"], row[f"{prefix}account_id"], row[f"{prefix}whom"]),
        row[f"{prefix}pipeline"],
        row[f"{prefix}number"],
        row[f"{prefix}author"],
        row[f"{prefix}made_at"],
        row[f"{prefix}changed_at"],
    )


def _change(row: sa.RowMapping) -> Change:
    return Change(_goal(row, "goal_"), row["at"], row["who"], row["before"], row["after"], row["why"])


def _check(goal: Goal) -> None:
    if not isfinite(goal.value) or not 0 < goal.value < MOST:
        raise InputError(
            say("a goal is a number above zero"), do=say("write what is to be reached, as in 1 500 000")
        )


def _absent(number: int) -> AbsentError:
    return AbsentError(
        say("there is no goal number {number}", number=number), do=say("voronka goal list shows them")
    )
