"""Who may act: every role and every door, with nothing allowed and with everything; a manager on own deals alone, a shared page never."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest
from fastapi.testclient import TestClient

from actions.conftest import Scene, stuck
from voronka.actions import Wish
from voronka.clock import now
from voronka.errors import InputError, RightsError
from voronka.model.reader import ALL_DEALS, ROLES, Own
from voronka.model.rights import Rights
from voronka.team.api_tokens import ApiTokens
from voronka.web.app import create_app
from voronka.web.entrance import SESSION
from web.people import send

#: Every way of changing something, by what it is about: {0} is the number of an action.
DOORS = {
    "plan": ("/actions/plan", {"finding": "score", "kind": "task", "top": "3"}),
    "run": ("/actions/{0}/run", {}),
    "undo": ("/actions/{0}/undo", {}),
    "cancel": ("/actions/{0}/cancel", {}),
}
PAGES = ("/actions", "/actions/new", "/actions/{0}", "/actions/{0}/rows.csv")


@dataclass
class Team:
    """An application over a scene, with a reader of each role; the manager is whoever has the first stuck deal."""

    scene: Scene
    app: Any
    own: Own

    def reader(self, role: str) -> TestClient:
        access = self.app.state.company.access()
        client = TestClient(self.app, follow_redirects=False, base_url="http://localhost")
        number = access.readers.find(f"{role}@example.com").number
        client.cookies.set(SESSION, access.sessions.begin(number, now()))
        return client

    def try_all(self, client: TestClient, number: int) -> dict[str, int]:
        """What comes of every door."""
        return {
            name: send(client, path.format(number), **fields).status_code
            for name, (path, fields) in DOORS.items()
        }


@pytest.fixture
def team(scene: Scene) -> Team:
    plan = scene.acting().plan(stuck(1))
    [row] = scene.acting().rows(plan.number)
    own = Own(people=frozenset({(plan.account_id, row.person_id)}))
    for role in ROLES:
        whose = ALL_DEALS if role in ("owner", "analyst", "head") else own
        scene.company.access().readers.add(f"{role}@example.com", role.title(), role, whose, now())
    return Team(scene, create_app(scene.company.folder), own)


@pytest.mark.parametrize("role", ["owner", "head", "manager", "analyst", "viewer"])
def test_each_role_may_do_what_its_table_says(team: Team, role: str) -> None:
    company, client = team.app.state.company, team.reader(role)
    number = team.scene.acting().plan(stuck(3)).number
    company.change_settings({"actions.allowed": None})
    may = role in ("owner", "head")
    off = team.try_all(client, number)
    # giving a list up writes nothing, so it needs no permission
    assert {off[name] for name in ("plan", "run", "undo")} == {403}
    assert off["cancel"] == (303 if may else 403)
    assert team.scene.server.world.written.texts == {}
    company.change_settings({"actions.allowed": "task"})
    number = team.scene.acting().plan(stuck(3)).number
    pages = [client.get(path.format(number)).status_code for path in PAGES]
    assert pages == [200 if may else 403] * len(PAGES)
    assert send(client, f"/actions/{number}/run").status_code == (303 if may else 403)
    assert len(team.scene.server.world.written.texts) == (3 if may else 0)
    assert send(client, f"/actions/{number}/undo").status_code == (303 if may else 403)
    note = send(client, "/actions/plan", finding="stuck", kind="note", top="2")
    assert note.status_code == 403
    assert send(client, "/actions/allow", kinds="note").status_code == (303 if role == "owner" else 403)
    assert company.settings["actions.allowed"] == ("note" if role == "owner" else "task")


def test_a_manager_writes_on_own_deals_alone_where_the_owner_allows_it(team: Team) -> None:
    company, client = team.app.state.company, team.reader("manager")
    company.change_settings({"actions.managers": True})
    others = team.scene.acting().plan(stuck(20))
    assert len({row.person_id for row in team.scene.acting().rows(others.number)}) > 1
    tried = team.try_all(client, others.number)
    assert tried == {"plan": 303, "run": 404, "undo": 404, "cancel": 404}
    assert client.get(f"/actions/{others.number}").status_code == 404
    assert f"/actions/{others.number}" not in client.get("/actions").text
    stranger = next(
        row
        for row in team.scene.acting().rows(others.number)
        if row.person_id not in {one for _, one in team.own.people}
    )
    named = send(client, "/actions/plan", finding="deals", kind="task", deals=str(stranger.deal_id))
    assert named.status_code == 400
    assert stranger.deal_name not in named.text
    made = team.scene.acting().listed()[0]
    rows = team.scene.acting().rows(made.number)
    assert {(made.account_id, row.person_id) for row in rows} == team.own.people
    assert send(client, f"/actions/{made.number}/run").status_code == 303
    tasks = team.scene.ours(made.key)
    [(_, person)] = team.own.people
    assert tasks
    assert {one["responsible_user_id"] for one in tasks} == {person}


def test_a_deal_that_went_to_somebody_else_is_not_a_managers_any_more(team: Team) -> None:
    mine = Rights(team.own.people)
    acting = type(team.scene.acting())(team.scene.company.seen_by(mine), "Иван", settle=0.0)
    plan = acting.plan(Wish("task", "score", text="Позвонить", top=5, skip_busy=False))
    assert plan.to_write == 5
    world = team.scene.server.world
    world.state.owner_id[:] = 1
    world.version += 1
    assert acting.run(plan.number).count("done") == 0
    assert world.written.texts == {}


def test_a_shared_page_shows_no_actions_and_writes_nothing(team: Team) -> None:
    owner = team.reader("owner")
    made = send(owner, "/share", page="/stuck", title="x", days="7")
    link = made.text.split('value="http://localhost')[1].split('"')[0]
    visitor = TestClient(team.app, follow_redirects=False, base_url="http://localhost")
    page = visitor.get(link)
    assert page.status_code == 200
    assert "/actions" not in page.text
    number = team.scene.acting().plan(stuck(1)).number
    for path, fields in DOORS.values():
        assert send(visitor, path.format(number), **fields).status_code in (303, 401, 403)
    assert visitor.get(f"/actions/{number}").status_code in (303, 401, 403)
    assert team.scene.acting().find(number).state == "planned"
    assert team.scene.server.world.written.texts == {}


def test_a_program_needs_the_scope_and_its_reader_the_role(team: Team) -> None:
    tokens, access = ApiTokens(team.app.state.company.database()), team.app.state.company.access()

    def ask(scopes: list[str], role: str) -> Callable[[str, str, Any], httpx2.Response]:
        secret = tokens.make("x", scopes, now(), reader=access.readers.find(f"{role}@example.com"))[1]
        client = TestClient(
            team.app, base_url="http://localhost", headers={"authorization": f"Bearer {secret}"}
        )
        return lambda method, path, body: client.request(method, f"/api/v1{path}", json=body)

    wanted = {"finding": "stuck", "top": 2, "also_busy": True}
    assert ask(["read", "deals"], "owner")("POST", "/plan-action", wanted).status_code == 403
    for role in ("manager", "analyst"):
        assert ask(["actions"], role)("POST", "/plan-action", wanted).status_code == 403
        assert ask(["actions"], role)("GET", "/actions", None).status_code == 403
    head = ask(["actions"], "head")
    made = head("POST", "/plan-action", wanted).json()
    assert made["counts"] == {"planned": 2}
    done = head("POST", f"/actions/{made['number']}/run", None).json()
    assert (done["state"], done["counts"]) == ("done", {"done": 2})
    assert head("POST", f"/actions/{made['number']}/undo", None).json()["counts"] == {"undone": 2}
    assert head("GET", "/actions", None).json()["actions"][0]["number"] == made["number"]


def test_nothing_is_written_where_there_is_no_crm_or_no_permission(scenes: Any) -> None:
    scene = scenes(allowed="")
    with pytest.raises(RightsError, match="may not write"):
        scene.acting().plan(stuck(1))
    scene.company.change_settings({"actions.allowed": "task", "source.kind": "files"})
    with pytest.raises(InputError, match="nothing can be written"):
        scene.acting().plan(stuck(1))
    with pytest.raises(RightsError):
        scene.acting(may=False).plan(stuck(1))
    assert scene.server.world.requests == 0
