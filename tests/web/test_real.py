"""The pages over a real workspace, synced from the simulator: every number on them opens exactly as many deals as it says."""

from __future__ import annotations

import re
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from voronka.web.app import create_app

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
