"""The pages over a real workspace, synced from the simulator: every number on them opens exactly as many deals as it says."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import openpyxl
import pytest
from fastapi.testclient import TestClient

import every
import voronka
from voronka.metrics.catalog import METRICS
from voronka.metrics.opening import cell_of, counted
from voronka.model.period import Period
from voronka.web.app import create_app
from voronka.web.pages import PAGES as PAGE_KINDS

PAGES = (
    "/funnel",
    "/funnel?by=source",
    "/funnel?by=manager&period=2026",
    "/funnel?by=tag",
    "/funnel?by=amount_band",
    "/funnel?by=loss_reason",
    "/funnel?period=closed:2026",
    "/funnel?population=flow&period=2026",
    "/funnel?population=snapshot",
    "/funnel?population=snapshot&by=manager",
    "/funnel?period=2026&versus=previous",
    "/funnel?pipeline=Повторные продажи",
    "/funnel?as_of=2026-05-01&period=2026-Q1",
    "/board?as_of=2026-03-01",
    "/transitions",
    "/bridge?period=2026",
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    folder: Path = tmp_path_factory.mktemp("company")
    command = [
        sys.executable,
        "-m",
        "voronka",
        "demo",
        "--deals",
        "250",
        "--no-serve",
        "--workspace",
        str(folder),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return TestClient(create_app(folder))


@pytest.mark.parametrize("path", PAGES)
def test_every_number_opens_as_many_deals_as_it_says(client: TestClient, path: str) -> None:
    page = client.get(path)
    assert page.status_code == 200
    links = re.findall(r'<a class="n[^"]*" href="(/deals[^"]+)"[^>]*>([^<]+)', page.text)
    counts = {unescape(href): shown for href, shown in links if "%" not in shown}
    assert counts
    for href, shown in counts.items():
        found = re.search(r'data-total="(\d+)"', client.get(href).text)
        assert found is not None, href
        assert int(found[1]) == int(re.sub(r"\D", "", shown)), href


def test_a_list_shows_the_sum_of_its_number(client: TestClient) -> None:
    """The amount beside a stage's number is that of its deals, to the kopeck."""
    page = client.get("/funnel")
    cells = re.findall(r'cell=lost_here:(\d)">[^<]+</a><small><span class="money" title="([^"]+)"', page.text)
    assert cells
    for position, amount in cells:
        assert amount in client.get(f"/deals?cell=lost_here:{position}").text or amount.startswith("0")


def openings(folder: Path) -> list[tuple[str, int]]:
    """For every metric the addresses of a few of its numbers, and what they say."""
    found = []
    with voronka.open(folder) as company:
        for metric in METRICS.values():
            question = every.question(metric.name).with_(
                period=Period.parse("2026") if metric.needs_period else None
            )
            answer = company.ask(question)
            numbers = [
                (cell, counted(row[column.name]))
                for row in answer.rows
                for column in answer.columns
                if (cell := cell_of(metric, column, row)) and counted(row[column.name])
            ]
            asked = [pair for pair in question.to_pairs() if pair[0] != "metric"]
            found += [
                (f"/deals?{urlencode([('metric', metric.name), *asked, ('cell', str(cell))])}", count)
                for cell, count in numbers[:: max(1, len(numbers) // 3)][:3]
            ]
    return found


def test_a_number_of_any_metric_opens_as_a_page_and_as_a_file(client: TestClient) -> None:
    opened = openings(client.app.state.company.folder)  # type: ignore[attr-defined]
    assert len({href.split("&")[0] for href, _ in opened}) > 25
    for place, (href, count) in enumerate(opened):
        client.cookies.set("lang", ("ru", "en")[place % 2])
        page = client.get(href)
        assert page.status_code == 200, href
        assert int(re.findall(r'data-total="(\d+)"', page.text)[0]) == count, href
        file = href.replace("/deals?", "/download/deals.{}?")
        assert len(client.get(file.format("csv")).text.strip().splitlines()) == count + 1, href
        book = openpyxl.load_workbook(io.BytesIO(client.get(file.format("xlsx")).content), read_only=True)
        assert len(list(book.worksheets[0].iter_rows())) == count + 1, href


def test_a_filter_by_any_dimension_says_its_values_in_words(client: TestClient) -> None:
    client.cookies.set("lang", "ru")
    outcomes = client.get("/choices/outcome").json()["values"]
    assert {"value": "=won", "label": "Выиграно"} in outcomes
    months = client.get("/choices/cohort_month?q=июль 2026").json()["values"]
    assert months == [{"value": "=2026-07", "label": "июль 2026"}]
    page = client.get("/funnel?filter=outcome&value=%3Dwon&except=1")
    assert "Исход: кроме Выиграно" in page.text


DRAWN = [(kind.name, chart) for kind in PAGE_KINDS.values() for chart in kind.charts]


@pytest.mark.parametrize(("page", "name"), DRAWN)
def test_a_picture_of_a_page_comes_as_a_file(client: TestClient, page: str, name: str) -> None:
    address = f"/chart/{page}/{name}.{{}}?period=2026-Q3"
    picture = client.get(address.format("png"))
    assert picture.status_code == 200
    assert picture.content.startswith(b"\x89PNG")
    assert f'filename="{page}-{name}.png"' in picture.headers["content-disposition"]
    drawing = client.get(address.format("svg")).text
    assert drawing.startswith("<svg")
    # it says of which days and of what moment
    assert "2026" in drawing.rsplit("</g>", 1)[-1]
    assert client.get(address.format("csv")).text.startswith("\ufeff")


def test_a_picture_that_is_not_there_is_said_to_be_missing(client: TestClient) -> None:
    for address in ("/chart/funnel/nothing.png", "/chart/nowhere/trend.png", "/chart/funnel/trend.exe"):
        assert client.get(address).status_code == 404


def test_a_period_goes_along_only_where_one_can_see_it(client: TestClient) -> None:
    stuck = client.get("/stuck?period=2026&where=source%3DСайт", follow_redirects=False)
    assert (
        stuck.headers["location"] == client.get("/stuck?period=2026&where=source=Сайт").url.raw_path.decode()
    )
    assert "period" not in stuck.headers["location"]
    menu = dict(re.findall(r'<a href="(/(\w[\w-]*)[^"]*)"', client.get("/conversion?period=2026-Q3").text))
    there = {name: unescape(href) for href, name in menu.items()}
    assert "period=2026-Q3" in there["funnel"]
    assert "period" not in there["stuck"]
    # from a page without periods one gets each page's usual one, and not all time
    menu = dict(re.findall(r'<a href="(/(\w[\w-]*)[^"]*)"', client.get("/stuck").text))
    assert any(name == "funnel" and "period=" in href for href, name in menu.items())
