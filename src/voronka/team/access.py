"""Everything about who may enter, over one database."""

from __future__ import annotations

from voronka.team.audit import Audit
from voronka.team.database import Database
from voronka.team.limits import Limits
from voronka.team.links import Invitations, Resets
from voronka.team.readers import Readers
from voronka.team.sessions import Sessions
from voronka.team.shares import Shares


class Access:
    """Readers and what belongs to them.

    >>> import tempfile
    >>> from datetime import datetime
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     database = Database(f"sqlite:///{folder}/team.sqlite")
    ...     access = Access(database)
    ...     owner = access.readers.add_first("anna@example.com", "Анна", "три синие чашки", datetime(2026, 3, 1))
    ...     token = access.sessions.begin(owner.number, datetime(2026, 3, 1))
    ...     print(access.sessions.reader(token, datetime(2026, 3, 2)).role)
    ...     database.close()
    owner
    """

    def __init__(self, database: Database) -> None:
        self.readers = Readers(database)
        self.sessions = Sessions(database)
        self.invitations = Invitations(database)
        self.resets = Resets(database)
        self.shares = Shares(database)
        self.audit = Audit(database)
        self.limits = Limits(database)
