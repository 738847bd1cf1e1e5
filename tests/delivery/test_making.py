"""Whole reports, sent: in all forms, and to a manager of own deals only."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from delivery.conftest import World
from metrics.test_every import STORY
from story import company
from voronka.clock import now
from voronka.delivery.desk import Desk, Wish
from voronka.delivery.making import letter_for
from voronka.delivery.running import Post
from voronka.model.letter import Letter
from voronka.model.reader import ALL_DEALS, Own
from voronka.team.schedules import Recipient
from web.people import IVAN, stored

#: A Monday; February is the month that is over, and all that the story tells.
MARCH = datetime(2026, 3, 2, 6)


@pytest.fixture
def house(world: World) -> World:
    """A company with an owner, a manager who sees ivan's deals, and a viewer."""
    stored(company(STORY), world.workspace.folder)
    readers = world.workspace.access().readers
    for role, own in {"owner": ALL_DEALS, "manager": IVAN, "viewer": Own(people=IVAN.people)}.items():
        readers.add(f"{role}@example.com", role.title(), role, own, now())
    return world


def scheduled(house: World, kind: str, formats: tuple[str, ...], *whom: str) -> int:
    readers = house.workspace.access().readers
    recipients = tuple(Recipient("smtp", one) for one in whom)
    desk = Desk(house.workspace, readers.find("owner@example.com"))
    return desk.add(Wish(kind, "mon 9:00", recipients, formats)).number


def made(house: World, number: int, role: str | None) -> Letter:
    readers = house.workspace.access().readers
    reader = readers.find(f"{role}@example.com").number if role else None
    return letter_for(house.workspace, house.workspace.schedules().find(number), MARCH, reader)


def test_a_report_arrives_in_all_forms_with_the_rights_of_each(house: World) -> None:
    number = scheduled(
        house,
        "monthly",
        ("html", "pdf", "xlsx", "png"),
        "owner@example.com",
        "viewer@example.com",
        "out@example.org",
    )
    found = house.workspace.schedules().find(number)
    house.workspace.deliveries().begin(found, MARCH, "person", MARCH)
    assert Post(house.workspace, lambda: MARCH).run() == {"delivered": 3}
    by_whom = {one["to"].addresses[0].addr_spec: one for one in house.mail.came}
    kinds = {
        address: [
            part.get_content_type().rsplit("/", 1)[1].rsplit(".", 1)[-1] for part in one.iter_attachments()
        ]
        for address, one in by_whom.items()
    }
    # a viewer takes no files
    assert kinds == {
        "owner@example.com": ["pdf", "sheet", "png"],
        "out@example.org": ["pdf", "sheet", "png"],
        "viewer@example.com": [],
    }
    names = [part.get_filename() for part in by_whom["owner@example.com"].iter_attachments()]
    assert all(name and name.isprintable() for name in names)


def test_a_managers_copy_is_of_own_deals(house: World) -> None:
    number = scheduled(house, "monthly", ("html",), "owner@example.com", "manager@example.com")
    whole, own = made(house, number, "owner"), made(house, number, "manager")
    rights = house.workspace.rights_of(IVAN)
    assert own.subject.endswith("ivan")
    others = {name for key, name in house.workspace.dictionary().people.items() if key not in rights.people}
    for text in (own.text, own.html, own.caption):
        assert not {name for name in others if name in text}
    assert own.text != whole.text
    # somebody outside gets what the owner, who set it up, sees
    assert made(house, number, None).text == whole.text


def test_rights_are_those_of_the_moment(house: World, tmp_path: Path) -> None:
    number = scheduled(house, "monthly", ("html",), "manager@example.com")
    readers = house.workspace.access().readers
    before = made(house, number, "manager")
    readers.change(readers.find("manager@example.com").number, "analyst", ALL_DEALS)
    assert made(house, number, "manager").subject != before.subject
