"""A workspace with every channel set up against servers of this machine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from delivery.stands import TOKEN, Bots, Mailbox, bot_server, letter, mail_server
from voronka.delivery.running import Post
from voronka.delivery.secrets import keep_secret
from voronka.model.letter import Letter
from voronka.model.when import When
from voronka.settings import Settings
from voronka.team.schedules import Recipient, Schedule
from voronka.workspace import Workspace

#: A Monday, 8:59 in Moscow.
START = datetime(2026, 11, 23, 5, 59)


@dataclass
class World:
    """A workspace, its channels, a clock that is moved by hand, and how many letters were made."""

    workspace: Workspace
    mail: Mailbox
    bots: Bots
    now: datetime = START
    made: list[int | None] = field(default_factory=list)
    letter: Letter = field(default_factory=letter)

    def make(self, workspace: Workspace, schedule: Schedule, moment: datetime, reader: int | None) -> Letter:
        """The letter."""
        self.made.append(reader)
        return self.letter

    def post(self) -> Post:
        """Whoever sends."""
        return Post(self.workspace, lambda: self.now, self.make)

    def schedule(self, *recipients: Recipient, rule: str = "mon 9:00") -> Schedule:
        """Keep a weekly report."""
        wanted = Schedule("weekly", When.parse(rule), ("html", "pdf"), recipients)
        return self.workspace.schedules().add(wanted, self.now)

    def wait(self, **span: float) -> None:
        """Let time pass."""
        self.now += timedelta(**span)

    def states(self) -> list[str]:
        """How the deliveries stand, the oldest first."""
        return [one.state for one in reversed(self.workspace.deliveries().latest())]


def set_up(folder: Path, mail_port: int, url: str) -> None:
    """Settings and secrets of a workspace."""
    values = {"smtp.host": "127.0.0.1", "smtp.port": float(mail_port), "smtp.security": "none"}
    values |= {"smtp.from": "Воронка <reports@example.com>", "telegram.base_url": url, "max.base_url": url}
    Settings(values).save(folder)
    for name in ("telegram", "max"):
        keep_secret(folder, name, TOKEN)
    keep_secret(folder, "webhook", "тайна")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with mail_server(Mailbox()) as mail, bot_server(Bots()) as bots:
        set_up(tmp_path, mail.port, bots.url)
        with Workspace(tmp_path) as workspace:
            yield World(workspace, mail, bots)
