"""Who is signed in where. A session lasts while it is used, and ends by itself after a month without."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from voronka.model.reader import Reader
from voronka.team.database import Database
from voronka.team.readers import reader_of
from voronka.team.tables import readers, sessions
from voronka.team.tokens import hash_of, new_token

#: Unused for so long, a session ends; and it ends in any case half a year after signing in.
IDLE = timedelta(days=30)
LONGEST = timedelta(days=180)
#: That somebody was there is written down so often at most: a page must not wait for a writer.
SEEN_EVERY = timedelta(minutes=10)


@dataclass(frozen=True)
class Session:
    """A session as its reader sees it; `device` is what the browser calls itself, `key` names it for ending it."""

    key: str
    made_at: datetime
    seen_at: datetime
    device: str
    address: str


class Sessions:
    """The sessions of one workspace."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, reader: int, at: datetime, device: str = "", address: str = "") -> str:
        """Sign a reader in; the token for the cookie, which is kept nowhere else. Sessions that ended are cleared away."""
        token = new_token()
        values = {"token_hash": hash_of(token), "reader": reader, "made_at": at, "seen_at": at}
        with self._database.writing() as connection:
            connection.execute(sa.delete(sessions).where(sessions.c.expires_at <= at))
            connection.execute(
                sa.insert(sessions).values(
                    **values, expires_at=at + IDLE, device=device[:200], address=address[:64]
                )
            )
            connection.execute(sa.update(readers).where(readers.c.number == reader).values(seen_at=at))
        return token

    def reader(self, token: str, at: datetime) -> Reader | None:
        """Whose session a token is; None where it is none, or has ended."""
        found = (
            sa.select(readers, sessions.c.seen_at.label("last_seen"), sessions.c.made_at.label("begun"))
            .join(sessions, sessions.c.reader == readers.c.number)
            .where(sessions.c.token_hash == hash_of(token), sessions.c.expires_at > at)
        )
        with self._database.reading() as connection:
            row = connection.execute(found).mappings().first()
        if row is None:
            return None
        if at - row["last_seen"] >= SEEN_EVERY:
            self._prolong(token, row["number"], min(at + IDLE, row["begun"] + LONGEST), at)
        return reader_of(row)

    def _prolong(self, token: str, reader: int, until: datetime, at: datetime) -> None:
        with self._database.writing() as connection:
            own = sa.update(sessions).where(sessions.c.token_hash == hash_of(token))
            connection.execute(own.values(seen_at=at, expires_at=until))
            connection.execute(sa.update(readers).where(readers.c.number == reader).values(seen_at=at))

    def of(self, reader: int, at: datetime) -> tuple[Session, ...]:
        """The sessions of a reader, the last used first."""
        found = (
            sa.select(sessions)
            .where(sessions.c.reader == reader, sessions.c.expires_at > at)
            .order_by(sessions.c.seen_at.desc(), sessions.c.token_hash)
        )
        with self._database.reading() as connection:
            return tuple(
                Session(row["token_hash"], row["made_at"], row["seen_at"], row["device"], row["address"])
                for row in connection.execute(found).mappings()
            )

    def end(self, token: str) -> None:
        """Sign out."""
        with self._database.writing() as connection:
            connection.execute(sa.delete(sessions).where(sessions.c.token_hash == hash_of(token)))

    def end_of(self, reader: int, key: str) -> None:
        """End one session of a reader by its key."""
        with self._database.writing() as connection:
            connection.execute(
                sa.delete(sessions).where(sessions.c.reader == reader, sessions.c.token_hash == key)
            )

    def end_all(self, reader: int, keep: str = "") -> int:
        """Sign a reader out everywhere, but for the session of hash `keep`; how many ended."""
        ended = sa.delete(sessions).where(sessions.c.reader == reader, sessions.c.token_hash != keep)
        with self._database.writing() as connection:
            return connection.execute(ended).rowcount
