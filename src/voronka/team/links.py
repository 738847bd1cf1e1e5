"""Links that can be used once: an invitation makes a reader, a reset sets a new password."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from voronka.errors import InputError
from voronka.language import say
from voronka.model.reader import Own, Reader
from voronka.team.database import Database
from voronka.team.own import fitted, own_of, own_text, role_named
from voronka.team.passwords import check_password, hash_password
from voronka.team.readers import email_of, insert_reader, name_of, reader_of
from voronka.team.tables import invitations, readers, resets, sessions
from voronka.team.tokens import hash_of, new_token

INVITED_FOR = timedelta(days=7)
RESET_FOR = timedelta(days=1)


@dataclass(frozen=True)
class Invitation:
    """Somebody who is to become a reader."""

    number: int
    email: str
    name: str
    role: str
    own: Own
    made_at: datetime
    made_by: str
    expires_at: datetime


class Invitations:
    """The open invitations of one workspace."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def invite(self, email: str, name: str, role: str, own: Own, made_at: datetime, made_by: str = "") -> str:
        """Invite somebody; the token for the link. An earlier invitation of that e-mail is replaced."""
        email, token = email_of(email), new_token()
        role_named(role)
        values = {"email": email, "name": name_of(name, "@") if name.strip() else "", "role": role}
        with self._database.writing() as connection:
            if connection.execute(sa.select(readers).where(readers.c.email == email)).first() is not None:
                raise InputError(say("the team has {email} already", email=email))
            connection.execute(sa.delete(invitations).where(invitations.c.email == email))
            made = values | {"own": own_text(fitted(role, own)), "made_at": made_at, "made_by": made_by}
            connection.execute(
                sa.insert(invitations).values(
                    **made, token_hash=hash_of(token), expires_at=made_at + INVITED_FOR
                )
            )
        return token

    def open(self, at: datetime) -> tuple[Invitation, ...]:
        """Those that can still be taken, the newest first."""
        found = sa.select(invitations).where(invitations.c.expires_at > at)
        with self._database.reading() as connection:
            rows = connection.execute(found.order_by(invitations.c.number.desc())).mappings()
            return tuple(_invitation(row) for row in rows)

    def find(self, token: str, at: datetime) -> Invitation:
        """The invitation of a link; InputError where it was used, taken back, or too long ago."""
        with self._database.reading() as connection:
            return _found(connection, invitations.c.token_hash == hash_of(token), at)

    def accept(self, token: str, name: str, password: str, at: datetime) -> Reader:
        """Become a reader with a password of one's own."""
        invited = self.find(token, at)
        check_password(password, invited.email)
        hashed = hash_password(password)
        with self._database.writing() as connection:
            # Read again: of two who press at once, one is first.
            return _taken(connection, invitations.c.token_hash == hash_of(token), name, hashed, at)

    def accept_by_email(self, email: str, name: str, at: datetime) -> Reader:
        """Become a reader without a password, known by an e-mail that another service vouches for."""
        with self._database.writing() as connection:
            return _taken(connection, invitations.c.email == email_of(email), name, "", at)

    def take_back(self, number: int) -> None:
        """The link stops working."""
        with self._database.writing() as connection:
            connection.execute(sa.delete(invitations).where(invitations.c.number == number))


def _invitation(row: sa.RowMapping) -> Invitation:
    parts = {
        name: row[name] for name in ("number", "email", "name", "role", "made_at", "made_by", "expires_at")
    }
    return Invitation(**parts, own=own_of(row["own"]))


def _found(connection: sa.Connection, condition: sa.ColumnElement[bool], at: datetime) -> Invitation:
    found = sa.select(invitations).where(condition, invitations.c.expires_at > at)
    row = connection.execute(found).mappings().first()
    if row is None:
        raise InputError(
            say("this invitation does not work any more"),
            say("an invitation works once, and for {days} days", days=INVITED_FOR.days),
            say("ask the owner for a new one"),
        )
    return _invitation(row)


def _taken(
    connection: sa.Connection, condition: sa.ColumnElement[bool], name: str, password: str, at: datetime
) -> Reader:
    invited = _found(connection, condition, at)
    shown = name if name.strip() else invited.name
    number = insert_reader(connection, invited.email, shown, invited.role, invited.own, password, at)
    connection.execute(sa.delete(invitations).where(invitations.c.number == invited.number))
    row = connection.execute(sa.select(readers).where(readers.c.number == number)).mappings().one()
    return reader_of(row)


class Resets:
    """Links for those who forgot their password."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def make(self, reader: int, at: datetime) -> str:
        """A link's token; an earlier link of that reader stops working."""
        token = new_token()
        with self._database.writing() as connection:
            connection.execute(sa.delete(resets).where(resets.c.reader == reader))
            connection.execute(
                sa.insert(resets).values(
                    token_hash=hash_of(token), reader=reader, made_at=at, expires_at=at + RESET_FOR
                )
            )
        return token

    def find(self, token: str, at: datetime) -> Reader:
        """Whose password a link sets; InputError where it was used, or too long ago."""
        with self._database.reading() as connection:
            return self._found(connection, token, at)

    def use(self, token: str, password: str, at: datetime) -> Reader:
        """Set the password; the reader is signed out everywhere."""
        check_password(password, self.find(token, at).email)
        hashed = hash_password(password)
        with self._database.writing() as connection:
            reader = self._found(connection, token, at)
            connection.execute(sa.delete(resets).where(resets.c.reader == reader.number))
            connection.execute(sa.delete(sessions).where(sessions.c.reader == reader.number))
            changed = sa.update(readers).where(readers.c.number == reader.number)
            connection.execute(changed.values(password=hashed))
        return reader

    @staticmethod
    def _found(connection: sa.Connection, token: str, at: datetime) -> Reader:
        found = (
            sa.select(readers)
            .join(resets, resets.c.reader == readers.c.number)
            .where(resets.c.token_hash == hash_of(token), resets.c.expires_at > at)
        )
        row = connection.execute(found).mappings().first()
        if row is None:
            raise InputError(
                say("this link does not work any more"),
                say("a link for a new password works once, and for a day"),
                say("ask the owner for a new one"),
            )
        return reader_of(row)
