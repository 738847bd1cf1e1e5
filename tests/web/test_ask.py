"""Any figure can be asked, split, drawn and saved on one page; the catalogue tells all of them."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient

import voronka
from tests.web.sites import site, text_of
from voronka.metrics.catalog import METRICS

STORY = """
    anna  source=site amount=500 lead 01-02  proposal 01-05  won 01-20
    boris source=site lead 01-03  lost 01-06
    vera  source=phone lead 01-04  qualified 01-06
    gleb  owner=ivan source=phone amount=900 lead 02-03  won 02-05
"""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    return site(tmp_path_factory.mktemp("ask"), STORY)


def test_a_row_of_the_picture_is_called_by_what_stands_in_front_of_its_figures(client: TestClient) -> None:
    """Not by what its price is of, which is told behind them."""
    page = text_of(client.get("/ask?metric=results&by=source&period=2026-Q1").text)
    assert "site" in page
    assert "site ·" not in page


def test_values_of_options_are_offered(client: TestClient) -> None:
    page = client.get("/ask?metric=trend&of=win_rate").text
    offered = page[page.index('<datalist id="offered-of">') : page.index("</datalist>")]
    assert '<option value="cycle">' in offered
    assert '<option value="stays">' not in offered
    assert '<option value="qualified">' in client.get("/ask?metric=lags&stage=lead&to=won").text
    assert '<option value="revenue">' in client.get("/ask?metric=key_figures").text


@pytest.mark.parametrize("name", METRICS)
def test_every_figure_can_be_asked_and_is_told(client: TestClient, name: str) -> None:
    for path in (
        f"/ask?metric={name}",
        f"/ask?metric={name}&by=source&population=flow&top=3&grain=week&period=2026-01",
    ):
        page = client.get(path)
        assert page.status_code == 200, path
        assert parse_qs(urlsplit(str(page.url)).query)["metric"] == [name]
    told = client.get(f"/metrics/{name}")
    assert told.status_code == 200
    assert METRICS[name].question.in_("ru") in text_of(told.text)


def test_a_split_figure_says_what_the_shell_says_and_its_segments_stay_on_the_page(
    client: TestClient,
) -> None:
    company = voronka.open(client.app.state.company.folder)  # type: ignore[attr-defined]
    rows = {row["segment"]: row for row in company.ask("win_rate", by="source", horizon="30").rows}
    page = client.get("/ask?metric=win_rate&by=source&horizon=30")
    for segment, row in rows.items():
        cells = re.search(rf"<tr>\s*<th[^>]*><a[^>]*>{segment}</a>.*?</tr>", page.text, re.S)
        assert cells, segment
        numbers = [one for one in text_of(cells[0]).split() if one.isdigit()]
        assert str(row["deals"]) in numbers
        assert f"/ask?where=source={segment}&amp;horizon=30&amp;metric=win_rate" in cells[0]


def test_a_picture_of_an_answer_is_a_file_too(client: TestClient) -> None:
    svg = client.get("/chart/ask/answer.svg?metric=win_rate&by=source&horizon=30")
    assert svg.status_code == 200
    assert "site" in svg.text
    assert client.get("/chart/ask/answer.png?metric=fixes").status_code == 200


def test_another_figure_keeps_what_it_knows_of_the_question(client: TestClient) -> None:
    page = client.get("/ask?metric=changes&by=source&horizon=30&population=flow", follow_redirects=False)
    assert page.status_code == 303
    assert page.headers["location"] == "/ask?metric=changes"
    assert client.get("/ask?metric=no_such").status_code == 400


def test_the_catalogue_is_searched_by_words(client: TestClient) -> None:
    found = re.findall(r'href="/metrics/(\w+)"', client.get("/metrics").text)
    assert found == list(METRICS)
    some = re.findall(r'href="/metrics/(\w+)"', client.get("/metrics?q=доля выигр").text)
    assert "win_rate" in some
    assert len(some) < len(found)
    assert "Ничего не нашлось" in text_of(client.get("/metrics?q=ыыы").text)
    assert client.get("/metrics/no_such").status_code == 400
