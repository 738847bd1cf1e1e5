"""Passwords that cost little: the strength of argon2 is not what these tests are about."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from voronka.team import passwords
from voronka.team.access import Access
from voronka.team.database import Database

DAY = datetime(2026, 3, 2, 9)


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """A quick hasher in place of the real one."""
    quick = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
    monkeypatch.setattr(passwords, "_hasher", lambda: quick)
    passwords._nobody.cache_clear()


@pytest.fixture
def access(tmp_path: Path, cheap: None) -> Iterator[Access]:
    """A team's database with an owner, Anna."""
    database = Database(f"sqlite:///{tmp_path}/team.sqlite")
    found = Access(database)
    found.readers.add_first("anna@example.com", "Анна", "три синие чашки", DAY)
    yield found
    database.close()
