"""`voronka token`: made, shown once, listed, ended."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Run
from voronka.clock import now
from voronka.team.api_tokens import ApiTokens
from voronka.team.database import Database


def test_a_token_is_made_listed_and_ended(run: Run, tmp_path: Path) -> None:
    made = run("token", "add", "Power BI", "--scope", "read", "--days", "30", "--workspace", tmp_path)
    assert made.returncode == 0, made.stderr
    tokens = ApiTokens(Database(f"sqlite:///{tmp_path}/team.sqlite"))
    found = tokens.find(made.stdout.strip(), now())
    assert found is not None
    assert (found.name, found.scopes) == ("Power BI", {"read"})
    listed = run("token", "list", "--format", "json", "--workspace", tmp_path)
    assert [row["name"] for row in json.loads(listed.stdout)] == ["Power BI"]
    assert made.stdout.strip() not in listed.stdout
    ended = run("token", "revoke", "1", "--workspace", tmp_path)
    assert ended.stdout == "The token “Power BI” is not valid any more.\n"
    assert tokens.all() == ()


def test_an_address_for_notices_is_made(run: Run, tmp_path: Path) -> None:
    made = run("connect", "webhook", "--url", "https://voronka.example.com/", "--workspace", tmp_path)
    address, _, secret = made.stdout.strip().rpartition("/")
    assert address == "https://voronka.example.com/hooks"
    found = ApiTokens(Database(f"sqlite:///{tmp_path}/team.sqlite")).find(secret, now())
    assert found is not None
    assert found.scopes == {"webhook"}
    assert run("connect", "--workspace", tmp_path).returncode == 2
