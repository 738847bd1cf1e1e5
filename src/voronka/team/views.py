"""Saved views: a page with its question under a name, one's own or everybody's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from voronka.errors import AbsentError, InputError
from voronka.language import say
from voronka.team.database import Database
from voronka.team.tables import views

#: A name stands in the menu.
LONGEST = 60


@dataclass(frozen=True)
class View:
    """`page` is the address within the site; `reader` None: of a workspace without readers. `is_first` opens when its reader comes in."""

    number: int
    reader: int | None
    name: str
    page: str
    is_shared: bool = False
    is_first: bool = False


class Views:
    """The saved views of one workspace, as one reader may change them (None: nobody has to sign in).

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     database = Database(f"sqlite:///{folder}/team.sqlite")
    ...     kept = Views(database, None)
    ...     view = kept.add("Third quarter", "/funnel?period=2026-Q3", datetime(2026, 3, 1), is_first=True)
    ...     print(kept.first(), len(kept.all()))
    ...     database.close()
    /funnel?period=2026-Q3 1
    """

    def __init__(self, database: Database, reader: int | None) -> None:
        self._database = database
        self._reader = reader
        self._own = views.c.reader.is_(None) if reader is None else views.c.reader == reader

    def all(self) -> tuple[View, ...]:
        """One's own and those for everybody, by name."""
        columns = [views.c[name] for name in ("number", "reader", "name", "page", "is_shared", "is_first")]
        known = sa.select(*columns).where(sa.or_(self._own, views.c.is_shared))
        with self._database.reading() as connection:
            found = [View(**row) for row in connection.execute(known).mappings()]
        return tuple(sorted(found, key=lambda one: (one.name.casefold(), one.number)))

    def first(self) -> str | None:
        """The page that opens when the reader comes in; None where they chose none."""
        chosen = sa.select(views.c.page).where(self._own, views.c.is_first)
        with self._database.reading() as connection:
            return connection.execute(chosen).scalar()

    def add(
        self, name: str, page: str, made_at: datetime, is_shared: bool = False, is_first: bool = False
    ) -> View:
        """Save a page under a name; InputError without one."""
        row = {
            "reader": self._reader,
            "name": _named(name),
            "page": page,
            "is_shared": is_shared,
            "is_first": is_first,
        }
        with self._database.writing() as connection:
            if is_first:
                self._none_first(connection)
            made = sa.insert(views).values(**row, made_at=made_at).returning(views.c.number)
            number: int = connection.execute(made).scalar_one()
        return View(number, self._reader, _named(name), page, is_shared, is_first)

    def change(self, number: int, name: str, is_shared: bool, is_first: bool) -> None:
        """Give one's own view another name, show it to everybody or not, open it first or not; AbsentError when it is not one's own."""
        with self._database.writing() as connection:
            if is_first:
                self._none_first(connection)
            changed = sa.update(views).where(self._own, views.c.number == number)
            done = connection.execute(
                changed.values(name=_named(name), is_shared=is_shared, is_first=is_first)
            )
            if not done.rowcount:
                raise _absent(number)

    def remove(self, number: int) -> None:
        """Take one's own view back; AbsentError when it is not one's own."""
        with self._database.writing() as connection:
            gone = connection.execute(sa.delete(views).where(self._own, views.c.number == number))
        if not gone.rowcount:
            raise _absent(number)

    def _none_first(self, connection: sa.Connection) -> None:
        connection.execute(sa.update(views).where(self._own).values(is_first=False))


def _named(name: str) -> str:
    kept = " ".join(name.split())[:LONGEST]
    if not kept:
        raise InputError(
            say("a view needs a name"), do=say("say what it shows, as in “My deals, this month”")
        )
    return kept


def _absent(number: int) -> AbsentError:
    return AbsentError(
        say("no view number {number} of yours", number=number), say("only who saved a view may change it")
    )
