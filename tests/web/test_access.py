"""Signing in, the first owner, invitations, the team, one's profile, shared pages, and the guard of forms."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
import uvicorn

from metrics.test_every import STORY
from story import company
from team.conftest import cheap  # noqa: F401
from voronka.clock import now
from voronka.model.reader import ALL_DEALS
from voronka.web import serve
from web.people import House, link_in, send

pytestmark = pytest.mark.usefixtures("cheap")
PASSWORD = "семь серых котов"
PERIOD = "period=2026-01-10..2026-02-10"


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House.of(company(STORY), tmp_path / "company")


@pytest.fixture
def empty(tmp_path: Path) -> House:
    return House.of(company(STORY), tmp_path / "company", people=False)


# -- before there is anybody


def test_on_this_machine_nobody_signs_in_before_there_are_readers(empty: House) -> None:
    client = empty.visitor()
    assert client.get("/funnel").status_code == 200
    assert "/first" in client.get("/team").text
    assert not (empty.app.state.company.folder / "team.sqlite").exists()
    assert send(client, "/team/invite", email="eve@example.com", role="owner").status_code == 403
    assert client.get("/share").status_code == 403


def test_the_first_owner_is_made_here_once_and_then_everybody_signs_in(empty: House) -> None:
    client, other = empty.visitor(), empty.visitor()
    weak = send(client, "/first", email="anna@example.com", name="Анна", password="1234567890")
    assert (weak.status_code, "anna@example.com" in weak.text) == (400, True)
    made = send(client, "/first", email="anna@example.com", name="Анна", password=PASSWORD)
    assert (made.status_code, made.headers["location"]) == (303, "/")
    assert "Анна" in client.get("/team").text
    assert other.get("/funnel?by=source").headers["location"] == "/sign-in?next=%2Ffunnel%3Fby%3Dsource"
    assert other.get("/first").headers["location"] == "/sign-in"
    again = send(other, "/first", email="eve@example.com", name="Eve", password=PASSWORD)
    assert again.status_code == 400
    assert [known.reader.email for known in empty.access.readers.all()] == ["anna@example.com"]


def test_from_elsewhere_the_first_owner_needs_the_code(tmp_path: Path) -> None:
    house = House.of(company(STORY), tmp_path / "company", is_local=False, people=False)
    client = house.visitor()
    assert client.get("/funnel").headers["location"] == "/first"
    fields = {"email": "anna@example.com", "name": "Анна", "password": PASSWORD}
    for code in ("", "guessed"):
        assert send(client, "/first", code=code, **fields).status_code == 403
    assert house.access.readers.is_empty()
    assert send(client, "/first", code=house.app.state.entrance.code, **fields).status_code == 303


def test_a_server_for_others_tells_the_address_of_the_first_owner(
    empty: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uvicorn.Server, "run", lambda *_, **__: None)
    told: list[str] = []
    folder = empty.app.state.company.folder
    serve.run(folder, port=0, tell=told.append, is_reading=False)
    serve.run(folder, "0.0.0.0", 0, told.append, is_reading=False)
    empty.access.readers.add("anna@example.com", "Анна", "owner", ALL_DEALS, now())
    serve.run(folder, "0.0.0.0", 0, told.append, is_reading=False)
    shapes = (
        r"http://127\.0\.0\.1:\d+/",
        r"http://0\.0\.0\.0:\d+/first\?code=[\w-]{16}",
        r"http://0\.0\.0\.0:\d+/",
    )
    assert all(re.fullmatch(shape, one) for shape, one in zip(shapes, told, strict=True)), told


@pytest.mark.parametrize("name", ["x-forwarded-for", "x-forwarded-proto", "forwarded", "x-real-ip"])
def test_what_a_proxy_passes_on_is_not_from_this_machine(empty: House, name: str) -> None:
    client = empty.visitor(**{name: "10.0.0.1"})
    assert client.get("/funnel").headers["location"] == "/first"
    fields = {"email": "anna@example.com", "name": "Анна", "password": PASSWORD}
    assert send(client, "/first", **fields).status_code == 403


# -- signing in


def test_somebody_signs_in_goes_where_they_wanted_and_out_again(house: House) -> None:
    house.access.readers.set_password(house.access.readers.find("head@example.com").number, PASSWORD)
    client = house.visitor(**{"user-agent": "Mozilla/5.0 (X11; Linux) Firefox/128"})
    wanted = {"email": "Head@example.com", "password": PASSWORD, "next": "/funnel?by=source"}
    entered = send(client, "/sign-in", **wanted)
    assert (entered.status_code, entered.headers["location"]) == (303, "/funnel?by=source")
    cookie = next(one for one in entered.headers.get_list("set-cookie") if one.startswith("session="))
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    assert "Secure" not in cookie
    assert client.get("/funnel").status_code == 200
    assert "Firefox, Linux" in client.get("/profile").text
    assert send(client, "/sign-out").headers["location"] == "/sign-in"
    assert client.get("/funnel").status_code == 303


def test_behind_https_the_session_is_sent_by_https_alone(house: House) -> None:
    house.access.readers.set_password(house.access.readers.find("head@example.com").number, PASSWORD)
    client = house.visitor()
    client.base_url = "https://localhost"  # type: ignore[assignment]
    entered = send(
        client, "/sign-in", origin="https://localhost", email="head@example.com", password=PASSWORD
    )
    assert all("Secure" in one for one in entered.headers.get_list("set-cookie"))


def test_a_wrong_password_and_an_unknown_mail_look_alike_and_are_slowed(house: House) -> None:
    client = house.visitor()
    wrong, unknown = (
        send(client, "/sign-in", email=email, password="nothing like it")
        for email in ("head@example.com", "eve@example.com")
    )
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.text.replace("head@", "") == unknown.text.replace("eve@", "")
    answers = [send(client, "/sign-in", email="eve@example.com", password="x").status_code for _ in range(8)]
    assert answers[-1] == 429
    assert {entry.action for entry in house.access.audit.read()} == {"sign_in_failed"}


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x"]
)
def test_signing_in_leads_to_no_other_site(house: House, target: str) -> None:
    house.access.readers.set_password(house.access.readers.find("head@example.com").number, PASSWORD)
    entered = send(house.visitor(), "/sign-in", email="head@example.com", password=PASSWORD, next=target)
    assert entered.headers["location"] == "/"
    assert house.reader("head").get("/sign-in", params={"next": target}).headers["location"] == "/"


# -- the guard


def test_a_form_from_another_site_or_without_its_token_does_nothing(house: House) -> None:
    owner = house.reader("owner")
    fields = {"email": "eve@example.com", "role": "owner"}
    assert send(owner, "/team/invite", origin="https://evil.example", **fields).status_code == 403
    assert send(owner, "/team/invite", origin="null", **fields).status_code == 403
    assert owner.post("/team/invite", data=fields).status_code == 403
    assert owner.post("/team/invite", data={"guard": "0" * 64, **fields}).status_code == 403
    assert (
        owner.post("/team/invite", data=fields, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    )
    # A cookie planted by a neighbour does not help: the token is of the session too.
    head, planted = house.reader("head"), house.reader("owner")
    token = head.get("/profile").text.split('name="guard" value="')[1][:64]
    planted.cookies.set("guard", head.cookies["guard"])
    assert planted.post("/team/invite", data={"guard": token, **fields}).status_code == 403
    assert house.access.invitations.open(now()) == ()
    assert send(owner, "/team/invite", **fields).status_code == 200
    assert len(house.access.invitations.open(now())) == 1


def test_a_form_with_a_file_is_guarded_by_its_first_field(house: House) -> None:
    owner = house.reader("owner")
    owner.get("/team")
    page = owner.get("/profile").text
    token = page.split('name="guard" value="')[1][:64]
    big = ("big.csv", b"x" * 300_000)
    sent = owner.post("/profile/name", data={"guard": token, "name": "Анна"}, files={"file": big})
    assert sent.status_code == 303
    assert house.access.readers.find("owner@example.com").name == "Анна"
    assert owner.post("/profile/name", data={"name": "Eve"}, files={"file": big}).status_code == 403
    assert owner.post("/profile/name", data={"name": "Eve"}, headers={"x-guard": token}).status_code == 303


@pytest.mark.parametrize(
    "path", ["/sign-in", "/sign-out", "/first", "/share", "/profile/password", "/nowhere"]
)
def test_no_post_passes_without_the_token(house: House, path: str) -> None:
    assert house.visitor().post(path, data={}).status_code == 403


# -- the team


def test_an_invited_manager_comes_in_and_sees_own_deals_only(house: House) -> None:
    owner, boris = house.reader("owner"), house.visitor()
    fields = {"email": "boris@example.com", "role": "manager", "rows": "some", "chosen": ["person:1/2"]}
    path = link_in(send(owner, "/team/invite", **fields))
    assert "boris@example.com" in boris.get(path).text
    assert send(boris, path, name="Борис", password="short").status_code == 400
    assert send(boris, path, name="Борис", password=PASSWORD).status_code == 303
    shown = boris.get(f"/deals?cell=deals&{PERIOD}").text
    assert "vera" in shown
    assert "anna" not in shown
    assert house.visitor().get(path).status_code == 410
    assert send(house.visitor(), path, name="Eve", password=PASSWORD).status_code == 410
    assert {entry.action for entry in house.access.audit.read()} == {"invited", "joined"}


def test_an_invitation_without_deals_or_taken_back_lets_nobody_in(house: House) -> None:
    owner = house.reader("owner")
    nobody = send(owner, "/team/invite", email="boris@example.com", role="manager", rows="some")
    assert (nobody.status_code, "boris@example.com" in nobody.text) == (400, True)
    path = link_in(send(owner, "/team/invite", email="vera@example.com", role="analyst"))
    [one] = house.access.invitations.open(now())
    send(owner, f"/team/invitations/{one.number}/take-back")
    assert house.visitor().get(path).status_code == 410


def test_a_role_changes_at_once_and_nobody_takes_themselves_out(house: House) -> None:
    owner, head = house.reader("owner"), house.reader("head")
    number = house.access.readers.find("head@example.com").number
    own = house.access.readers.find("owner@example.com").number
    assert head.get("/download/funnel.csv").status_code == 200
    assert send(owner, f"/team/{number}/role", role="viewer", rows="all").status_code == 303
    assert head.get("/download/funnel.csv").status_code == 403
    assert send(owner, f"/team/{own}/remove").status_code == 400
    assert send(owner, f"/team/{own}/role", role="analyst").status_code == 400
    assert send(owner, f"/team/{number}/remove").status_code == 303
    assert head.get("/funnel").status_code == 303
    assert owner.get(f"/team/{number}").status_code == 400


def test_a_link_for_a_new_password(house: House) -> None:
    owner, head = house.reader("owner"), house.reader("head")
    number = house.access.readers.find("head@example.com").number
    path = link_in(send(owner, f"/team/{number}/reset"))
    visitor = house.visitor()
    assert "head@example.com" in visitor.get(path).text
    assert send(visitor, path, password="head@example.com").status_code == 400
    assert send(visitor, path, password=PASSWORD).status_code == 303
    assert visitor.get("/funnel").status_code == 200
    assert head.get("/funnel").status_code == 303
    assert visitor.get(path).status_code == 410


def test_only_an_owner_sees_the_team(house: House) -> None:
    number = house.access.readers.find("owner@example.com").number
    for role in ("head", "manager", "analyst", "viewer"):
        client = house.reader(role)
        for path in ("/team", "/team/invite", "/team/log", f"/team/{number}"):
            assert client.get(path).status_code == 403, (role, path)
        for path in (
            f"/team/{number}/role",
            f"/team/{number}/reset",
            f"/team/{number}/remove",
            "/team/invite",
        ):
            assert send(client, path, role="viewer", rows="all").status_code == 403, (role, path)
    assert house.access.audit.read() == ()


# -- one's profile


def test_a_new_password_needs_the_present_one_and_ends_other_sessions(house: House) -> None:
    house.access.readers.set_password(house.access.readers.find("head@example.com").number, PASSWORD)
    here, there = house.reader("head"), house.reader("head")
    new = {"password": "восемь серых котов"}
    assert send(here, "/profile/password", current="nothing like it", **new).status_code == 400
    assert send(here, "/profile/password", current=PASSWORD, password="short").status_code == 400
    assert send(here, "/profile/password", current=PASSWORD, **new).status_code == 303
    assert here.get("/profile").status_code == 200
    assert there.get("/profile").status_code == 303


def test_sessions_are_ended_one_by_one_and_all(house: House) -> None:
    here, there, beyond = (house.reader("head") for _ in range(3))
    keys = [part[:64] for part in here.get("/profile").text.split('name="key" value="')[1:]]
    assert len(keys) == 2
    send(here, "/profile/sessions/end", key=keys[0])
    assert sorted(client.get("/profile").status_code for client in (there, beyond)) == [200, 303]
    send(here, "/profile/sessions/end")
    assert [client.get("/profile").status_code for client in (here, there, beyond)] == [200, 303, 303]


# -- shared pages


def test_a_shared_page_shows_itself_and_nothing_else(house: House) -> None:
    manager_like = house.reader("head")
    made = send(manager_like, "/share", page=f"/funnel?{PERIOD}&by=manager", title="План", days="7")
    path, guest = link_in(made), house.visitor()
    page = guest.get(path)
    own = manager_like.get(f"/funnel?{PERIOD}&by=manager")
    assert page.status_code == own.status_code == 200
    assert "План" in page.text
    assert "ivan" in page.text
    assert "olga" not in page.text
    assert page.headers["cache-control"] in ("no-store", "private, no-cache")
    for other in ("/funnel", "/deals?cell=deals", "/team", "/profile", "/download/funnel.csv"):
        assert guest.get(other).status_code == 303, other
    assert guest.get(f"{path}?by=source&period=2025&lang=en").text.count("ivan") == page.text.count("ivan")
    assert send(guest, path, origin=None).status_code in (303, 403, 405)


def test_a_shared_page_ends_with_its_maker_s_right_and_when_taken_back(house: House) -> None:
    head = house.reader("head")
    path = link_in(send(head, "/share", page="/funnel", days="7"))
    number = house.access.readers.find("head@example.com").number
    house.access.readers.change(number, "viewer", ALL_DEALS)
    assert house.visitor().get(path).status_code == 403
    house.access.readers.change(number, "analyst", ALL_DEALS)
    assert house.visitor().get(path).status_code == 200
    [one] = house.access.shares.open(now())
    assert send(house.reader("viewer"), f"/share/{one.number}/take-back").status_code == 403
    assert (
        send(house.reader("owner"), f"/share/{one.number}/take-back", page="/team").headers["location"]
        == "/team"
    )
    assert house.visitor().get(path).status_code == 403
    past = now() - timedelta(days=8)
    old = house.access.shares.make(number, "/funnel", "", past, past + timedelta(days=7))
    assert house.visitor().get(f"/s/{old}").status_code == 403


@pytest.mark.parametrize("page", ["/team", "/team/log", "/profile", "/s/x", "https://evil.example", "//x", "/funnel/../team", "/download/funnel.csv", "/api/v1/dictionary"])  # fmt: skip
def test_what_is_no_page_of_figures_is_not_shared(house: House, page: str) -> None:
    assert send(house.reader("owner"), "/share", page=page, days="7").status_code == 400
    assert house.access.shares.open(now()) == ()
    assert send(house.reader("owner"), "/share", page="/funnel", days="5000").status_code == 400


# -- what is kept between


def test_a_page_kept_by_a_browser_is_not_another_reader_s(house: House) -> None:
    browsers = {role: house.reader(role) for role in ("owner", "manager", "head")}
    tags = {role: browser.get(f"/funnel?{PERIOD}").headers["etag"] for role, browser in browsers.items()}
    assert len(set(tags.values())) == 3
    manager = browsers["manager"]
    same = manager.get(f"/funnel?{PERIOD}", headers={"if-none-match": tags["manager"]})
    other = manager.get(f"/funnel?{PERIOD}", headers={"if-none-match": tags["owner"]})
    assert (same.status_code, other.status_code) == (304, 200)
    assert "public" not in other.headers["cache-control"]


def test_what_is_taken_is_written_down(house: House) -> None:
    house.reader("head").get(f"/download/funnel.csv?{PERIOD}")
    [entry] = house.access.audit.read()
    assert (entry.action, entry.who) == ("exported", "head@example.com")
    assert entry.about == f"/download/funnel.csv?{PERIOD}"
    assert "funnel.csv" in house.reader("owner").get("/team/log").text


def test_a_note_is_taken_back_by_its_writer_or_by_whoever_leads(house: House) -> None:
    analyst, manager, head = (house.reader(role) for role in ("analyst", "manager", "head"))
    for text in ("new script", "new price"):
        assert send(analyst, "/changes/add", text=text, day="2026-01-15").status_code == 303
    assert "/changes/remove" not in manager.get("/changes").text
    refused = send(manager, "/changes/remove", number="1")
    assert refused.status_code == 403
    assert "записал другой человек" in refused.text
    assert "/changes/remove" in head.get("/changes").text
    assert [
        send(one, "/changes/remove", number=n).status_code for one, n in ((analyst, "1"), (head, "2"))
    ] == [303, 303]
    assert "new script" not in analyst.get("/changes").text
