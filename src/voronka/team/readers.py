"""Readers: who may open the pages, with which role, and whose deals they see."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from voronka.errors import InputError
from voronka.language import say
from voronka.model.reader import Own, Reader
from voronka.team.database import Database
from voronka.team.own import fitted, own_of, own_text
from voronka.team.passwords import check_password, fits, hash_password
from voronka.team.tables import readers, sessions


@dataclass(frozen=True)
class Known:
    """A reader as the team page lists them; `is_local`: with a password of ours."""

    reader: Reader
    made_at: datetime
    seen_at: datetime | None
    is_local: bool


def email_of(text: str) -> str:
    """An e-mail in small letters; InputError where it is none.

    >>> email_of(" Anna@Example.com ")
    'anna@example.com'
    """
    email = text.strip().lower()
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", email) or len(email) > 254:
        raise InputError(
            say("“{text}” is no e-mail", text=text.strip()), do=say("write it as anna@example.com")
        )
    return email


def name_of(text: str, email: str) -> str:
    """A name as it is shown; the e-mail's where none is given.

    >>> name_of("  Анна  Крылова ", "anna@example.com"), name_of("", "anna@example.com")
    ('Анна Крылова', 'anna')
    """
    return " ".join(text.split())[:80] or email.partition("@")[0]


def reader_of(row: sa.RowMapping) -> Reader:
    """A reader from a row; their rights are not known here, because teams are the store's."""
    return Reader(row["number"], row["email"], row["name"], row["role"], own_of(row["own"]))


def insert_reader(
    connection: sa.Connection, email: str, name: str, role: str, own: Own, password: str, made_at: datetime
) -> int:
    """Add a row; InputError where the e-mail is taken, or nobody is an owner yet. `password` is a hash or ""."""
    known = [one for (one,) in connection.execute(sa.select(readers.c.email))]
    if not known and role != "owner":
        raise InputError(say("the first member of a team is an owner"), do=say("make an owner first"))
    if email in known:
        raise InputError(say("the team has {email} already", email=email))
    values = {"email": email, "name": name_of(name, email), "role": role, "own": own_text(fitted(role, own))}
    made = sa.insert(readers).values(**values, password=password, made_at=made_at).returning(readers.c.number)
    number: int = connection.execute(made).scalar_one()
    return number


class Readers:
    """The readers of one workspace."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def is_empty(self) -> bool:
        """True before the first owner is made."""
        with self._database.reading() as connection:
            return connection.execute(sa.select(readers.c.number).limit(1)).first() is None

    def all(self) -> tuple[Known, ...]:
        """All readers by name."""
        with self._database.reading() as connection:
            found = connection.execute(sa.select(readers).order_by(readers.c.name, readers.c.number))
            return tuple(
                Known(reader_of(row), row["made_at"], row["seen_at"], bool(row["password"]))
                for row in found.mappings()
            )

    def find(self, text: str) -> Reader:
        """By e-mail or number; InputError when there is none."""
        email = text.strip().lower()
        condition = readers.c.email == email
        if re.fullmatch(r"[0-9]{1,15}", email):
            condition = condition | (readers.c.number == int(email))
        with self._database.reading() as connection:
            row = connection.execute(sa.select(readers).where(condition)).mappings().first()
        if row is None:
            raise InputError(
                say("nobody called “{name}” is in the team", name=text),
                do=say("voronka user list shows everybody"),
            )
        return reader_of(row)

    def add(
        self, email: str, name: str, role: str, own: Own, made_at: datetime, password: str | None = None
    ) -> Reader:
        """Add a reader; without a password they sign in elsewhere, or by a link that sets one."""
        email = email_of(email)
        hashed = ""
        if password is not None:
            check_password(password, email)
            hashed = hash_password(password)
        with self._database.writing() as connection:
            insert_reader(connection, email, name, role, own, hashed, made_at)
        return self.find(email)

    def add_first(self, email: str, name: str, password: str, made_at: datetime) -> Reader:
        """Make the owner; InputError where there is somebody already."""
        email = email_of(email)
        check_password(password, email)
        hashed = hash_password(password)
        with self._database.writing() as connection:
            if connection.execute(sa.select(readers.c.number).limit(1)).first() is not None:
                raise InputError(
                    say("this workspace has an owner already"), do=say("sign in, or ask for an invitation")
                )
            insert_reader(connection, email, name, "owner", Own(sees_all=True), hashed, made_at)
        return self.find(email)

    def change(self, number: int, role: str, own: Own) -> Reader:
        """Give another role, or other deals to see. InputError where no owner would be left."""
        own = fitted(role, own)
        with self._database.writing() as connection:
            if role != "owner":
                _check_owner_left(connection, number)
            changed = sa.update(readers).where(readers.c.number == number)
            connection.execute(changed.values(role=role, own=own_text(own)))
        return self.find(str(number))

    def remove(self, number: int) -> Reader:
        """Take a reader out, with sessions and links. InputError where no owner would be left."""
        gone = self.find(str(number))
        with self._database.writing() as connection:
            _check_owner_left(connection, number)
            connection.execute(sa.delete(readers).where(readers.c.number == number))
        return gone

    def rename(self, number: int, name: str) -> None:
        """Another name."""
        reader = self.find(str(number))
        with self._database.writing() as connection:
            changed = sa.update(readers).where(readers.c.number == number)
            connection.execute(changed.values(name=name_of(name, reader.email)))

    def password_fits(self, email: str, password: str) -> Reader | None:
        """The reader whose e-mail and password these are, else None, after the same time."""
        with self._database.reading() as connection:
            found = sa.select(readers).where(readers.c.email == email.strip().lower())
            row = connection.execute(found).mappings().first()
        is_right = fits(password, row["password"] if row else "")
        return reader_of(row) if row is not None and is_right else None

    def set_password(self, number: int, password: str, keep: str = "") -> None:
        """A new password; everywhere but in the session of hash `keep` they are signed out."""
        check_password(password, self.find(str(number)).email)
        hashed = hash_password(password)
        with self._database.writing() as connection:
            connection.execute(sa.update(readers).where(readers.c.number == number).values(password=hashed))
            ended = sa.delete(sessions).where(sessions.c.reader == number, sessions.c.token_hash != keep)
            connection.execute(ended)


def _check_owner_left(connection: sa.Connection, without: int) -> None:
    others = sa.select(readers.c.number).where(readers.c.role == "owner", readers.c.number != without)
    if connection.execute(others.limit(1)).first() is None:
        raise InputError(
            say("this is the only owner"),
            say("without an owner nobody could invite people or change settings"),
            say("make somebody else an owner first"),
        )
