"""The pages about conversion, time, stuck deals, moves, people and the board over a simulated company: what they say, and that it is what the metrics say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from html import escape, unescape
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from voronka.model.money import Money
from voronka.model.rights import Rights
from voronka.render import numbers
from voronka.web.app import create_app
from voronka.web.pages.conversion import _months_before

PAGES = (
    "/conversion",
    "/conversion?period=2026-Q2&versus=previous",
    "/conversion?by=manager&period=2026",
    "/conversion?by=source",
    "/conversion?period=2020",
    "/conversion?as_of=2025-03-01",
    "/time",
    "/time?period=2026-Q2",
    "/time?period=2020",
    "/time?where=manager=Анна Соколова",
    "/stuck",
    "/stuck?where=manager=Анна Соколова",
    "/stuck?as_of=2025-03-01",
    "/people?period=2026",
    "/people?period=2026&against=Анна Соколова",
    "/people?period=2020",
    "/people?where=manager=Анна Соколова",
    "/transitions?period=2026",
    "/transitions?period=2026-Q1&population=flow",
    "/board?as_of=2026-06-01&versus=2026-01-01",
    "/board?as_of=2022-01-01",
    "/board?as_of=2026-06-01&versus=2026-06-01",
)
#: What an answer without figures would leave on a page.
MISSING = re.compile(r">None<|None %|>nan|nan %|\{[a-z]+\}")
#: A number of deals, stays or moves, and nothing else.
COUNT = re.compile(r"[\d\s\u202f]+(сдел\w+)?")


@pytest.fixture(scope="module")
def client(simulated_folder: Path) -> Iterator[TestClient]:
    with TestClient(create_app(simulated_folder)) as made:
        yield made


def text_of(html: str) -> str:
    """What a reader sees, in one line."""
    body = re.sub(r"(?s)<(script|style|svg|pre).*?</\1>", " ", html)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", body)))


def plain(text: str) -> str:
    """Without the spaces that do not break."""
    return re.sub(r"\s", " ", text)


def company_of(client: TestClient) -> Any:
    return client.app.state.company  # type: ignore[attr-defined]


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_opens_with_no_figure_missing(client: TestClient, path: str, language: str) -> None:
    answer = client.get(path, headers={"accept-language": language})
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.text
    assert MISSING.findall(answer.text) == []


@pytest.mark.parametrize("path", PAGES)
def test_every_number_opens_as_many_deals_as_it_says(client: TestClient, path: str) -> None:
    links = re.findall(r'<a class="n[^"]*" href="(/deals[^"]+)"[^>]*>([^<]+)', client.get(path).text)
    told = {unescape(href): shown for href, shown in links if COUNT.fullmatch(unescape(shown))}
    for href, shown in list(told.items())[:12]:
        found = re.search(r'data-total="(\d+)"', client.get(href).text)
        assert found is not None, href
        assert int(found[1]) == int(re.sub(r"\D", "", shown)), href


def test_conversion_says_the_share_that_the_metric_has(client: TestClient) -> None:
    [row] = company_of(client).ask("win_rate", period="2026-Q1").rows
    text = text_of(client.get("/conversion?period=2026-Q1").text)
    share = plain(numbers.percent(row["by_count"].value, "ru"))
    assert f"Выигрывается {share} поступивших сделок." in text
    assert f"Из {row['deals']} сделок уже выиграно {row['won']}, ещё в работе {row['open']}." in text


def test_conversion_by_source_names_only_what_is_more_than_chance(client: TestClient) -> None:
    company = company_of(client)
    [whole] = company.ask("win_rate").rows
    rows = [row for row in company.ask("win_rate", by="source").rows if not row["by_count"].is_wide]
    better = {row["segment"] for row in rows if row["by_count"].low > whole["by_count"].value}
    text = text_of(client.get("/conversion?by=source").text)
    said = re.search(r"Выигрывается больше, чем в среднем \([^)]*\): ([^.]*)\.", text)
    assert (set(said[1].split(", ")) if said else set()) == better


def test_time_says_which_stage_takes_longest_and_how_long_a_win_takes(client: TestClient) -> None:
    company = company_of(client)
    longest = max(company.ask("stays", period="2026").rows, key=lambda row: row["stay"].median_days or 0)
    [cycle] = company.ask("cycle", period="2026").rows
    text = text_of(client.get("/time?period=2026").text)
    assert f"Самый долгий этап — «{longest['name']}»" in text
    assert f"Половина побед за{plain(numbers.duration(cycle['cycle'].median_days, 'ru'))}" in text
    assert "Ответ по менеджерам" in text


def test_stuck_deals_come_with_the_money_that_waiting_costs(client: TestClient) -> None:
    answer = company_of(client).ask("stuck")
    html = client.get("/stuck").text
    text = text_of(html)
    assert f"Застряли: {plain(numbers.count(answer.totals['stuck'], 'ru'))} сдел" in text
    assert plain(numbers.money(answer.totals["at_risk"], "ru")) in text
    first = answer.rows[0]
    assert f'href="/deal/{first["account_id"]}-{first["deal_id"]}"' in html
    assert html.index(escape(first["name"])) < html.index(escape(answer.rows[1]["name"]))


def test_a_deal_set_aside_leaves_the_list_at_once(client: TestClient) -> None:
    page = client.get("/stuck")
    [first, second] = company_of(client).ask("stuck").rows[:2]
    key = f"{first['account_id']}-{first['deal_id']}"
    guard = re.findall(r'name="guard" value="([0-9a-f]+)"', page.text)[0]
    form = {"guard": guard, "until": "2036-01-01", "reason": "клиент в отпуске"}
    assert (
        client.post(
            f"/deal/{key}/snooze", data=form | {"back": "//evil.example"}, follow_redirects=False
        ).headers["location"]
        == f"/deal/{key}"
    )
    after = client.post(f"/deal/{key}/snooze", data=form | {"back": "/stuck"})
    assert after.url.path == "/stuck"
    assert "клиент в отпуске" in after.text
    assert after.text.index(escape(second["name"])) < after.text.index(escape(first["name"]))
    # what a browser has kept of the page is not the page any more
    assert client.get("/stuck", headers={"if-none-match": page.headers["etag"]}).status_code == 200
    client.post(f"/deal/{key}/wake", data={"guard": guard})


def test_where_nothing_is_stuck_the_page_says_so(client: TestClient) -> None:
    text = text_of(client.get("/stuck?as_of=2023-01-01").text)
    assert "Застрявших сделок нет" in text


def test_people_are_told_whether_anybody_is_reliably_better(client: TestClient) -> None:
    answer = company_of(client).ask("people", period="2026")
    text = text_of(client.get("/people?period=2026").text)
    assert plain(answer.findings[0].in_("ru")) in text
    assert "все вместе" in client.get("/people?period=2026").text


def test_a_manager_sees_himself_and_a_way_to_his_funnel(client: TestClient) -> None:
    company = company_of(client)
    account = company.dictionary().accounts[0].account_id
    anna = next(one for one in company.members() if one.name.startswith("Анна"))
    own = company.seen_by(Rights(frozenset({(account, anna.person_id)})))
    with TestClient(create_app(company=own)) as alone:
        html = alone.get("/people?period=2026").text
        assert f"{anna.name}: из " in text_of(html)
        assert "Доля выигранных с поправкой" not in html
        assert alone.get("/stuck").status_code == 200


def test_moves_are_drawn_and_the_most_frequent_skip_is_named(client: TestClient) -> None:
    rows = company_of(client).ask("transitions", period="2026").rows
    over = max((row for row in rows if row["kind"] == "skipped"), key=lambda row: row["moves"])
    html = client.get("/transitions?period=2026").text
    assert f"Чаще всего перескакивают: {over['from']} → {over['to']}" in text_of(html)
    assert "chart-plot" in html


def test_the_board_is_compared_with_another_day(client: TestClient) -> None:
    company = company_of(client)
    now, then = (company.ask("board", as_of=day) for day in ("2026-06-01", "2026-01-01"))
    html = client.get("/board?as_of=2026-06-01&versus=2026-01-01").text
    text = text_of(html)
    change = Money(now.totals["amount"].minor - then.totals["amount"].minor, now.totals["amount"].currency)
    assert plain(numbers.money(then.totals["amount"], "ru")) in text
    assert f"разница {plain(numbers.signed(numbers.money(change, 'ru'), change.minor))}." in text
    for row in then.rows:
        assert f"было {plain(numbers.count(row['deals'], 'ru'))}" in text
    assert 'href="/bridge?period=2026-01-01..2026-06-01"' in html


def test_the_slider_becomes_the_day_of_the_address(client: TestClient) -> None:
    moved = client.get(
        f"/board?versus=2026-01-01&slide={date(2026, 5, 4).toordinal()}", follow_redirects=False
    )
    assert moved.headers["location"] == "/board?as_of=2026-05-04&versus=2026-01-01"
    assert client.get("/board?slide=yesterday").status_code == 400
    html = client.get("/board?as_of=2026-05-04").text
    assert 'name="slide" min="' in html
    assert f'value="{date(2026, 5, 4).toordinal()}"' in html


def test_a_series_goes_back_so_many_months() -> None:
    assert _months_before(date(2026, 12, 1), 1) == date(2026, 11, 1)
    assert _months_before(date(2026, 1, 15), 12) == date(2025, 2, 1)
