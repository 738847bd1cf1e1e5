"""The page of alerts: what each sees of it, what they may do, and how it is set up."""

from __future__ import annotations

from pathlib import Path

import pytest

from delivery.planted import FOUND, alert, plant, planted
from metrics.test_every import STORY
from story import company
from voronka.model.alert import Ringing
from voronka.team.alerts import Alerts
from voronka.workspace import Workspace
from voronka.workspace.alerting import Alerting
from web.people import IVAN, House, send

PAGE = "/alerts"
SITE = "inflow/Сайт"
LINES = {"most": "2", "time": "7:30", "language": "ru", "stuck": "1 500 000", "rule.stay": "off"}


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setattr(Workspace, "alerts", planted)
    FOUND.clear()
    plant([alert(SITE, 900), alert("stay/Договор", 300), alert("goal/План", is_good=True)])
    return House.of(company(STORY), tmp_path / "company")


def whole(house: House) -> Workspace:
    found: Workspace = house.app.state.company
    return found


def test_it_says_what_rings_the_dearest_first_and_good_news_last(house: House) -> None:
    page = house.reader("owner").get(PAGE).text
    places = [page.index(f"{name}</h2>") for name in ("Сайт", "Договор", "План")]
    assert places == sorted(places)
    assert "4 сделки за 7 дней, обычно 19–34." in page
    assert "на кону 900" in page
    assert "Пока сигналы видны только на этой странице" in page


def test_where_nothing_rings_it_says_what_was_looked_at(house: House) -> None:
    plant([])
    page = house.reader("owner").get(PAGE).text
    assert "Всё идёт как обычно" in page
    assert "<li>Конверсия этапов</li>" in page


def test_everybody_sees_alerts_of_their_own_deals_alone(house: House) -> None:
    mine = whole(house).rights_of(IVAN).mark
    plant([alert("response/Иван", 10)], mine)
    page = house.reader("manager").get(PAGE).text
    assert "Иван</h2>" in page
    assert "Сайт" not in page
    # what a manager puts off is put off for nobody else
    assert send(house.reader("manager"), f"{PAGE}/snooze", key="response/Иван", days="7").status_code == 303
    assert Alerts(whole(house).database(), mine).put_off().keys() == {"response/Иван"}
    assert not Alerts(whole(house).database()).put_off()
    assert send(house.reader("manager"), f"{PAGE}/snooze", key=SITE, days="7").status_code == 404


def test_an_alert_is_put_off_and_brought_back(house: House) -> None:
    owner = house.reader("owner")
    assert send(owner, f"{PAGE}/snooze", key=SITE, days="7").status_code == 303
    page = owner.get(PAGE).text
    assert "Сайт</h2>" not in page
    assert page.index("Отложено</h2>") < page.index("Сайт</b>")
    assert send(owner, f"{PAGE}/wake", key=SITE).status_code == 303
    assert "Сайт</h2>" in owner.get(PAGE).text
    for days in ("0", "91", "x"):
        assert send(owner, f"{PAGE}/snooze", key=SITE, days=days).status_code == 400


def test_a_vote_is_kept_shown_and_thought_better_of(house: House) -> None:
    owner, book = house.reader("owner"), Alerting(whole(house))
    before = book.tuned().of("inflow")
    for answer in ("no", "yes", "no"):
        assert send(owner, f"{PAGE}/vote", key=SITE, useful=answer).status_code == 303
    [vote] = book.votes()
    assert (vote.rule, vote.is_useful, vote.who) == ("inflow", False, "Owner")
    assert 'value="no" aria-pressed="true"' in owner.get(PAGE).text
    # one of no use moves the line up by three tenths
    assert book.tuned().of("inflow") == pytest.approx(before + 0.3)
    assert book.tuned().of("stay") == pytest.approx(before)


def test_who_only_reads_changes_nothing(house: House) -> None:
    mark = whole(house).rights_of(house.access.readers.find("viewer@example.com").own).mark
    plant([alert(SITE, 900)], mark)
    viewer = house.reader("viewer")
    page = viewer.get(PAGE).text
    assert "Сайт</h2>" in page
    assert "/alerts/snooze" not in page
    for what in ("snooze", "wake", "vote"):
        assert send(viewer, f"{PAGE}/{what}", key=SITE, days="1", useful="yes").status_code == 403


@pytest.mark.parametrize("role", ["head", "manager", "analyst", "viewer"])
def test_the_lines_are_the_owners(house: House, role: str) -> None:
    assert "/alerts/settings" not in house.reader(role).get(PAGE).text
    assert send(house.reader(role), f"{PAGE}/settings", **LINES).status_code == 403


def test_the_owner_draws_the_lines_and_chooses_who_is_told(house: House) -> None:
    owner = house.reader("owner")
    whom = {
        "who": ["", ""],
        "channel": ["smtp", ""],
        "address": ["manager@example.com", ""],
    }
    assert send(owner, f"{PAGE}/settings", **LINES, **whom).status_code == 303
    lines = Alerting(whole(house)).lines()
    assert (lines.most, lines.stuck_minor, lines.level("stay"), lines.level("inflow")) == (2, 150_000_000, "off", "usual")  # fmt: skip
    [one] = whole(house).schedules().all()
    assert (one.kind, one.rule.cron, one.title) == ("alerts", "30 7 * * *", "Сигналы")
    # an address of the team is told by its own rights
    assert one.recipients[0].reader == house.access.readers.find("manager@example.com").number
    page = owner.get(f"{PAGE}?saved=1").text
    assert "Сохранено." in page
    assert 'value="07:30"' in page
    # they are no report
    assert "Сигналы</h2>" not in owner.get("/schedules").text
    assert "Пока ничего не отправляется" in owner.get("/schedules").text
    assert send(owner, f"{PAGE}/settings", **LINES).status_code == 303
    assert whole(house).schedules().all() == ()


@pytest.mark.parametrize(("name", "value"), [("most", "три"), ("time", "25:00"), ("rule.stay", "loud")])
def test_a_mistake_in_the_form_is_said_and_nothing_is_kept(house: House, name: str, value: str) -> None:
    answer = send(house.reader("owner"), f"{PAGE}/settings", **(LINES | {name: value, "channel": "folder", "who": "", "address": ""}))  # fmt: skip
    assert answer.status_code == 400
    assert value in answer.text
    assert Alerting(whole(house)).lines().most == 3


def test_the_overview_leads_to_what_rings(house: House) -> None:
    owner = house.reader("owner")
    overview = "/overview?period=2026-01"
    assert 'class="ringing"' not in owner.get(overview).text
    owner.get(PAGE)
    page = owner.get(overview).text
    assert "Новых сделок меньше обычного: Сайт</b> и ещё 2" in page.replace("\N{NO-BREAK SPACE}", " ")
    tag = owner.get(overview).headers["etag"]
    send(owner, f"{PAGE}/snooze", key=SITE, days="1")
    again = owner.get(overview, headers={"if-none-match": tag})
    assert again.status_code == 200
    assert "Договор</b>" in again.text


def test_the_past_of_the_rules_is_a_table(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    past = (
        Ringing(alert(SITE), True),
        Ringing(alert("inflow/Звонок"), False),
        Ringing(alert("stay/Договор"), None),
    )
    monkeypatch.setattr(Workspace, "alerts_past", lambda *_: past)
    Alerting(whole(house)).count_past()
    assert not Alerting(whole(house)).is_past_old(past[0].alert.at)
    page = house.reader("owner").get(PAGE).text
    row = page[page.index("Новые сделки по источникам</th>") :]
    assert [part.split("</span>")[1].split("</td>")[0] for part in row.split("<td")[1:5]] == [
        "2",
        "1",
        "1",
        "0",
    ]
    assert "за 52 недели, 3 сигнала" in page.replace("\N{NO-BREAK SPACE}", " ")


def test_tasks_are_offered_for_the_deals_of_the_alerts_pipeline(house: House) -> None:
    whole(house).change_settings(
        {"source.kind": "amocrm", "source.base_url": "https://x.amocrm.ru", "actions.allowed": "task"}
    )
    (whole(house).folder / "amocrm-token.json").write_text("{}")
    plant(
        [
            alert(
                "stay/Договор",
                300,
                deals=(("pipeline", "1/1"), ("metric", "board"), ("cell", "here_now:lead")),
            )
        ]
    )
    page = house.reader("owner").get(PAGE).text
    assert 'name="finding" value="stuck"' in page
    assert 'name="question" value="metric=stuck&amp;pipeline=1%2F1"' in page
    assert 'href="/deals?pipeline=1%2F1&amp;metric=board' in page


def test_programs_get_what_their_reader_sees(house: House) -> None:
    api = "/api/v1/alerts"
    found = house.reader("owner").get(f"{api}?limit=1&offset=1&lang=ru").json()
    assert found["total"] == 3
    assert [one["key"] for one in found["alerts"]] == ["stay/Договор"]
    assert house.reader("manager").get(api).json()["alerts"] == []
    assert house.reader("viewer").get(api).status_code == 403
    assert house.visitor().get(api).status_code == 401
