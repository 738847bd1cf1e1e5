"""The pages over HTTP: what they say, how they are addressed, and how they fail."""

from __future__ import annotations

import re
import socket
from html import unescape
from pathlib import Path
from urllib.parse import unquote_plus

import pytest
from fastapi.testclient import TestClient

from tests.web.company import STATES, FakeCompany
from voronka.web.app import create_app
from voronka.web.assets import STATIC, STYLES
from voronka.web.serve import LOCAL, listen

PAGES = (
    "/funnel",
    "/funnel?by=source",
    "/funnel?population=flow",
    "/funnel?population=snapshot",
    "/board",
    "/transitions",
    "/bridge",
)
NARROW = "\u202f"


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(create_app(company=FakeCompany()))


def text_of(html: str) -> str:
    """What a reader sees, in one line."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html))).replace(NARROW, " ")


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_page_opens_in_every_state(state: str, path: str, language: str) -> None:
    answer = TestClient(create_app(company=FakeCompany(state))).get(
        path, headers={"accept-language": language}
    )
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.text


def test_the_answer_is_said_in_one_sentence(client: TestClient) -> None:
    text = text_of(client.get("/funnel?period=2026-Q3").text)
    assert "Из 1 248 сделок выиграно 134 — 11 %" in text.replace(" ,", ",")
    assert "Больше всего теряется на этапе «Квалифицирован»" in text


def test_a_period_without_deals_says_what_to_do() -> None:
    text = text_of(TestClient(create_app(company=FakeCompany("empty"))).get("/funnel?period=2026-Q3").text)
    assert "За это время сделок нет" in text
    assert "Показать всё время" in text


def test_no_win_is_said_in_words() -> None:
    text = text_of(TestClient(create_app(company=FakeCompany("one"))).get("/funnel?period=2026-Q3").text)
    assert "Из 1 сделки пока не выиграно ни одной, ещё 1 в работе" in text


def test_a_small_sample_is_grey_and_says_so() -> None:
    html = TestClient(create_app(company=FakeCompany("small"))).get("/funnel").text
    assert 'class="pill is-wide"' in html
    assert "Сделок мало" in html
    assert "Больше всего теряется здесь" not in html


def test_a_flow_is_called_a_flow_and_has_no_intervals(client: TestClient) -> None:
    text = text_of(client.get("/funnel?population=flow&period=2026-Q3").text)
    assert "отношение потоков" in text
    assert "С учётом случайности" not in text


def test_a_comparison_is_told_with_its_chance(client: TestClient) -> None:
    text = text_of(client.get("/funnel?period=2026-Q3&versus=previous").text)
    assert "II квартал 2026" in text
    assert "на равном возрасте" in text
    assert "может быть случайной" in text


@pytest.mark.parametrize("path", ["/funnel?by=manager", "/funnel?by=source&period=2026-Q3&versus=previous"])
def test_every_group_has_a_cell_for_every_stage(client: TestClient, path: str) -> None:
    html = client.get(path).text
    heads, *rows = re.findall(r"<tr>(.*?)</tr>", html[html.index('<table class="list segments">') :], re.S)
    counts = [len(re.findall(r"<t[dh]", row)) for row in (heads, *rows)]
    assert len(set(counts)) == 1, counts
    assert len(rows) >= 5


def test_the_form_sends_what_a_question_is_made_of(client: TestClient) -> None:
    answer = client.get(
        "/funnel?pipeline=&period=2026-Q3&versus=&where=manager%3DАнна+Крылова&where=&by=",
        follow_redirects=False,
    )
    assert answer.status_code == 303
    assert (
        answer.headers["location"]
        == "/funnel?period=2026-Q3&where=manager=%D0%90%D0%BD%D0%BD%D0%B0+%D0%9A%D1%80%D1%8B%D0%BB%D0%BE%D0%B2%D0%B0"
    )
    assert "Менеджер: Анна Крылова</a>" in client.get(answer.headers["location"]).text


def test_values_picked_in_the_panel_become_one_filter_in_place_of_the_earlier(client: TestClient) -> None:
    query = "where=source%3DСайт&where=manager%3DАнна+Крылова&filter=source&value=%3DТелефон&value=%3D&except=1&find=тел"
    answer = client.get(f"/funnel?{query}", follow_redirects=False)
    assert answer.status_code == 303
    assert unquote_plus(answer.headers["location"]) == (
        "/funnel?where=manager=Анна Крылова&where=source!=,Телефон"
    )


def test_the_panel_opens_at_a_dimension_without_script(client: TestClient) -> None:
    html = client.get("/funnel?population=&filter=source&where=source%3DСайт&find=теле").text
    picked = re.findall(r'name="value" value="=([^"]*)"( checked)?', html)
    # what is set stays in sight, the search finds the others
    assert picked == [("Сайт", " checked"), ("Телефон", "")]


def test_the_values_of_a_filter_are_found_by_the_words_in_them(client: TestClient) -> None:
    found = client.get("/choices/source?q=ста+мет").json()
    assert [one["label"] for one in found["values"]] == ["Выставка «Металлообработка-2026», стенд 7B"]
    assert client.get("/choices/source?q=ыыы").json() == {"values": [], "left": 0}
    assert client.get("/choices/no_such").status_code == 400


def test_two_dates_become_a_period_with_both_days_in_it(client: TestClient) -> None:
    answer = client.get("/funnel?period=2026-Q3&first=2026-07-05&last=2026-07-09", follow_redirects=False)
    assert answer.headers["location"] == "/funnel?period=2026-07-05..2026-07-10"


def test_one_date_alone_is_an_error_in_three_sentences(client: TestClient) -> None:
    answer = client.get("/funnel?first=2026-07-05")
    assert answer.status_code == 400
    assert "Не хватает одной из двух дат" in answer.text


@pytest.mark.parametrize("path", ["/funnel?period=2026-Q7", "/funnel?population=herd", "/funnel?colour=red", "/deals?cell=", "/deals?cell=won&page=0", "/deals?cell=nonsense:3", "/deals?metric=magic&cell=won"])  # fmt: skip
def test_a_wrong_address_is_a_page_that_explains(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 400
    assert "К анализу продаж" in answer.text


def test_an_unknown_page_is_404_in_our_words(client: TestClient) -> None:
    answer = client.get("/no-such-page")
    assert answer.status_code == 404
    assert "Такой страницы нет" in answer.text


def test_without_a_store_every_page_leads_to_where_one_is_connected(tmp_path: Path) -> None:
    for path in ("/", "/funnel", "/deals?cell=won:8"):
        answer = TestClient(create_app(tmp_path)).get(path, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, "/connect")


def test_the_list_has_as_many_deals_as_the_number_says(client: TestClient) -> None:
    funnel = client.get("/funnel?period=2026-Q3").text
    links = re.findall(r'<a class="n[^"]*" href="(/deals[^"]+)">([^<]+)</a>', funnel)
    assert len(links) > 20
    for href, shown in links:
        number = int(re.sub(r"\D", "", shown))
        assert f'data-total="{number}"' in client.get(unescape(href)).text, f"{href} says {shown}"


def test_the_list_pages_sorts_and_opens_the_crm(client: TestClient) -> None:
    html = client.get("/deals?period=2026-Q3&cell=lost_here:3&page=2").text
    assert "51–100 из 252" in text_of(html)
    assert 'href="https://company.amocrm.ru/leads/detail/10050"' in html
    assert (
        'aria-sort="descending"><a href="/deals?period=2026-Q3&amp;cell=lost_here:3&amp;order=created_at">'
        in html
    )


def test_names_from_the_crm_never_become_markup(client: TestClient) -> None:
    html = client.get("/deals?cell=lost_here:3").text
    assert "<b>жирный</b>" not in html
    assert "&lt;b&gt;жирный&lt;/b&gt; &amp; «кавычки»" in html


def test_the_language_comes_from_the_address_then_the_cookie_then_the_browser() -> None:
    fresh = TestClient(create_app(company=FakeCompany()))
    assert (
        '<html lang="en"' in fresh.get("/funnel", headers={"accept-language": "de, en;q=0.8, ru;q=0.1"}).text
    )
    assert '<html lang="ru"' in fresh.get("/funnel?lang=ru", headers={"accept-language": "en"}).text
    assert '<html lang="ru"' in fresh.get("/funnel", headers={"accept-language": "en"}).text


def test_the_theme_is_kept_and_the_address_stays_clean() -> None:
    fresh = TestClient(create_app(company=FakeCompany()))
    answer = fresh.get("/funnel?period=2026-Q3&theme=dark", follow_redirects=False)
    assert answer.headers["location"] == "/funnel?period=2026-Q3"
    assert 'data-theme="dark"' in fresh.get("/funnel").text


def test_nothing_inline_and_the_headers_forbid_it(client: TestClient) -> None:
    for path in (*PAGES, "/deals?cell=won", "/no-such-page"):
        answer = client.get(path)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert not re.search(r"<style|\sstyle=|<script>|\son\w+=", answer.text), path


def test_a_page_that_has_not_changed_is_not_sent_again(client: TestClient) -> None:
    first = client.get("/funnel?period=2026-Q3")
    tag = first.headers["etag"]
    assert client.get("/funnel?period=2026-Q3", headers={"if-none-match": tag}).status_code == 304
    assert client.get("/funnel?period=2026-Q2", headers={"if-none-match": tag}).status_code == 200
    english = client.get("/funnel?period=2026-Q3", headers={"if-none-match": tag, "accept-language": "en"})
    assert english.status_code == 200


def test_a_new_store_makes_a_new_page() -> None:
    company = FakeCompany()
    fresh = TestClient(create_app(company=company))
    tag = fresh.get("/funnel").headers["etag"]
    company.version = 8
    assert fresh.get("/funnel", headers={"if-none-match": tag}).status_code == 200


def test_files_of_the_page_last_a_year_and_change_their_address_with_their_content(
    client: TestClient,
) -> None:
    [address] = re.findall(r'href="(/static/\w+/all.css)"', client.get("/funnel").text)
    answer = client.get(address)
    assert "immutable" in answer.headers["cache-control"]
    assert client.get("/static/000000000000/all.css").status_code == 404


def test_a_page_waits_for_one_file_of_styles_which_holds_those_of_every_page(client: TestClient) -> None:
    sheets = re.findall(r'<link rel="stylesheet" href="(\S+)"([^>]*)>', client.get("/funnel").text)
    assert [" media=" in rest for _, rest in sheets] == [False, True]
    told = client.get(sheets[0][0]).text
    assert all((STATIC / f"{name}.css").read_text("utf-8") in told for name in STYLES)


def test_the_shell_command_asks_the_same(client: TestClient) -> None:
    text = text_of(client.get("/funnel?period=2026-Q3&by=source&where=manager%3DАнна+Крылова").text)
    assert "voronka ask funnel --period 2026-Q3 --by source --where 'manager=Анна Крылова'" in text


def test_a_list_says_how_to_get_it_in_the_shell(client: TestClient) -> None:
    text = text_of(client.get("/deals?period=2026-Q3&cell=lost_here:3").text)
    assert "voronka deals funnel lost_here:3 --period 2026-Q3" in text


def test_a_local_server_answers_to_local_names_alone() -> None:
    app = create_app(company=FakeCompany(), hosts=LOCAL)
    assert TestClient(app, base_url="http://localhost:8000").get("/funnel").status_code == 200
    assert TestClient(app, base_url="http://evil.example").get("/funnel").status_code == 400


def test_small_answers_leave_at_once() -> None:
    """asyncio turns TCP_NODELAY on for sockets that say they are TCP; on others each small answer waits some 40 ms."""
    with listen("127.0.0.1", 0) as listener:
        assert listener.proto == socket.IPPROTO_TCP
