"""Web hooks: subscriptions, and what is sent when time moves on."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl

import pytest

from simulator_amocrm import tiny
from simulator_amocrm.conftest import Api, Start
from simulator_amocrm.tiny import DAY, LOST, T0, WON
from voronka.simulator.amocrm import Faults, sender
from voronka.simulator.amocrm.hooks import Hook


class Ear:
    """Hears posts on a port of its own; answers with the codes it was given, then with 200."""

    def __init__(self) -> None:
        self.heard: list[dict[str, str]] = []
        self.types: set[str] = set()
        self.answers: list[int] = []
        self.pauses: list[float] = []
        ear = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                ear.heard.append(dict(parse_qsl(body, keep_blank_values=True, strict_parsing=True)))
                ear.types.add(self.headers["Content-Type"])
                time.sleep(ear.pauses.pop(0) if ear.pauses else 0)
                self.send_response(ear.answers.pop(0) if ear.answers else 200)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                """Silent."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/secret"


@pytest.fixture
def ear() -> Iterator[Ear]:
    ear = Ear()
    thread = threading.Thread(target=ear.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield ear
    ear.server.shutdown()
    ear.server.server_close()


def tell(api: Api, ear: Ear, settings: list[str], until: int) -> list[dict[str, str]]:
    assert (
        api.send("POST", "webhooks", json={"destination": ear.url, "settings": settings}).status_code == 201
    )
    api.server.move_to(until)
    api.server.sender.wait()
    return ear.heard


def test_a_hook_is_made_changed_listed_and_forgotten(start: Start) -> None:
    api = start()
    assert api.get("webhooks").status_code == 204
    made = api.send(
        "POST", "webhooks", json={"destination": "http://127.0.0.1:1/x", "settings": ["add_lead"]}
    ).json()
    assert {
        "id",
        "destination",
        "created_at",
        "updated_at",
        "account_id",
        "created_by",
        "sort",
        "disabled",
        "settings",
    } == set(made)
    changed = api.send(
        "POST", "webhooks", json={"destination": "http://127.0.0.1:1/x", "settings": ["status_lead"]}
    ).json()
    assert (changed["id"], changed["settings"]) == (made["id"], ["status_lead"])
    assert api.get("webhooks").json()["_total_items"] == 1
    assert api.get("webhooks?filter[destination]=http://other").status_code == 204
    gone = api.send("DELETE", "webhooks", json={"destination": "http://127.0.0.1:1/x"})
    assert (gone.status_code, gone.content) == (204, b"")
    assert api.get("webhooks").status_code == 204


def test_a_hook_without_address_or_settings_is_refused(start: Start) -> None:
    api = start()
    for body in (
        {},
        {"destination": "nowhere", "settings": ["add_lead"]},
        {"destination": "http://127.0.0.1/", "settings": []},
        {"destination": "http://127.0.0.1/", "settings": "add_lead"},
    ):
        assert api.send("POST", "webhooks", json=body).status_code == 400, body
    assert api.send("POST", "webhooks", content=b"{").status_code == 400
    assert api.get("webhooks", api.server.salesperson_token).status_code == 403


def test_a_change_of_stage_is_told_as_a_form_with_old_names(start: Start, ear: Ear) -> None:
    (form,) = tell(start(until=T0 + 10 * DAY), ear, ["status_lead"], T0 + 10 * DAY + 1)
    assert ear.types == {"application/x-www-form-urlencoded"}
    assert form["leads[status][0][id]"] == "501"
    assert (form["leads[status][0][old_status_id]"], form["leads[status][0][status_id]"]) == (
        str(tiny.GONE),
        str(WON),
    )
    assert (form["account[subdomain]"], form["account[id]"]) == ("example", "9")
    assert form["leads[status][0][tags][1][name]"] == "опт"


@pytest.mark.data
def test_every_recorded_key_is_sent(start: Start, ear: Ear, data: Path) -> None:
    recorded = json.loads((data / "crm-api-fixtures" / "amocrm_v2_lead_webhooks.json").read_text())
    settings = ["add_lead", "status_lead", "responsible_lead", "update_lead", "delete_lead"]
    heard = tell(start(until=T0 - DAY), ear, settings, T0 + 31 * DAY)
    sent = {key for form in heard for key in form}
    for action in ("add", "status", "responsible", "update", "delete"):
        assert set(recorded[action]["form_body"]) <= sent, action


def test_a_change_of_stage_is_told_as_update_too_and_items_travel_together(start: Start, ear: Ear) -> None:
    heard = tell(start(until=T0 + 25 * DAY), ear, ["status_lead", "update_lead"], T0 + 31 * DAY)
    places = [key for form in heard for key in form if key.endswith("[id]") and key.startswith("leads")]
    assert sorted(places) == [
        "leads[status][0][id]",
        "leads[status][1][id]",
        "leads[update][0][id]",
        "leads[update][0][id]",
    ]
    assert len(heard) == 2
    assert heard[-1]["leads[update][0][status_id]"] == str(LOST)


def test_one_key_can_be_a_text_and_a_parent_at_once(start: Start, ear: Ear) -> None:
    (form,) = tell(start(until=T0 + 2 * DAY), ear, ["note_contact"], T0 + 2 * DAY + 61)
    assert form["contacts[note][0][note][type]"] == "3"
    assert form["contacts[note][0][note][type][message_uuid]"]


def test_a_bad_answer_is_tried_four_times_more(start: Start, ear: Ear) -> None:
    ear.answers = [500, 404, 301]
    tell(start(until=T0 + 10 * DAY, hook_pace=0), ear, ["status_lead"], T0 + 10 * DAY + 1)
    assert len(ear.heard) == 4
    assert len({json.dumps(form, sort_keys=True) for form in ear.heard}) == 1
    ear.heard.clear()
    ear.answers = [500] * 9
    tell(start(until=T0 + 10 * DAY, hook_pace=0), ear, ["status_lead"], T0 + 10 * DAY + 1)
    assert len(ear.heard) == 5


def test_who_answers_too_slowly_gets_it_again(
    start: Start, ear: Ear, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sender.ANSWER_SECONDS == 2
    monkeypatch.setattr(sender, "ANSWER_SECONDS", 0.05)
    ear.pauses = [0.5]
    tell(start(until=T0 + 10 * DAY, hook_pace=0), ear, ["status_lead"], T0 + 10 * DAY + 1)
    assert len(ear.heard) == 2


def test_hooks_come_twice_or_never_when_asked(start: Start, ear: Ear) -> None:
    tell(start(until=T0 + 10 * DAY, faults=Faults(hooks_twice=1)), ear, ["status_lead"], T0 + 10 * DAY + 1)
    assert len(ear.heard) == 2
    tell(start(until=T0 + 10 * DAY, faults=Faults(hooks_lost=1)), ear, ["status_lead"], T0 + 10 * DAY + 1)
    assert len(ear.heard) == 2


def test_a_hook_is_switched_off_by_more_than_a_hundred_bad_answers_in_two_hours() -> None:
    def hook(gap: float) -> Hook:
        made = Hook(1, "http://127.0.0.1", ["add_lead"], 1, 0, 0)
        for nth in range(101):
            made.answered(is_good=False, moment=nth * gap)
        return made

    assert hook(gap=60).is_disabled
    assert not hook(gap=80).is_disabled
