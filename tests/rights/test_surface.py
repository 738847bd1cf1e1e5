"""Over every page, list, file, picture and address of the interface for programs, each role is told what a company without all other deals would be told."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from metrics.test_every import STORY
from naive import Company, tables
from rights.own import only
from rights.surface import PERIOD, WITHOUT_FIGURES, addresses
from story import company
from voronka.clock import now
from voronka.model.context import Snooze
from voronka.model.goal import COMPANY, Goal, Whom
from voronka.model.period import Period
from voronka.model.reader import Own
from voronka.model.rights import Rights
from web.people import TEAM, House, send

#: What differs from one run to the next, and says nothing of deals.
NOISE = re.compile(
    r'voronka-report [\w+/=]+|[0-9a-f]{64}|"elapsed[^,]*|\b\d+(\.\d+)? ms\b'
    r'|"looked_at":"[^"]*"|(?<=alert-foot muted">)[^<]*?\d\d:\d\d'
)


def shuffled(seed: int) -> Company:
    """The story with other owners and other teams, deals of names that nothing else has, and many of them."""
    chance = random.Random(seed)
    told = company("\n".join([STORY.strip()] * 3))
    deals = tuple(
        replace(one, name=f"deal{one.deal_id:03}x", owner=chance.choice([1, 2, 3, None]))
        for one in told.deals
    )
    people = {number: (name, chance.choice([1, 2, None])) for number, (name, _) in told.people.items()}
    people[2] = (people[2][0], 1)
    return replace(told, deals=deals, people=people)


#: Goals of the company, of ivan, of his team and of somebody else, in the period that is asked for.
GOALS = [
    Goal("won", Period.parse(PERIOD.removeprefix("period=")), value, whom)
    for value, whom in (
        (90, COMPANY),
        (7, Whom("person", 1, 2)),
        (8, Whom("team", 1, 1)),
        (66, Whom("person", 1, 3)),
    )
]

SET_AT = datetime(2026, 1, 9)


class Houses:
    """The whole company, and what is left of it for those with some rights, each with the same team."""

    def __init__(self, seed: int, folder: Path, role: str) -> None:
        told = shuffled(seed)
        self.whole = House.of(told, folder / "whole")
        workspace = self.whole.app.state.company
        self.rights: Rights = workspace.rights_of(TEAM[role])
        self.cut = House.of(only(told, self.rights), folder / "cut")
        owners = {row["deal_id"]: (row["account_id"], row["owner_id"]) for row in tables(told)["deals"]}
        self.own = [deal for deal, owner in owners.items() if owner in (self.rights.people or ())]
        self.others = sorted({*owners} - {*self.own})
        for deal in (self.own[0], self.others[0]):
            aside = Snooze(1, deal, now().date().replace(year=2030), f"because of {deal}")
            for house in (self.whole, self.cut):
                house.app.state.company.team().snooze(aside, now())
        for house in (self.whole, self.cut):
            house.app.state.company.goals().put(GOALS, "owner", SET_AT)
        self.addresses = addresses(
            self.whole.app, workspace, [self.own[0], self.others[0], self.others[-1], 999_999]
        )


def said(client: TestClient, address: str) -> tuple[int, str]:
    found = client.get(address)
    return found.status_code, NOISE.sub("", found.text)


@pytest.mark.parametrize(("seed", "role"), [(1, "manager"), (2, "head")])
def test_no_figure_or_row_of_others_is_anywhere(seed: int, role: str, tmp_path: Path) -> None:
    """Each of the two asks for every other address: together for all."""
    houses = Houses(seed, tmp_path, role)
    here, there, owner = houses.whole.reader(role), houses.cut.reader(role), houses.whole.reader("owner")
    names = re.compile("|".join(f"deal{number:03}x|because of {number}\\b" for number in houses.others))
    asked = houses.addresses[seed % 2 :: 2]
    differing = 0
    for number, address in enumerate(asked):
        status, text = said(here, address)
        assert (status, text) == said(there, address), address
        assert not names.search(text), address
        assert status < 500, (address, text)
        if number % 4 == 0:
            differing += (status, text) != said(owner, address)
    # Otherwise the two companies would not have been different at all.
    assert differing > len(asked) / 8
    assert houses.own
    assert houses.others


def test_who_sees_no_deals_is_told_of_none(tmp_path: Path) -> None:
    """The people of the role left the CRM: nothing is theirs."""
    house = House.of(shuffled(3), tmp_path)
    number = house.access.readers.find("viewer@example.com").number
    house.access.readers.change(number, "viewer", Own(people=frozenset({(1, 77)})))
    client = house.reader("viewer")
    for address in addresses(house.app, house.app.state.company, [1, 2])[::6]:
        status, text = said(client, address)
        assert status < 500, (address, text)
        assert "x</a>" not in text, address
        assert not re.search(r"deal\d\d\dx", text), address


@pytest.mark.parametrize("role", ["owner", "analyst", "head", "manager", "viewer"])
def test_a_role_may_do_what_its_table_says(role: str, tmp_path: Path) -> None:
    house = House.of(company(STORY), tmp_path)
    client = house.reader(role)
    sees_all, exports = role in ("owner", "analyst"), role != "viewer"
    assert client.get("/funnel").status_code == 200
    assert client.get("/download/funnel.csv").status_code == (200 if exports else 403)
    assert client.get("/deals?cell=deals").status_code == 200
    assert client.get("/api/v1/ask/funnel").status_code == (200 if exports else 403)
    assert client.get("/api/v1/tables/deals.parquet").status_code == (200 if sees_all else 403)
    assert client.get("/team").status_code == (200 if role == "owner" else 403)
    assert client.get("/connect/amocrm").status_code == (200 if role == "owner" else 403)
    assert client.get("/share?page=/funnel").status_code == (
        200 if role in ("owner", "analyst", "head") else 403
    )
    assert ("how-sql" in client.get("/funnel").text) == (role in ("owner", "analyst", "head"))


def test_nobody_who_is_not_in_is_told_anything(tmp_path: Path) -> None:
    house = House.of(shuffled(4), tmp_path)
    stranger = house.visitor()
    for address in addresses(house.app, house.app.state.company, [1])[::5]:
        answer = stranger.get(address)
        if address.startswith(("/api/v1/metrics", "/api/v1/health", "/api/docs")):
            continue
        assert answer.status_code in (303, 401), address
        assert not re.search(r"deal\d\d\dx|\bolga\b", answer.text), address


#: What anybody may send: to come in and go out, and about themselves.
FOR_ANYBODY = ("/sign-in", "/sign-out", "/first", "/invitation", "/reset", "/profile", "/api/docs", "/health")


def test_a_viewer_changes_nothing_and_sees_no_settings(tmp_path: Path) -> None:
    """Every form of every page, and every page without figures."""
    house = House.of(company(STORY), tmp_path)
    viewer, filled = house.reader("viewer"), {"number": "1", "key": "3", "token": "x", "name": "x"}
    for path, methods in house.app.openapi()["paths"].items():
        address = path.format_map(Filled(filled))
        if path.startswith(FOR_ANYBODY):
            continue
        if "post" in methods:
            assert send(viewer, address, page="/funnel", name="x").status_code == 403, address
        if "get" in methods and path.startswith(WITHOUT_FIGURES):
            assert viewer.get(address).status_code == 403, address


class Filled(dict[str, str]):
    """A part of an address that is not known is any word."""

    def __missing__(self, name: str) -> str:
        return "x"
