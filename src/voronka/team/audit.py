"""What was done, by whom and from where: written once, read by the owner."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from voronka.language import say
from voronka.team.database import Database
from voronka.team.tables import audit

#: What is written down → how it is told.
ACTIONS: Mapping[str, str] = {
    "sign_in": say("sign-in"),
    "sign_in_failed": say("sign-in refused"),
    "sign_out": say("sign-out"),
    "owner_made": say("first owner"),
    "invited": say("invitation"),
    "invitation_taken_back": say("invitation taken back"),
    "joined": say("joined the team"),
    "added": say("added to the team"),
    "role_changed": say("change of role"),
    "removed": say("taken out of the team"),
    "reset_made": say("link for a new password"),
    "password_changed": say("change of password"),
    "sessions_ended": say("sign-out everywhere"),
    "shared": say("page shared"),
    "share_ended": say("shared page taken back"),
    "exported": say("file taken"),
    "settings_changed": say("change of settings"),
    "connected": say("CRM connected"),
    "goals_set": say("goals set"),
    "goal_removed": say("goal taken back"),
    "schedule_set": say("report schedule set"),
    "schedule_paused": say("report schedule paused"),
    "schedule_resumed": say("report schedule resumed"),
    "schedule_removed": say("report schedule removed"),
    "report_sent": say("report sent by hand"),
    "delivery_retried": say("delivery tried again"),
    "channel_set": say("delivery channel set up"),
    "alert_snoozed": say("alert put off"),
    "alerts_set": say("alerts set up"),
    "actions_allowed": say("change of what may be written into the CRM"),
    "action_planned": say("action prepared"),
    "action_run": say("action written into the CRM"),
    "action_undone": say("action undone"),
    "action_cancelled": say("action given up"),
    "token_made": say("token made"),
    "token_taken_back": say("token taken back"),
}


@dataclass(frozen=True)
class Entry:
    """One thing done; `who` is an e-mail, "" where nobody was signed in."""

    at: datetime
    action: str
    who: str
    about: str
    address: str


class Audit:
    """The log of one workspace."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def write(self, action: str, at: datetime, who: str = "", about: str = "", address: str = "") -> None:
        """Write down that something was done; `action` is one of `ACTIONS`."""
        assert action in ACTIONS, action
        row = {"action": action, "at": at, "who": who[:254], "about": about[:500], "address": address[:64]}
        with self._database.writing() as connection:
            connection.execute(sa.insert(audit).values(**row))

    def read(self, limit: int = 100, offset: int = 0) -> tuple[Entry, ...]:
        """The newest first."""
        columns = (audit.c.at, audit.c.action, audit.c.who, audit.c.about, audit.c.address)
        found = sa.select(*columns).order_by(audit.c.number.desc()).limit(limit).offset(offset)
        with self._database.reading() as connection:
            return tuple(Entry(**row) for row in connection.execute(found).mappings())
