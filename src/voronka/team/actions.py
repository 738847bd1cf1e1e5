"""Actions in the CRM as they are kept: what was to be written, by whom, what became of it, and what was undone. Nothing is ever taken out."""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from voronka.errors import AbsentError
from voronka.language import say
from voronka.model.action import Action, ActionRow, Kind, RowState, State, TaskSet
from voronka.team.database import Database
from voronka.team.tables import action_rows, actions

#: Letters and digits that cannot be taken for one another.
_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
_JSON = ("content", "before", "answer", "why")


class Actions:
    """The actions of one workspace.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     database = Database(f"sqlite:///{folder}/team.sqlite")
    ...     kept = Actions(database)
    ...     row = ActionRow(1, 501, "Ромашка", 12, "Анна", "planned", {"text": "Позвонить"})
    ...     number = kept.add("task", "stuck", 9, {}, [row], "Ольга", datetime(2026, 3, 2))
    ...     print(kept.find(number).counts, kept.rows(number)[0].content)
    ...     database.close()
    {'planned': 1} {'text': 'Позвонить'}
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self,
        kind: Kind,
        finding: str,
        account_id: int,
        parameters: Mapping[str, Any],
        rows: Iterable[ActionRow],
        who: str,
        at: datetime,
        key: str = "",
    ) -> int:
        """Keep a prepared action; its number. `key` is one of `new_key`."""
        values = {
            "key": key or new_key(),
            "kind": kind,
            "finding": finding,
            "account_id": account_id,
            "state": "planned",
            "made_at": at,
            "made_by": who,
            "parameters": _text(parameters),
        }
        with self._database.writing() as connection:
            number: int = connection.execute(
                sa.insert(actions).values(**values).returning(actions.c.number)
            ).scalar_one()
            listed = [{"action": number, **_values(row)} for row in rows]
            if listed:
                connection.execute(sa.insert(action_rows), listed)
        return number

    def all(self, limit: int = 100, offset: int = 0) -> tuple[Action, ...]:
        """The newest first."""
        found = sa.select(actions).order_by(actions.c.number.desc()).limit(limit).offset(offset)
        with self._database.reading() as connection:
            listed = list(connection.execute(found).mappings())
            counts = _counts(connection, [row["number"] for row in listed])
        return tuple(_action(row, counts.get(row["number"], {})) for row in listed)

    def find(self, number: int) -> Action:
        """One action; AbsentError when there is none of that number."""
        with self._database.reading() as connection:
            row = connection.execute(sa.select(actions).where(actions.c.number == number)).mappings().first()
            counts = _counts(connection, [number])
        if row is None:
            raise AbsentError(
                say("there is no action number {number}", number=number),
                do=say("voronka action list shows them"),
            )
        return _action(row, counts.get(number, {}))

    def rows(self, number: int, *states: RowState) -> tuple[ActionRow, ...]:
        """The rows of an action, all or those in some states, in their order."""
        found = sa.select(action_rows).where(action_rows.c.action == number).order_by(action_rows.c.place)
        if states:
            found = found.where(action_rows.c.state.in_(states))
        with self._database.reading() as connection:
            return tuple(_row(row) for row in connection.execute(found).mappings())

    def put(self, number: int, state: State, **values: Any) -> None:
        """Another state of an action, with what goes with it; `error` is sentences by language."""
        if "error" in values:
            values["error"] = _text(values["error"])
        with self._database.writing() as connection:
            own = sa.update(actions).where(actions.c.number == number)
            connection.execute(own.values(state=state, **values))

    def put_parameters(self, number: int, parameters: Mapping[str, Any]) -> None:
        """Other parameters of an action."""
        with self._database.writing() as connection:
            own = sa.update(actions).where(actions.c.number == number)
            connection.execute(own.values(parameters=_text(parameters)))

    def put_rows(self, number: int, changes: Mapping[int, Mapping[str, Any]]) -> None:
        """Other values of rows by their place, all at once: it is on the disk when this returns."""
        with self._database.writing() as connection:
            for place, values in changes.items():
                plain = {name: _text(value) if name in _JSON else value for name, value in values.items()}
                own = sa.update(action_rows).where(
                    action_rows.c.action == number, action_rows.c.place == place
                )
                connection.execute(own.values(**plain))

    def tasks_on(self, deals: Collection[int] | None = None) -> dict[int, TaskSet]:
        """The newest task that was set from here on each deal (of these, or on any) and was not undone."""
        columns = (action_rows.c.deal_id, action_rows.c.written_at, actions.c.confirmed_by, actions.c.number)
        found = (
            sa.select(*columns)
            .select_from(action_rows.join(actions, actions.c.number == action_rows.c.action))
            .where(actions.c.kind == "task", action_rows.c.state.in_(("done", "sending")))
            .order_by(actions.c.number)
        )
        with self._database.reading() as connection:
            listed = list(connection.execute(found))
        return {
            deal: TaskSet(deal, at, by, number)
            for deal, at, by, number in listed
            if deals is None or deal in deals
        }


def new_key() -> str:
    """A short word by which what an action wrote is known again; no two are alike, in whatever workspace.

    >>> len(new_key())
    8
    """
    return "".join(secrets.choice(_LETTERS) for _ in range(8))


def _counts(connection: sa.Connection, numbers: list[int]) -> dict[int, dict[str, int]]:
    found = (
        sa.select(action_rows.c.action, action_rows.c.state, sa.func.count())
        .where(action_rows.c.action.in_(numbers))
        .group_by(action_rows.c.action, action_rows.c.state)
    )
    counts: dict[int, dict[str, int]] = {}
    for number, state, count in connection.execute(found):
        counts.setdefault(number, {})[state] = count
    return counts


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False) if value else ""


def _read(text: str) -> Any:
    return json.loads(text) if text else {}


def _values(row: ActionRow) -> dict[str, Any]:
    return {name: _text(value) if name in _JSON else value for name, value in vars(row).items()}


def _row(row: sa.RowMapping) -> ActionRow:
    values = {
        name: _read(value) if name in _JSON else value for name, value in row.items() if name != "action"
    }
    return ActionRow(**values)


def _action(row: sa.RowMapping, counts: Mapping[str, int]) -> Action:
    values = {name: _read(value) if name in ("parameters", "error") else value for name, value in row.items()}
    return Action(**values, counts=counts)
