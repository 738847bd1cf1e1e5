"""What the CRM said has changed: the next sync reads it first. Hints may be lost or doubled, and are never the record itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from voronka.team.database import Database
from voronka.team.tables import hints

#: More than so many hints are no hints: everything has changed, and the sync reads it all anyway.
MOST = 5_000


@dataclass(frozen=True)
class Hint:
    """A thing of the CRM that has changed: `entity` is lead, contact, company, task or unsorted."""

    entity: str
    number: int


class Hints:
    """The hints of one workspace, each thing once.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     database = Database(f"sqlite:///{folder}/team.sqlite")
    ...     hints = Hints(database)
    ...     hints.hear([Hint("lead", 7), Hint("lead", 7)], datetime(2026, 3, 1))
    ...     print(hints.heard())
    ...     database.close()
    (Hint(entity='lead', number=7),)
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def hear(self, found: Iterable[Hint], at: datetime) -> None:
        """Remember hints; one that is known already is as of now."""
        told = set(found)
        with self._database.writing() as connection:
            for one in sorted(told, key=lambda hint: (hint.entity, hint.number)):
                same = (hints.c.entity == one.entity) & (hints.c.entity_id == one.number)
                connection.execute(sa.delete(hints).where(same))
                known = connection.execute(sa.select(sa.func.count()).select_from(hints)).scalar_one()
                if known < MOST:
                    row = {"entity": one.entity, "entity_id": one.number, "heard_at": at}
                    connection.execute(sa.insert(hints).values(**row))

    def heard(self) -> tuple[Hint, ...]:
        """All hints, the oldest first."""
        found = sa.select(hints.c.entity, hints.c.entity_id).order_by(
            hints.c.heard_at, hints.c.entity, hints.c.entity_id
        )
        with self._database.reading() as connection:
            return tuple(Hint(entity, number) for entity, number in connection.execute(found))

    def forget(self, until: datetime) -> None:
        """Forget what was heard before a moment: a sync that began then has read it."""
        with self._database.writing() as connection:
            connection.execute(sa.delete(hints).where(hints.c.heard_at < until))
