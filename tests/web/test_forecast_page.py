"""The forecast's page over a simulated company: it says what the metric says, and every number of deals opens them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.conftest import missing
from tests.web.browser import CHROMIUM, chromium, serving
from tests.web.test_time_browser import RULES
from tests.web.test_time_pages import COUNT, MISSING, company_of, plain, text_of
from voronka.model.goal import Goal
from voronka.model.period import Period
from voronka.render import numbers
from voronka.web.app import create_app

#: A moment in the middle of the history, so that what was open then is open still.
NOW = "as_of=2026-05-14"
PAGES = (
    f"/forecast?{NOW}",
    f"/forecast?grain=week&by=source&{NOW}",
    f"/forecast?grain=quarter&by=team&{NOW}",
    f"/forecast?by=pipeline&{NOW}",
    f"/forecast?where=manager=Анна Соколова&{NOW}",
    "/forecast?as_of=2022-01-01",
)


@pytest.fixture(scope="module")
def client(simulated_folder: Path) -> Iterator[TestClient]:
    with TestClient(create_app(simulated_folder)) as made:
        yield made


def money(amount: Any) -> str:
    return plain(numbers.money(amount, "ru"))


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_it_opens_with_no_figure_missing(client: TestClient, path: str, language: str) -> None:
    answer = client.get(path, headers={"accept-language": language})
    assert answer.status_code == 200
    assert MISSING.findall(answer.text) == []


def test_its_sentence_is_the_metric_s_of_month_and_quarter(client: TestClient) -> None:
    company, text = company_of(client), plain(text_of(client.get(PAGES[0]).text))
    for grain in ("month", "quarter"):
        row = company.ask("forecast", as_of="2026-05-14", grain=grain).rows[0]
        said = f"скорее всего {money(row['money'])}, в 8 случаях из 10 — от {money(row['money_low'])} до {money(row['money_high'])}."
        assert said in text
        assert f"Уже выиграно {money(row['revenue'])}" in text


@pytest.mark.parametrize("path", PAGES[:4])
def test_every_number_of_deals_opens_as_many(client: TestClient, path: str) -> None:
    links = re.findall(r'<a class="n[^"]*" href="(/deals[^"]+)"[^>]*>([^<]+)', client.get(path).text)
    told = {unescape(href): shown for href, shown in links if COUNT.fullmatch(unescape(shown))}
    for href, shown in list(told.items())[:8]:
        found = re.search(r'data-total="(\d+)"', client.get(href).text)
        assert found is not None, href
        assert int(found[1]) == int(re.sub(r"\D", "", shown)), href


def test_parts_come_to_the_mean_and_people_to_the_whole(client: TestClient) -> None:
    company = company_of(client)
    row = company.ask("forecast", as_of="2026-05-14").rows[0]
    file = client.get(f"/chart/forecast/parts.csv?{NOW}", headers={"accept-language": "en"})
    lines = file.text.splitlines()[1:]
    parts = sum(float(line.split(",")[1]) for line in lines)
    assert parts == pytest.approx(row["mean_money"].major, abs=0.05)
    people = company.ask("forecast", as_of="2026-05-14", by="manager").rows
    mine = [one["mean_money"].minor for one in people if one["step"] == row["step"]]
    assert sum(mine) == pytest.approx(row["mean_money"].minor, abs=len(mine))
    rows = re.findall(r"(?s)<tr>(.*?)</tr>", client.get(PAGES[0]).text)
    [last] = (one for one in rows if "Все вместе" in one)
    assert money(row["mean_money"]) in plain(text_of(last))


def test_it_says_how_past_forecasts_came_true(client: TestClient) -> None:
    record = company_of(client).ask("track_record", as_of="2026-05-14")
    page = client.get(PAGES[0]).text
    text = plain(text_of(page))
    assert plain(record.findings[0].in_("ru")) in text
    held = record.totals["money_next"]["coverage"]
    assert f"{held.hits} из {held.trials}" in text
    newest = [row for row in record.rows if row["ahead"] == 1][-1]
    file = client.get(f"/chart/forecast/money.csv?{NOW}", headers={"accept-language": "en"}).text
    [line] = (one for one in file.splitlines() if one.startswith(newest["made"]))
    assert f"{newest['money_low'].major:.2f}".rstrip("0").rstrip(".") in line
    losses = client.get(f"/chart/forecast/methods.csv?{NOW}", headers={"accept-language": "en"}).text
    known = [one for one in record.totals["money_others"].values() if one is not None]
    assert len(losses.splitlines()) == (len(known) + 2 if known else 1)


def test_the_company_s_plan_stands_beside_it(client: TestClient) -> None:
    planning, goal = (
        company_of(client).planning("Ольга"),
        Goal("revenue", Period.parse("2026-05"), 123_456_700),
    )
    planning.take([goal])
    [kept] = (one for one in company_of(client).goals().all() if one.place == goal.place)
    try:
        page = client.get(PAGES[0])
        assert "План — 1,2 млн ₽." in plain(text_of(page.text))
        lines = client.get(f"/chart/forecast/money.csv?{NOW}", headers={"accept-language": "en"}).text
        assert "1234567" in lines
        assert "План —" not in client.get(f"/forecast?where=manager=Анна Соколова&{NOW}").text
    finally:
        planning.remove(kept.number)


def test_before_the_first_win_it_teaches(client: TestClient) -> None:
    text = text_of(client.get("/forecast?as_of=2022-01-01").text)
    assert "Прогнозировать пока не из чего" in text
    assert "появится после первых побед" in text


def test_the_overview_fetches_this_month_s(client: TestClient) -> None:
    page = client.get("/overview").text
    found = re.search(r'data-brief="([^"]+)"', page)
    assert found is not None
    brief = client.get(unescape(found[1]))
    row = company_of(client).ask("forecast").rows[0]
    assert money(row["money"]) in plain(text_of(brief.text))
    again = client.get(unescape(found[1]), headers={"if-none-match": brief.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.browser
def test_it_is_read_by_everybody_and_the_overview_tells_it(simulated_folder: Path) -> None:
    from axe_playwright_python.sync_playwright import Axe

    if not CHROMIUM.exists():
        missing("chromium is not installed")
    with serving(create_app(simulated_folder)) as address, chromium() as browser:
        page = browser.new_page(locale="ru-RU", viewport={"width": 1440, "height": 900})
        # the first forecast of a store is computed while one waits, and other tests compute beside it
        page.set_default_timeout(120_000)
        faults: list[str] = []
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        page.goto(f"{address}/overview")
        page.locator(".next-brief .next-figure").wait_for()
        page.get_by_role("link", name="Прогноз", exact=True).last.click()
        page.locator("select[name=grain]").select_option("week")
        page.wait_for_url("**grain=week*")
        assert "неделя" in page.locator(".lead").inner_text()
        for width in (1024, 360):
            page.set_viewport_size({"width": width, "height": 900})
            fits = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
            assert page.evaluate(fits), width
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
        assert not found.response["violations"], found.generate_report()
        assert not faults
