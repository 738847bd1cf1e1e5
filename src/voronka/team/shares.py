"""Links that show one page to whoever has them, with the rights of who made them, until a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from voronka.model.reader import Reader
from voronka.team.database import Database
from voronka.team.readers import reader_of
from voronka.team.tables import readers, shares
from voronka.team.tokens import hash_of, new_token

#: For how many days a link can be made.
DAYS = (1, 7, 30, 90)


@dataclass(frozen=True)
class Share:
    """A shared page: its address with the whole question, and who shows it."""

    number: int
    page: str
    title: str
    made_at: datetime
    expires_at: datetime
    by: Reader


class Shares:
    """The shared pages of one workspace."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def make(self, reader: int, page: str, title: str, at: datetime, until: datetime) -> str:
        """Share a page; the token for the link."""
        token = new_token()
        with self._database.writing() as connection:
            connection.execute(
                sa.insert(shares).values(
                    token_hash=hash_of(token),
                    reader=reader,
                    page=page,
                    title=title,
                    made_at=at,
                    expires_at=until,
                )
            )
        return token

    def find(self, token: str, at: datetime) -> Share | None:
        """What a link shows; None where it shows nothing any more."""
        found = self._select(at).where(shares.c.token_hash == hash_of(token))
        with self._database.reading() as connection:
            row = connection.execute(found).mappings().first()
        return _share(row) if row is not None else None

    def open(self, at: datetime, reader: int | None = None) -> tuple[Share, ...]:
        """Links that work, the newest first; of one reader, or of all."""
        found = self._select(at).order_by(shares.c.number.desc())
        if reader is not None:
            found = found.where(shares.c.reader == reader)
        with self._database.reading() as connection:
            return tuple(_share(row) for row in connection.execute(found).mappings())

    def take_back(self, number: int, reader: int | None = None) -> None:
        """The link stops working; `reader`: only where it is theirs."""
        gone = sa.delete(shares).where(shares.c.number == number)
        if reader is not None:
            gone = gone.where(shares.c.reader == reader)
        with self._database.writing() as connection:
            connection.execute(gone)

    @staticmethod
    def _select(at: datetime) -> sa.Select[tuple[object, ...]]:
        own = [
            shares.c[name].label(f"share_{name}")
            for name in ("number", "page", "title", "made_at", "expires_at")
        ]
        return (
            sa.select(readers, *own)
            .join(shares, shares.c.reader == readers.c.number)
            .where(shares.c.expires_at > at)
        )


def _share(row: sa.RowMapping) -> Share:
    parts = {name: row[f"share_{name}"] for name in ("number", "page", "title", "made_at", "expires_at")}
    return Share(**parts, by=reader_of(row))
