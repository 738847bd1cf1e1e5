"""Goals through the interface for programs: set all or none, read with rights, taken back, all written down."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from story import company
from tests.api.served import STORY
from voronka.clock import now
from voronka.team.api_tokens import ApiTokens
from web.people import House

MARCH = {"period": "2026-03", "value": "1 500 000"}


class Tokens:
    """A company with its team, and a token for each reader."""

    def __init__(self, folder: Path) -> None:
        self.house = House.of(company(STORY), folder)
        self.company = self.house.app.state.company

    def ask(self, role: str, *scopes: str) -> Any:
        reader = self.house.access.readers.find(f"{role}@example.com")
        _, secret = ApiTokens(self.company.database()).make(
            role, scopes or ("read", "goals"), now(), reader=reader
        )
        return self.house.visitor(authorization=f"Bearer {secret}")


@pytest.fixture
def tokens(tmp_path: Path) -> Tokens:
    return Tokens(tmp_path)


def put(client: Any, *goals: dict[str, str], why: str = "") -> Any:
    return client.post("/api/v1/set-goals", json={"goals": list(goals), "why": why})


def test_goals_are_set_all_or_none_and_read(tokens: Tokens) -> None:
    owner = tokens.ask("owner")
    told = put(owner, MARCH, {**MARCH, "who": "ivan", "what": "звонки", "value": "40"}, why="spring").json()
    assert told["changed"] == 2
    assert [(one["aim"], one["whom"], one["name"], one["value"]) for one in told["goals"]] == [
        ("revenue", "company", "Вся компания", 150_000_000),
        ("calls", "person 1/2", "ivan", 40),
    ]
    refused = put(owner, {**MARCH, "value": "5"}, {**MARCH, "who": "petya"})
    assert (refused.status_code, refused.json()["what"]) == (400, "цель 2: в CRM нет «petya»")
    assert owner.get("/api/v1/goals").json()["goals"] == told["goals"]
    number = told["goals"][0]["number"]
    assert owner.delete(f"/api/v1/goals/{number}?why=no").json()["goals"][0]["number"] == number
    assert owner.delete(f"/api/v1/goals/{number}").status_code == 404
    changes = owner.get(f"/api/v1/goal-changes?number={number}").json()["changes"]
    assert [(one["before"], one["after"], one["why"]) for one in changes] == [
        (150_000_000, None, "no"),
        (None, 150_000_000, "spring"),
    ]
    actions = [one.action for one in tokens.house.access.audit.read()]
    assert actions[:2] == ["goal_removed", "goals_set"]


def test_who_may_set_which_goals(tokens: Tokens) -> None:
    ivan, olga = {**MARCH, "who": "ivan"}, {**MARCH, "who": "olga"}
    assert put(tokens.ask("owner"), MARCH, olga, ivan).status_code == 200
    # the head sees the team of anna and ivan
    head = tokens.ask("head")
    assert put(head, {**ivan, "value": "7"}).status_code == 200
    assert (
        put(head, {**MARCH, "value": "7"}).status_code == put(head, {**olga, "value": "7"}).status_code == 403
    )
    for role in ("manager", "analyst"):
        assert put(tokens.ask(role), ivan).status_code == 403, role
    assert put(tokens.ask("owner", "read"), ivan).status_code == 403
    names = [one["name"] for one in tokens.ask("manager").get("/api/v1/goals").json()["goals"]]
    assert names == ["ivan"]
    assert len(tokens.ask("analyst").get("/api/v1/goal-changes").json()["changes"]) == 4
    assert len(tokens.ask("manager").get("/api/v1/goal-changes").json()["changes"]) == 2


def test_a_mistyped_parameter_is_refused_with_those_that_there_are(tokens: Tokens) -> None:
    refused = tokens.ask("owner").get("/api/v1/goal-changes?numbre=1", headers={"accept-language": "en"})
    assert refused.status_code == 422
    assert refused.json()["what"] == "there is no parameter “numbre” here"
    assert refused.json()["why"] == "it has: number, lang"
    assert tokens.ask("owner").get("/api/v1/goal-changes?lang=en").status_code == 200
