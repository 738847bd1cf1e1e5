"""Alerts ring once, a few a week, again when they come back or grow, to each what is theirs; whatever is killed, never twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from delivery.conftest import World
from delivery.planted import FOUND, alert, plant, planted
from metrics.test_every import STORY
from story import company
from voronka.delivery.bell import Bell
from voronka.delivery.desk import Desk
from voronka.delivery.running import Post
from voronka.model.reader import ALL_DEALS, Own
from voronka.team.alerts import Alerts
from voronka.team.schedules import ALERTS, Recipient
from voronka.workspace import Workspace
from voronka.workspace.alerting import Alerting
from web.people import stored

ANNA, CHAT = Recipient("smtp", "anna@example.com"), Recipient("telegram", "1")
#: Ivan of the story is person 2.
IVAN = Own(people=frozenset({(1, 2)}))


@pytest.fixture
def office(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A company with a history; it is Monday, 8:59, and alerts are looked for at nine."""
    stored(company(STORY, timezone="Europe/Moscow"), tmp_path)
    monkeypatch.setattr("voronka.clock.now", lambda: world.now)
    monkeypatch.setattr("voronka.workspace.alerting.clock_now", lambda: world.now)
    monkeypatch.setattr(Workspace, "alerts", planted, raising=False)
    Desk(world.workspace).tell([ANNA], "9:00", "ru", "Сигналы")
    yield world
    FOUND.clear()


def ring(world: World, **later: float) -> int:
    """Let time pass, and let the bell ring if it is due."""
    world.wait(**later)
    bell = Bell(world.workspace, lambda: world.now)
    told = bell.ring() if bell.is_due() else 0
    Post(world.workspace, lambda: world.now).run()
    return told


def subjects(world: World) -> list[str]:
    return [str(one["subject"]) for one in world.mail.came]


def test_a_trouble_rings_once_and_again_when_it_was_over_and_is_back(office: World) -> None:
    plant([alert("inflow/Сайт", 900)])
    assert ring(office) == 0  # it is not nine yet
    assert ring(office, minutes=2) == 1
    assert ring(office, minutes=2) == 0
    assert [ring(office, days=1) for _ in range(10)] == [0] * 10
    plant([])
    # for six days nobody knows whether it flickers
    assert ring(office, days=6) == 0
    plant([alert("inflow/Сайт", 900)])
    assert ring(office, days=1) == 0
    plant([])
    assert [ring(office, days=1) for _ in range(8)] == [0] * 8
    plant([alert("inflow/Сайт", 900)])
    assert ring(office, days=1) == 1
    assert subjects(office) == ["Сигнал: Новых сделок меньше обычного: Сайт"] * 2


def test_what_was_put_off_rings_again_when_it_is_still_there(office: World) -> None:
    plant([alert("stay/Договор", 100)])
    assert ring(office, minutes=2) == 1
    Alerting(office.workspace).snooze("stay/Договор", 7)
    assert [ring(office, days=1) for _ in range(7)] == [0] * 6 + [1]
    assert ring(office, days=1) == 0


def test_what_was_put_off_and_is_over_rings_no_more(office: World) -> None:
    plant([alert("stay/Договор", 100)])
    ring(office, minutes=2)
    Alerting(office.workspace).snooze("stay/Договор", 1)
    plant([])
    assert [ring(office, days=1) for _ in range(3)] == [0] * 3


def test_it_rings_again_when_it_costs_twice_what_was_told(office: World) -> None:
    plant([alert("inflow/Сайт", 500)])
    assert ring(office, minutes=2) == 1
    plant([alert("inflow/Сайт", 999)])
    assert ring(office, days=1) == 0
    plant([alert("inflow/Сайт", 1000)])
    assert ring(office, days=1) == 1
    # twice the thousand that was told last
    plant([alert("inflow/Сайт", 1900)])
    assert ring(office, days=1) == 0


def test_the_dearest_three_of_a_week_ring_and_the_others_when_there_is_room(office: World) -> None:
    keys = {"inflow/a": 100, "inflow/b": 500, "stay/c": 300, "stay/d": 400, "conversion/e": 200}
    plant([alert(key, money) for key, money in keys.items()])
    assert ring(office, minutes=2) == 3
    assert [ring(office, days=1) for _ in range(7)] == [0] * 6 + [2]
    [first, second] = office.mail.came
    text = first.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    places = [text.index(f": {name.upper()}") for name in "bdc"]
    assert places == sorted(places)
    assert ": A" not in text
    assert ": E" in second.get_body(("plain",)).get_content()  # type: ignore[union-attr]


def test_a_sync_that_fails_is_told_at_once_whatever_else_rang(office: World) -> None:
    plant([alert(f"inflow/{name}", 100) for name in "abc"])
    assert ring(office, minutes=2) == 3
    runs = office.workspace.runs()
    runs.end(runs.begin("sync", "schedule", office.now), office.now, error={"ru": ["нет связи"]})
    plant([*FOUND["all"], alert("sync/1", observed=None, usual=None, low=None, high=None)])
    assert ring(office, minutes=5) == 1
    assert ring(office, minutes=5) == 0
    # it is read again, and breaks again
    runs.end(runs.begin("sync", "schedule", office.now), office.now)
    plant(FOUND["all"][:3])
    assert ring(office, minutes=5) == 0
    runs.end(runs.begin("sync", "schedule", office.now), office.now, error={"ru": ["нет связи"]})
    plant([*FOUND["all"], alert("sync/1", observed=None, usual=None, low=None, high=None)])
    assert ring(office, minutes=5) == 1
    assert subjects(office)[1:] == ["Сигнал: Данные из CRM не обновляются: 1"] * 2


def test_each_hears_what_was_found_in_their_own_deals(office: World) -> None:
    readers = office.workspace.access().readers
    readers.add("head@example.com", "Head", "owner", ALL_DEALS, office.now)
    readers.add("ivan@example.com", "Ivan", "manager", IVAN, office.now)
    known = [readers.find(f"{name}@example.com").number for name in ("head", "ivan")]
    whom = [Recipient("smtp", reader=one) for one in known]
    Desk(office.workspace).tell(whom, "9:00", "ru", "Сигналы")
    mine = office.workspace.rights_of(IVAN).mark
    plant([alert("inflow/Сайт", 900), alert("stay/Договор", 800)])
    plant([alert("response/Иван", 10)], mine)
    assert ring(office, minutes=2) == 3
    letters = {str(one["to"]): one.get_body(("plain",)).get_content() for one in office.mail.came}  # type: ignore[union-attr]
    assert {name.split("<")[-1].rstrip(">") for name in letters} == {"head@example.com", "ivan@example.com"}
    by = {"head" if "head@" in name else "ivan": text for name, text in letters.items()}
    heard = {who: [name for name in ("САЙТ", "ДОГОВОР", "ИВАН") if name in text] for who, text in by.items()}
    assert heard == {"head": ["САЙТ", "ДОГОВОР"], "ivan": ["ИВАН"]}
    # what one puts off keeps ringing for the other
    Alerting(office.workspace.seen_by(office.workspace.rights_of(IVAN))).snooze("response/Иван", 7)
    assert not Alerts(office.workspace.database()).put_off()


def test_the_letter_shows_it_in_words_and_as_a_picture(office: World) -> None:
    office.workspace.change_settings({"web.address": "https://sales.example.com"})
    plant([alert("inflow/Сайт", 900, deals=(("metric", "volume"), ("cell", "created")))])
    ring(office, minutes=2)
    [one] = office.mail.came
    html = one.get_body(("html",)).get_content()  # type: ignore[union-attr]
    text = one.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "4 сделки за 7 дней, обычно 19–34." in text
    assert "на кону 900\N{NO-BREAK SPACE}тыс." in text.replace(
        "\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}"
    )
    assert "https://sales.example.com/deals?metric=volume" in text
    assert 'src="cid:alert0@voronka"' in html
    assert [part.get_content_type() for part in one.walk()].count("image/png") == 1


def test_nobody_is_told_where_nobody_was_chosen(office: World) -> None:
    plant([alert("inflow/Сайт", 900)])
    Desk(office.workspace).tell([], "9:00", "ru", "Сигналы")
    # the pages have it all the same, looked at once a day
    assert ring(office, days=1) == 0
    assert not Bell(office.workspace, lambda: office.now + timedelta(hours=20)).is_due()
    assert not office.mail.came
    [standing] = Alerting(office.workspace).desk().standing
    assert standing.ring is not None
    assert (standing.ring.begun_at, standing.ring.rung_at) == (office.now, None)
    assert [one.alert.key for one in Alerting(office.workspace).desk().standing] == ["inflow/Сайт"]


def test_alerts_are_no_report_and_can_be_sent_again_like_one(office: World) -> None:
    office.mail.refuse["anna@example.com"] = "550 no such user"
    plant([alert("inflow/Сайт", 900)])
    ring(office, minutes=2)
    desk = Desk(office.workspace)
    assert desk.all() == ()
    [dead] = desk.deliveries()
    assert (dead.kind, dead.title, dead.state, dead.cause) == (ALERTS, "Сигналы", "dead", "alert")
    office.mail.refuse.clear()
    desk.retry(dead.number)
    assert Post(office.workspace, lambda: office.now).run() == {"delivered": 1}


def test_a_morning_waits_for_its_sync_two_hours(office: World) -> None:
    settings = {"source.kind": "amocrm", "source.base_url": "https://x.amocrm.ru"}
    office.workspace.change_settings(settings)
    (office.workspace.folder / "amocrm-token.json").write_text("{}")
    plant([alert("inflow/Сайт", 900)])
    assert ring(office, minutes=30) == 0
    runs = office.workspace.runs()
    runs.end(runs.begin("sync", "schedule", office.now), office.now + timedelta(minutes=1))
    assert ring(office, minutes=2) == 1
    assert ring(office, days=1) == 0
    plant([alert("inflow/Сайт", 2000)])
    assert ring(office, minutes=60) == 0
    assert ring(office, minutes=60) == 1


@pytest.mark.parametrize("point", ["before", "after"])
def test_a_look_that_is_killed_rings_once(office: World, point: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "delivery.rung", str(office.workspace.folder), point],
        cwd=Path(__file__).parent.parent,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)},
        check=False,
        timeout=60,
    )
    assert done.returncode == -signal.SIGKILL
    plant([alert("inflow/Сайт", 900)])
    assert ring(office, minutes=2) == (1 if point == "before" else 0)
    assert ring(office, minutes=2) == 0
    assert subjects(office) == ["Сигнал: Новых сделок меньше обычного: Сайт"]


def test_a_look_is_counted_once_a_day_and_again_when_the_lines_are_others(office: World) -> None:
    plant([alert("inflow/Сайт", 900)])
    alerting = Alerting(office.workspace)
    first = alerting.look()
    plant([])
    assert alerting.look() == first
    alerting.draw(alerting.lines().set("stay", "off"))
    assert alerting.look().found == ()
    assert alerting.look().at == office.now > datetime(2026, 1, 1)
