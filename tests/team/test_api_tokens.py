"""Tokens of programs: a secret seen once, only its hash kept, an end, and hints kept once and not without end."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from voronka.errors import InputError
from voronka.model.reader import Own
from voronka.team import hints as hints_module
from voronka.team.access import Access
from voronka.team.api_tokens import PREFIX, ApiTokens
from voronka.team.database import Database
from voronka.team.hints import Hint, Hints

NOW = datetime(2026, 3, 2, 12)


def opened(folder: Path) -> Database:
    return Database(f"sqlite:///{folder}/team.sqlite")


def test_a_token_is_found_by_its_secret_and_nothing_else_is_kept(tmp_path: Path) -> None:
    tokens = ApiTokens(opened(tmp_path))
    made, secret = tokens.make(" Power BI ", ["read", "deals", "read"], NOW)
    assert secret.startswith(PREFIX)
    assert len(secret) >= 43
    assert (made.number, made.name, made.scopes) == (1, "Power BI", {"read", "deals"})
    assert tokens.find(secret, NOW) == made
    assert tokens.find(secret + "x", NOW) is None
    assert tokens.find("", NOW) is None
    with sqlite3.connect(tmp_path / "team.sqlite") as connection:
        rows = connection.execute("select * from api_tokens").fetchall()
    assert secret.removeprefix(PREFIX) not in repr(rows)


def test_a_token_ends_at_its_day_and_when_it_is_taken_back(tmp_path: Path) -> None:
    tokens = ApiTokens(opened(tmp_path))
    _, short = tokens.make("short", ["read"], NOW, days=7)
    made, long = tokens.make("long", ["read"], NOW)
    assert tokens.find(short, NOW + timedelta(days=7, seconds=-1)) is not None
    assert tokens.find(short, NOW + timedelta(days=7)) is None
    assert tokens.find(long, NOW + timedelta(days=3000)) is not None
    assert tokens.take_back(made.number) == made
    assert tokens.find(long, NOW) is None
    with pytest.raises(InputError, match="no token number 2"):
        tokens.take_back(made.number)


def test_the_last_use_is_noted_now_and_then(tmp_path: Path) -> None:
    tokens = ApiTokens(opened(tmp_path))
    made, secret = tokens.make("x", ["read"], NOW)
    tokens.used(made, NOW)
    found = tokens.find(secret, NOW)
    assert found is not None
    tokens.used(found, NOW + timedelta(minutes=1))
    assert tokens.all()[0].used_at == NOW
    tokens.used(found, NOW + timedelta(minutes=11))
    assert tokens.all()[0].used_at == NOW + timedelta(minutes=11)


def test_a_token_goes_with_its_reader(tmp_path: Path) -> None:
    database = opened(tmp_path)
    access, tokens = Access(database), ApiTokens(database)
    access.readers.add_first("owner@example.com", "", "три синие чашки", NOW)
    anna = access.readers.add("anna@example.com", "Anna", "manager", Own(people=frozenset({(1, 1)})), NOW)
    mine, secret = tokens.make("mine", ["read"], NOW, reader=anna)
    other, _ = tokens.make("other", ["read"], NOW)
    assert tokens.all(anna) == (mine,)
    found = tokens.find(secret, NOW)
    assert found is not None
    assert found.reader == anna
    with pytest.raises(InputError):
        tokens.take_back(other.number, anna)
    access.readers.remove(anna.number)
    assert tokens.find(secret, NOW) is None
    assert tokens.all() == (other,)


@pytest.mark.parametrize(
    ("name", "scopes", "days"),
    [(" ", ["read"], None), ("x", [], None), ("x", ["all"], None), ("x", ["read"], 0), ("x", ["read"], 4000)],
)
def test_what_no_token_can_be_is_said(name: str, scopes: list[str], days: int | None, tmp_path: Path) -> None:
    with pytest.raises(InputError):
        ApiTokens(opened(tmp_path)).make(name, scopes, NOW, days)


def test_hints_are_kept_once_until_they_were_read(tmp_path: Path) -> None:
    hints = Hints(opened(tmp_path))
    hints.hear([Hint("lead", 7), Hint("lead", 7), Hint("contact", 7)], NOW)
    hints.hear([Hint("lead", 7), Hint("lead", 9)], NOW + timedelta(minutes=1))
    assert hints.heard() == (Hint("contact", 7), Hint("lead", 7), Hint("lead", 9))
    hints.forget(NOW + timedelta(seconds=1))
    assert hints.heard() == (Hint("lead", 7), Hint("lead", 9))


def test_hints_are_not_kept_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hints_module, "MOST", 3)
    hints = Hints(opened(tmp_path))
    hints.hear([Hint("lead", number) for number in range(9)], NOW)
    hints.hear([Hint("lead", 1)], NOW + timedelta(minutes=1))
    assert [hint.number for hint in hints.heard()] == [0, 2, 1]
