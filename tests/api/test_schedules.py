"""Reports by schedule through the interface for programs: the same rights as on the page."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.api.test_goals import Tokens

WEEKLY = {"kind": "weekly", "when": "mon 9:00", "to": ["out@example.org", "viewer@example.com"]}


@pytest.fixture
def tokens(tmp_path: Path) -> Tokens:
    return Tokens(tmp_path)


def test_a_schedule_is_set_up_sent_paused_and_taken_out(tokens: Tokens) -> None:
    owner = tokens.ask("owner", "reports")
    [made] = owner.post("/api/v1/set-schedule", json=WEEKLY).json()["schedules"]
    assert (made["when"], [one["is_outside"] for one in made["recipients"]]) == ("mon 09:00", [True, False])
    assert made["next_at"].endswith(":00Z")
    assert owner.post("/api/v1/schedules/1/send").status_code == 200
    sent = owner.get("/api/v1/deliveries").json()["deliveries"]
    assert [(one["address"], one["state"]) for one in sent] == [
        ("viewer@example.com", "waiting"),
        ("out@example.org", "waiting"),
    ]
    assert owner.post(f"/api/v1/deliveries/{sent[0]['number']}/retry").status_code == 400
    assert owner.post("/api/v1/schedules/1/pause").json()["schedules"][0]["next_at"] is None
    assert owner.post("/api/v1/schedules/1/resume").json()["schedules"][0]["next_at"] == made["next_at"]
    assert owner.delete("/api/v1/schedules/1").status_code == 200
    assert owner.get("/api/v1/schedules").json() == {"schedules": []}
    assert owner.delete("/api/v1/schedules/1").status_code == 404


def test_rights_are_those_of_the_token(tokens: Tokens) -> None:
    assert tokens.ask("owner", "read").get("/api/v1/schedules").status_code == 403
    assert tokens.ask("owner", "reports").post("/api/v1/set-schedule", json=WEEKLY).status_code == 200
    manager = tokens.ask("manager", "reports")
    assert manager.get("/api/v1/schedules").json() == {"schedules": []}
    assert manager.post("/api/v1/schedules/1/send").status_code == 404
    assert manager.post("/api/v1/set-schedule", json=WEEKLY).status_code == 403
    own = {"kind": "personal", "when": "workdays 8:00", "to": ["manager@example.com"]}
    assert manager.post("/api/v1/set-schedule", json=own).status_code == 200
    assert manager.post("/api/v1/set-schedule", json=own | {"to": ["ivan@example.org"]}).status_code == 403
    assert manager.post("/api/v1/set-schedule", json=own | {"when": "often"}).status_code == 400
