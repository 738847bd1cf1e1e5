"""The pages of reports by schedule: who may set up what, and what is shown of it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from metrics.test_every import STORY
from story import company
from voronka.team.schedules import Schedule
from web.people import House, send

PAGE = "/schedules"
NOW = datetime(2026, 3, 1, tzinfo=UTC)
WEEKLY = {
    "kind": "weekly",
    "rule": "mon",
    "time": "9:00",
    "language": "ru",
    "formats": ["html"],
    "who": ["", ""],
    "channel": ["smtp", ""],
    "address": ["out@example.org", ""],
}


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House.of(company(STORY), tmp_path / "company")


def kept(house: House) -> tuple[Schedule, ...]:
    found: tuple[Schedule, ...] = house.app.state.company.schedules().all()
    return found


def number_of(house: House, role: str) -> int:
    number: int = house.access.readers.find(f"{role}@example.com").number
    return number


def set_up(house: House, role: str, **changes: Any) -> int:
    return send(house.reader(role), f"{PAGE}/new", **(WEEKLY | changes)).status_code


def test_an_outside_address_is_kept_under_the_rights_of_who_set_it_up(house: House) -> None:
    assert set_up(house, "head") == 303
    [one] = kept(house)
    assert one.reader == number_of(house, "head")
    assert [(each.address, each.reader) for each in one.recipients] == [("out@example.org", None)]
    page = house.reader("head").get(PAGE).text
    assert "По понедельникам в 9:00" in page
    assert "Следующий — " in page
    assert "составил расписание" in house.reader("head").get(f"{PAGE}/1").text


def test_mail_of_somebody_of_the_team_is_always_under_their_own_rights(house: House) -> None:
    set_up(house, "owner", address=["Manager@example.com", ""])
    assert kept(house)[0].recipients[0].reader == number_of(house, "manager")


def test_a_manager_has_the_own_report_sent_and_nothing_else(house: House) -> None:
    manager = number_of(house, "manager")
    assert set_up(house, "manager") == 400
    assert set_up(house, "manager", kind="personal") == 400
    own = {"kind": "personal", "address": ["", ""], "channel": ["smtp", ""]}
    assert set_up(house, "manager", **own) == 303
    [one] = kept(house)
    assert (one.kind, one.recipients[0].address, one.recipients[0].reader) == (
        "personal",
        "manager@example.com",
        manager,
    )


def test_a_personal_report_is_for_somebody_with_own_deals_only(house: House) -> None:
    assert set_up(house, "owner", kind="personal") == 400
    whom = {"who": [str(number_of(house, "manager")), ""], "address": ["", ""]}
    assert set_up(house, "owner", kind="personal", **whom) == 303


@pytest.mark.parametrize("channel", ["webhook", "folder"])
def test_only_who_connects_the_crm_sends_to_webhooks_and_folders(house: House, channel: str) -> None:
    to = {"channel": [channel, ""], "address": ["https://example.org/x" if channel == "webhook" else "x", ""]}
    assert set_up(house, "head", **to) == 400
    assert set_up(house, "owner", **to) == 303


def test_a_mistake_brings_the_form_back_as_it_was_filled_in(house: House) -> None:
    answer = send(
        house.reader("owner"), f"{PAGE}/new", **(WEEKLY | {"time": "25:00", "title": "Итоги «Север»"})
    )
    assert answer.status_code == 400
    assert "Не получается понять, когда это: «mon 25:00»" in answer.text
    assert "Итоги «Север»" in answer.text
    assert not kept(house)


def test_a_saved_view_that_goes_out_is_looked_at_as_it_will(house: House) -> None:
    views = house.app.state.company.views(number_of(house, "owner"))
    view = views.add("Потери", "/losses?by=source&period=2026-01", NOW)
    assert set_up(house, "owner", kind="view", view=view.page) == 303
    owner = house.reader("owner")
    assert f'href="/reports?kind=view&amp;view={view.number}"' in owner.get(PAGE).text
    views.remove(view.number)
    assert "/reports?kind=view" not in owner.get(PAGE).text


def test_somebody_elses_schedule_is_not_there(house: House) -> None:
    set_up(house, "owner")
    head = house.reader("head")
    assert head.get(f"{PAGE}/1").status_code == 404
    for act in ("", "/pause", "/resume", "/send", "/remove"):
        assert send(head, f"{PAGE}/1{act}", **WEEKLY).status_code == 404
    assert "По понедельникам" not in head.get(PAGE).text
    assert house.reader("viewer").get(PAGE).status_code == 403
    assert house.visitor().get(PAGE).status_code == 303


def test_pausing_sending_and_removing_are_written_down(house: House) -> None:
    set_up(house, "owner")
    owner = house.reader("owner")
    for act in ("pause", "resume", "send"):
        assert send(owner, f"{PAGE}/1/{act}").status_code == 303
    assert "готовится" in owner.get(PAGE).text
    send(owner, f"{PAGE}/1/remove")
    assert not kept(house)
    actions = [one.action for one in house.access.audit.read(5)]
    assert actions == [
        "schedule_removed",
        "report_sent",
        "schedule_resumed",
        "schedule_paused",
        "schedule_set",
    ]


def test_a_channel_is_set_up_and_its_secret_never_shown(house: House) -> None:
    owner = house.reader("owner")
    where = f"{PAGE}/channels/telegram"
    sent = {"telegram.base_url": "http://127.0.0.1:1", "secret": "123:geheim"}
    assert send(owner, where, **sent).status_code == 303
    page = owner.get(f"{PAGE}/channels").text
    assert "geheim" not in page
    assert "Сохранён, здесь не показывается" in page
    folder: Path = house.app.state.company.folder
    assert (folder / "delivery-secrets.json").stat().st_mode & 0o777 == 0o600
    tried = send(owner, f"{where}/test", address="1")
    assert tried.status_code == 400
    assert "Telegram недоступен" in tried.text
    assert "geheim" not in tried.text
    assert house.reader("head").get(f"{PAGE}/channels").status_code == 403


def test_a_test_letter_goes_into_the_folder(house: House) -> None:
    assert send(house.reader("owner"), f"{PAGE}/channels/folder/test", address="x").status_code == 200
    folder: Path = house.app.state.company.folder
    assert [path.suffix for path in (folder / "reports/x").iterdir()] == [".txt"]
