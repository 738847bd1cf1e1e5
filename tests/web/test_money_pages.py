"""Overview, bottlenecks, losses, sources, sizes and what-if over a company synced from the simulator: they say what the metrics say."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from fastapi.testclient import TestClient

from tests.conftest import missing
from tests.web.browser import CHROMIUM, chromium, serving
from voronka.model.answer import Answer
from voronka.model.money import Money
from voronka.model.question import Question
from voronka.render import numbers
from voronka.web.app import create_app
from voronka.web.pages.overview import month_to_date
from voronka.web.reading import today_of
from voronka.workspace import Workspace

PAGES = (
    "/overview?period=2026-10",
    "/overview?period=2026-Q2&versus=year",
    "/overview",
    "/overview?period=2026-10&pipeline=Повторные продажи",
    "/overview?period=2025-01&as_of=2025-01-10",
    "/bottlenecks",
    "/bottlenecks?period=2026-10",
    "/bottlenecks?pipeline=Повторные продажи",
    "/losses?period=2026",
    "/losses?pipeline=Повторные продажи",
    "/sources?period=2026-Q3",
    "/sources",
    "/sizes",
    "/sizes?period=2026-10",
    "/what-if",
    "/what-if?set=step:4%3D%2B5pp&set=inflow%3D-10%25&cost=300000&cost_monthly=10000",
)
#: A moment that stays what it is on whatever day the tests run.
NOW = "as_of=2026-11-20"
#: Periods in which nothing came in.
EMPTY = (
    "/overview?period=2019-01",
    "/bottlenecks?period=2019-01",
    "/overview?period=2019-01&as_of=2019-02-01",
)
#: What an answer without figures would leave on a page.
MISSING = (">None<", "None ", ">nan", "{n}", "{deals}", "&lt;span")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder: Path = tmp_path_factory.mktemp("company")
    command = [
        *(sys.executable, "-m", "voronka", "demo", "--deals", "400"),
        "--no-serve",
        "--workspace",
        str(folder),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    with TestClient(create_app(folder)) as made:
        yield made


def text_of(html: str) -> str:
    """What a reader sees, in one line, with plain spaces."""
    body = re.sub(r"(?s)<(script|style|pre).*?</\1>", " ", html)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", body)))


def read(client: TestClient, path: str, language: str = "ru") -> str:
    answer = client.get(path, headers={"accept-language": language})
    assert answer.status_code == 200, path
    return answer.text


def ask(client: TestClient, text: str) -> Answer:
    company: Workspace = client.app.state.company  # type: ignore[attr-defined]
    return company.ask(Question.from_text(text))


def money(amount: Money) -> str:
    return re.sub(r"\s", " ", numbers.money(amount, "ru"))


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("path", [*PAGES, *EMPTY])
def test_every_page_opens_with_no_figure_missing(client: TestClient, path: str, language: str) -> None:
    page = read(client, path, language)
    assert f'<html lang="{language}"' in page
    body = re.sub(r"(?s)<pre.*?</pre>", "", page)
    assert [mark for mark in MISSING if mark in body] == []


@pytest.mark.parametrize("path", EMPTY)
def test_where_nothing_came_in_the_page_says_what_to_do(client: TestClient, path: str) -> None:
    assert "За это время сделок нет" in text_of(read(client, path))


@pytest.mark.parametrize("path", PAGES)
def test_every_number_opens_as_many_deals_as_it_says(client: TestClient, path: str) -> None:
    links = re.findall(r'<a class="n[^"]*" href="(/deals[^"]+)"[^>]*>([^<]+)', read(client, path))
    told = {
        unescape(href): shown for href, shown in links if re.fullmatch(r"[\d\s]+(сдел\w+)?", shown.strip())
    }
    assert told or "pipeline" in path
    for href, shown in told.items():
        found = re.search(r'data-total="(\d+)"', client.get(href).text)
        assert found is not None, href
        assert int(found[1]) == int(re.sub(r"\D", "", shown)), href


@pytest.mark.parametrize("path", ["/bottlenecks", "/losses?period=2026", "/sizes"])
def test_a_split_is_for_the_table_and_the_story_stays_that_of_all_deals(
    client: TestClient, path: str
) -> None:
    parted = read(client, path + ("&" if "?" in path else "?") + "by=source")
    told = re.compile(r'(?s)<section class="sentence".*?</section>')
    assert text_of(told.findall(parted)[0]) == text_of(told.findall(read(client, path))[0])
    assert "Рекомендация" in parted


@pytest.mark.browser
def test_nothing_sticks_out_on_a_phone_and_everybody_can_read_it(client: TestClient) -> None:
    from axe_playwright_python.sync_playwright import Axe

    if not CHROMIUM.exists():
        missing("chromium is not installed")
    with chromium() as browser, serving(client.app) as address:
        page = browser.new_page(viewport={"width": 360, "height": 900})
        faults: list[str] = []
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        for path in (
            "/overview?period=2026-10",
            "/bottlenecks",
            "/losses?period=2026",
            "/sources",
            "/sizes",
            "/what-if",
        ):
            page.goto(address + path)
            assert page.evaluate(
                "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
            ), path
            found = Axe().run(page)
            assert not found.response["violations"], found.generate_report()
        assert not faults


# -- the overview


def test_the_start_is_the_overview_of_the_month(client: TestClient) -> None:
    company: Workspace = client.app.state.company  # type: ignore[attr-defined]
    month = month_to_date(today_of(company))
    assert client.get("/", follow_redirects=False).headers["location"] == f"/overview?period={month}"


def test_the_quarter_is_told_in_a_sentence_with_money_and_what_it_was_at_equal_age(
    client: TestClient,
) -> None:
    row = ask(client, f"metric=results&period=2026-Q4&versus=previous&{NOW}").rows[0]
    text = text_of(read(client, f"/overview?period=2026-Q4&{NOW}"))
    assert row["won"]
    assert row["versus"]["won"]
    assert f"IV квартал 2026: выиграно {row['won']} сдел" in text
    assert f"на {money(row['revenue'])} ." in text
    assert f"Было {row['versus']['won']} сдел" in text
    assert "III квартал 2026 к этому дню" in text


def test_the_overview_is_what_the_metrics_say(client: TestClient) -> None:
    row = ask(client, "metric=results&period=2026-10").rows[0]
    stuck = ask(client, "metric=stuck_summary").totals
    ahead = ask(client, "metric=velocity&period=2026-10").rows[0]
    text = text_of(read(client, "/overview?period=2026-10"))
    for shown in (row["revenue"], stuck["at_risk"], stuck["stuck_amount"], ahead["weighted"]):
        assert money(shown) in text
    assert f"Новых сделок {row['new']}" in text


def test_the_win_rate_is_that_of_the_last_month_whose_deals_had_their_time(client: TestClient) -> None:
    trend = ask(client, f"metric=trend&of=win_rate&period=2025-12-01..2026-12-01&{NOW}").rows
    ripe = [row for row in trend if row["state"] is None][-1]
    page = read(client, f"/overview?period=2026-11&{NOW}")
    assert ripe["bucket"] < "2026-10"
    assert f"/deals?period={ripe['bucket']}&amp;{NOW}&amp;metric=win_rate&amp;cell=deals" in page
    assert numbers.percent(ripe["value"].value, "ru").replace("\u202f", " ") in text_of(page)


def test_the_week_ends_with_the_last_day_known_and_its_terms_open_their_deals(client: TestClient) -> None:
    week = ask(client, f"metric=bridge&period=2026-11-13..2026-11-20&{NOW}").rows
    page = read(client, f"/overview?period=2026-11&{NOW}")
    change = Money(week[-1]["amount"].minor - week[0]["amount"].minor, "RUB")
    assert money(change).lstrip("−") in text_of(page)
    changed = next(row for row in week[1:-1] if row["deals"])
    href = unescape(re.findall(rf'href="(/deals[^"]*cell={changed["term"]}[^"]*)"', page)[0])
    assert f'data-total="{changed["deals"]}"' in client.get(href).text


def test_an_earlier_moment_knows_nothing_later(client: TestClient) -> None:
    before = text_of(read(client, "/overview?period=2026-03&as_of=2026-03-15"))
    assert "Март 2026" in before
    assert "8 марта – 14 марта 2026" in before


def test_the_pictures_of_a_page_are_files_too(client: TestClient) -> None:
    for address in (
        "/chart/overview/revenue.svg?period=2026-10",
        "/chart/overview/week.csv?period=2026-10",
        "/chart/bottlenecks/gains.svg",
    ):
        assert client.get(address).status_code == 200, address


# -- bottlenecks


def test_each_stage_has_a_verdict_and_the_leak_its_money_causes_and_deals(client: TestClient) -> None:
    rows = ask(client, "metric=bottlenecks").rows
    page = read(client, "/bottlenecks")
    text = text_of(page)
    assert all(row["name"] in text for row in rows)
    for row in rows:
        if row["verdict"] == "leak":
            assert f"+ {money(Money(round(row['gain'].value), 'RUB'))}" in text
            assert f"cell=lost:{row['position']}" in page
            assert row["practice"].in_("ru") in text
    told = {row["verdict"] for row in rows}
    assert ("пока не понять" in text) is ("cannot_tell" in told)
    # the page's own explanation says after a dash what is none
    assert bool(re.search(r"(?<!—\s)не утечка", text)) is ("not_a_leak" in told)


def test_a_short_period_that_says_nothing_offers_a_longer_one(client: TestClient) -> None:
    assert "Взять последние восемь кварталов" in text_of(read(client, "/bottlenecks?period=2026-10"))
    assert "Взять последние восемь кварталов" not in text_of(read(client, "/bottlenecks"))


def test_what_is_attainable_on_a_leak_can_be_tried(client: TestClient) -> None:
    for href in re.findall(r'class="more-link" href="(/what-if[^"]+)"', read(client, "/bottlenecks")):
        assert "Пробуем: с этапа" in text_of(read(client, unescape(href)))


def test_the_menu_leads_to_bottlenecks_without_the_period_of_a_month_and_back_to_the_usual_one(
    client: TestClient,
) -> None:
    assert 'href="/bottlenecks"' in read(client, "/overview?period=2026-10")
    company: Workspace = client.app.state.company  # type: ignore[attr-defined]
    back = read(client, "/bottlenecks")
    assert f'href="/overview?period={month_to_date(today_of(company))}"' in back
    assert "period=&" not in back
    assert 'period="' not in back


# -- losses


def test_the_losses_are_told_with_their_place_money_and_reason(client: TestClient) -> None:
    answer = ask(client, "metric=losses&period=2026")
    most = max(ask(client, "metric=losses_by_transition&period=2026").rows, key=lambda row: row["deals"])
    text = text_of(read(client, "/losses?period=2026"))
    assert f"потеряно {answer.totals['lost']} сдел" in text
    assert f"между « {most['stage']} » и « {most['next']} »".replace("« ", "«").replace(" »", "»") in text
    assert money(most["amount"]) in text
    assert f"Чаще всего причина — «{most['top_reason']}»" in text
    assert f"{answer.totals['no_reason']} потер" in text


def test_the_claim_of_thirty_per_cent_is_tested(client: TestClient) -> None:
    row = ask(client, "metric=incoming&period=2026").rows[0]
    text = text_of(read(client, "/losses?period=2026"))
    told = {"below": "надёжно меньше", "above": "надёжно больше", "unclear": "по этим данным не сказать"}
    assert told[row["verdict"]] in text
    assert f"из {row['enquiries']} ; с учётом случайности" in text


# -- sources


def test_without_costs_the_page_says_how_to_load_them(client: TestClient) -> None:
    text = text_of(read(client, "/sources?period=2026-Q3").replace("<pre", "<p").replace("</pre", "</p"))
    assert "voronka import costs.csv" in text
    assert "источник,месяц,сумма" in text


def test_costs_once_loaded_are_told_by_source(client: TestClient, tmp_path: Path) -> None:
    company: Workspace = client.app.state.company  # type: ignore[attr-defined]
    folder = shutil.copytree(company.folder, tmp_path / "company")
    table = tmp_path / "costs.csv"
    table.write_text("источник,месяц,сумма\nСайт,2026-07,90000\nСайт,2026-08,90000\n", "utf-8")
    with Workspace(folder) as other:
        other.import_costs(table)
        row = next(row for row in other.ask("cac", period="2026-Q3").rows if row["source"] == "Сайт")
    with TestClient(create_app(folder)) as reader:
        text = text_of(read(reader, "/sources?period=2026-Q3"))
    assert "voronka import" not in text
    assert money(row["cost"]) in text
    assert re.sub(r"\s", " ", numbers.percent(row["romi"], "ru")) in text


# -- what if


def test_the_form_becomes_changes_and_changes_stand_in_the_form(client: TestClient) -> None:
    sent = "/what-if?at=Отправлено КП&points=5&days=&inflow_by=-10&amount_by=&cost=&cost_monthly=20000"
    answer = client.get(sent, follow_redirects=False)
    assert answer.status_code == 303
    clean = answer.headers["location"]
    asked = parse_qs(clean.partition("?")[2])
    assert asked["set"] == ["step:Отправлено КП=+5pp", "inflow=-10%"]
    assert asked["cost_monthly"] == ["20000"]
    page = read(client, clean)
    assert 'name="points" value="5"' in page
    assert 'name="inflow_by" value="-10"' in page
    assert "<option selected>Отправлено КП</option>" in page


def test_what_if_says_money_and_payback(client: TestClient) -> None:
    difference = ask(client, "metric=what_if&set=step:4%3D%2B5pp&cost=300000").rows[2]
    text = text_of(read(client, "/what-if?set=step:4%3D%2B5pp&cost=300000"))
    assert f"Это +{money(Money(round(difference['money'].value), 'RUB'))}" in text.replace("+ ", "+")
    months = numbers.decimal(difference["payback_months"], 1, "ru")
    assert f"Окупится за {months} мес." in text


def test_what_cannot_be_read_says_what_to_write(client: TestClient) -> None:
    answer = client.get("/what-if?set=step:4%3Dвдвое", headers={"accept-language": "ru"})
    assert answer.status_code == 400
    assert "inflow=+10%" in text_of(answer.text)
