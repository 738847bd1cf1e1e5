"""Tokens of programs: what each may ask for, on whose behalf, until when. Only their hashes are kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from voronka.errors import InputError
from voronka.language import Phrase, say
from voronka.model.reader import Reader
from voronka.team.database import Database
from voronka.team.readers import reader_of
from voronka.team.tables import api_tokens, readers
from voronka.team.tokens import hash_of, new_token

#: What a token can be made for.
SCOPES: Mapping[str, Phrase] = {
    "read": say("figures: answers, the catalogue, names"),
    "deals": say("lists of deals behind the figures"),
    "export": say("whole tables as files"),
    "goals": say("setting goals"),
    "reports": say("reports by schedule"),
    "watch": say("figures of the server for a watch (Prometheus)"),
    "actions": say("writing into amoCRM, as far as it is allowed"),
    "webhook": say("notices of changes from amoCRM"),
}
#: What a token begins with, so that whoever finds one knows what it is.
PREFIX = "vrk_"
#: How exactly it is known when a token was used last: a question must not wait for a writer.
USED_EVERY = timedelta(minutes=10)


@dataclass(frozen=True)
class ApiToken:
    """One token. `reader`: on whose behalf it asks, None: of whoever runs the server, who sees all."""

    number: int
    name: str
    scopes: frozenset[str]
    reader: Reader | None
    made_at: datetime
    expires_at: datetime | None
    used_at: datetime | None

    def is_over(self, at: datetime) -> bool:
        """Whether its time has run out."""
        return self.expires_at is not None and self.expires_at <= at


class ApiTokens:
    """The tokens of one workspace.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     database = Database(f"sqlite:///{folder}/team.sqlite")
    ...     tokens = ApiTokens(database)
    ...     token, secret = tokens.make("Power BI", ["read"], datetime(2026, 3, 1))
    ...     print(tokens.find(secret, datetime(2026, 3, 2)).name, tokens.find("vrk_nonsense", datetime(2026, 3, 2)))
    ...     database.close()
    Power BI None
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def make(
        self,
        name: str,
        scopes: Collection[str],
        at: datetime,
        days: int | None = None,
        reader: Reader | None = None,
    ) -> tuple[ApiToken, str]:
        """A new token and its secret, which is kept nowhere; it ends after so many days. InputError for what no token can have."""
        _check(name, scopes, days)
        secret = PREFIX + new_token()
        values = {
            "token_hash": hash_of(secret),
            "name": name.strip()[:80],
            "scopes": " ".join(sorted(set(scopes))),
            "reader": reader.number if reader else None,
            "made_at": at,
            "expires_at": at + timedelta(days=days) if days else None,
        }
        made = sa.insert(api_tokens).values(**values).returning(api_tokens.c.number)
        with self._database.writing() as connection:
            number: int = connection.execute(made).scalar_one()
        return next(one for one in self.all() if one.number == number), secret

    def find(self, secret: str, at: datetime) -> ApiToken | None:
        """The token of a secret; None where there is none, or its time has run out. It is looked up by its hash, so nothing is learned from how long that takes."""
        rows = self._read(api_tokens.c.token_hash == hash_of(secret))
        return None if not rows or rows[0].is_over(at) else rows[0]

    def used(self, token: ApiToken, at: datetime) -> None:
        """Note that a token was used, unless that was noted a moment ago."""
        if token.used_at is not None and at - token.used_at < USED_EVERY:
            return
        with self._database.writing() as connection:
            own = sa.update(api_tokens).where(api_tokens.c.number == token.number)
            connection.execute(own.values(used_at=at))

    def all(self, reader: Reader | None = None) -> tuple[ApiToken, ...]:
        """All tokens, or those of one reader, the oldest first."""
        return self._read(sa.true() if reader is None else api_tokens.c.reader == reader.number)

    def take_back(self, number: int, reader: Reader | None = None) -> ApiToken:
        """End a token (one of the reader's, where one is given); InputError when there is none of that number."""
        known = {one.number: one for one in self.all(reader)}
        if number not in known:
            raise InputError(
                say("there is no token number {number}", number=number),
                do=say("voronka token list shows them"),
            )
        with self._database.writing() as connection:
            connection.execute(sa.delete(api_tokens).where(api_tokens.c.number == number))
        return known[number]

    def _read(self, condition: sa.ColumnElement[bool]) -> tuple[ApiToken, ...]:
        own = (api_tokens.c.number, api_tokens.c.name, api_tokens.c.made_at)
        labelled = [column.label(f"token_{column.name}") for column in own]
        rest = (api_tokens.c.scopes, api_tokens.c.expires_at, api_tokens.c.used_at)
        found = (
            sa.select(*labelled, *rest, readers)
            .select_from(api_tokens.outerjoin(readers, readers.c.number == api_tokens.c.reader))
            .where(condition)
            .order_by(api_tokens.c.number)
        )
        with self._database.reading() as connection:
            return tuple(_token(row) for row in connection.execute(found).mappings())


def _token(row: sa.RowMapping) -> ApiToken:
    return ApiToken(
        row["token_number"],
        row["token_name"],
        frozenset(row["scopes"].split()),
        reader_of(row) if row["email"] is not None else None,
        row["token_made_at"],
        row["expires_at"],
        row["used_at"],
    )


def _check(name: str, scopes: Collection[str], days: int | None) -> None:
    if not name.strip():
        raise InputError(say("a token needs a name"), do=say("name it after the program, as in “Power BI”"))
    unknown = [scope for scope in scopes if scope not in SCOPES]
    if unknown or not scopes:
        raise InputError(
            say("a token cannot be for “{scope}”", scope=unknown[0] if unknown else ""),
            say("it can be for: {names}", names=", ".join(SCOPES)),
            say("choose at least one"),
        )
    if days is not None and not 1 <= days <= 3660:
        raise InputError(
            say("a token cannot last {days} days", days=days), say("it lasts from 1 to 3660 days")
        )
