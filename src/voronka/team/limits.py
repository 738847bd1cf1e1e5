"""How often one may try to sign in: counted in the database, so that a restart forgives nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from voronka.errors import RightsError
from voronka.language import say
from voronka.team.database import Database
from voronka.team.tables import attempts

#: Failures in this time count.
WINDOW = timedelta(minutes=15)
#: So many are allowed for one e-mail, and from one address (an office may be behind one).
FOR_EMAIL, FOR_ADDRESS = 8, 40


class Limits:
    """Failed tries of one workspace."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def try_(self, email: str, address: str, at: datetime) -> None:
        """Count a try before it is made, so that many at once are counted too. RightsError where there were too many."""
        limits = {f"email:{email.strip().lower()[:254]}": FOR_EMAIL, f"address:{address[:64]}": FOR_ADDRESS}
        with self._database.writing() as connection:
            connection.execute(sa.delete(attempts).where(attempts.c.at <= at - WINDOW))
            for key, limit in limits.items():
                counted = sa.select(sa.func.count(), sa.func.min(attempts.c.at)).where(attempts.c.key == key)
                count, first = connection.execute(counted).one()
                if count >= limit:
                    raise _too_many(first + WINDOW - at)
            connection.execute(sa.insert(attempts), [{"key": key, "at": at} for key in limits])

    def succeeded(self, email: str, address: str, at: datetime) -> None:
        """Take the try back, and all failures of that e-mail."""
        own = attempts.c.key == f"email:{email.strip().lower()[:254]}"
        latest = (
            sa.select(sa.func.max(attempts.c.number))
            .where(attempts.c.key == f"address:{address[:64]}", attempts.c.at == at)
            .scalar_subquery()
        )
        with self._database.writing() as connection:
            connection.execute(sa.delete(attempts).where(attempts.c.number == latest))
            connection.execute(sa.delete(attempts).where(own))


def _too_many(wait: timedelta) -> RightsError:
    minutes = max(1, -(-int(wait.total_seconds()) // 60))
    return RightsError(
        say("too many tries to sign in"),
        say("somebody may be guessing a password, so we wait"),
        say("try again in {minutes} min", minutes=minutes),
    )
