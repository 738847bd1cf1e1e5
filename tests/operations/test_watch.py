"""What a watch is told, who may ask, and what the log keeps of a request: its route and time, nobody's name."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.served import workspace
from voronka.clock import now
from voronka.operations.logs import AsJson, AsText
from voronka.team.api_tokens import ApiTokens
from voronka.web.app import create_app

SAMPLE = re.compile(r'^[a-z_]+(\{[a-z]+="[^"\n]*"(,[a-z]+="[^"\n]*")*\})? [-+.e0-9]+$')


@contextmanager
def served(folder: Path, whence: str = "127.0.0.1", is_local: bool = True) -> Iterator[TestClient]:
    """A client that comes from some address."""
    app = create_app(folder, is_local=is_local)
    with (
        closing(app.state.company),
        TestClient(
            app, client=(whence, 50000), raise_server_exceptions=False, follow_redirects=False
        ) as client,
    ):
        yield client


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return workspace(tmp_path / "company")


def figures(text: str) -> dict[str, float]:
    """Name with labels → value; every line is as the format wants it."""
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    assert all(SAMPLE.match(line) for line in lines), lines
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


def test_health_says_whether_questions_can_be_answered(folder: Path, tmp_path: Path) -> None:
    with served(folder, is_local=False, whence="203.0.113.9") as client:
        found = client.get("/health")
        assert (found.status_code, found.json()["status"]) == (200, "ok")
        assert found.json()["checks"] == {"store": "ok", "team": "none", "sync": "ok"}
        assert client.get("/health/live").json() == {"status": "ok"}
    with served(tmp_path / "new") as client:
        assert client.get("/health").json()["checks"]["store"] == "empty"


def test_health_fails_where_the_databases_cannot_be_read_and_the_process_lives(folder: Path) -> None:
    (folder / "team.sqlite").write_bytes(b"no database " * 1000)
    with served(folder) as client:
        found = client.get("/health")
        assert (found.status_code, found.json()["checks"]["team"]) == (503, "failing")
        assert client.get("/health/live").status_code == 200
    (folder / "store-1.duckdb").write_bytes(b"no database")
    with served(folder) as client:
        assert client.get("/health").json()["checks"]["store"] == "failing"


def test_the_figures_count_requests_by_route_and_know_the_data(folder: Path) -> None:
    with served(folder) as client:
        for _ in range(3):
            assert client.get("/funnel?where=manager=olga").status_code == 200
        client.get("/api/v1/ask/board")
        client.get("/hooks/vrk_secret")
        client.get("/nowhere/anna")
        found = client.get("/health/metrics")
        told = figures(found.text)
        size = (folder / "store-1.duckdb").stat().st_size
    assert found.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert told['voronka_requests_total{route="/funnel",status="200"}'] == 3
    assert told['voronka_requests_total{route="/api/v1/ask/{metric}",status="200"}'] == 1
    assert told['voronka_requests_total{route="other",status="404"}'] == 1
    assert told['voronka_request_seconds_bucket{route="/funnel",le="+Inf"}'] == 3
    assert told['voronka_request_seconds_count{route="/funnel"}'] == 3
    assert told["voronka_store_version"] == 1
    assert told["voronka_store_bytes"] == size
    assert told["voronka_answers_cached"] > 0
    assert told["voronka_known_until_timestamp_seconds"] == 1772323200  # 2026-03-01
    assert not re.search("anna|olga|vrk_secret", found.text)


def test_strangers_find_no_figures(folder: Path) -> None:
    with served(folder, whence="203.0.113.9") as client:
        assert client.get("/health/metrics").status_code == 404
        tokens = ApiTokens(client.app.state.company.database())  # type: ignore[attr-defined]
        for scope, status in (("watch", 200), ("read", 404)):
            _, secret = tokens.make("prometheus", [scope], now())
            header = {"authorization": f"Bearer {secret}"}
            assert client.get("/health/metrics", headers=header).status_code == status
        client.app.state.company.change_settings({"web.watch_from": "10.0.0.7, 203.0.113.0/24"})  # type: ignore[attr-defined]
        assert client.get("/health/metrics").status_code == 200
        # a proxy on that network passes on strangers
        assert client.get("/health/metrics", headers={"x-forwarded-for": "8.8.8.8"}).status_code == 404
        client.app.state.company.change_settings({"web.watch_from": "somewhere"})  # type: ignore[attr-defined]
        assert client.get("/health/metrics").status_code == 400


@contextmanager
def logged(formatter: logging.Formatter) -> Iterator[io.StringIO]:
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(formatter)
    logger = logging.getLogger("voronka")
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        yield out
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)


def test_the_log_has_a_line_for_each_request_without_names(folder: Path) -> None:
    with served(folder) as client, logged(AsJson()) as out:
        client.get("/funnel?where=manager=olga&by=source", headers={"x-request-id": "from-the-proxy"})
        client.get("/deals?cell=won&where=manager=anna")
        client.get("/invitation/secret-of-anna")
        client.get("/nowhere/anna@example.com", headers={"x-request-id": "no name\x7f"})
        assert client.get("/health/live").headers["x-request-id"]
    lines: list[dict[str, Any]] = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [line["route"] for line in lines] == [
        "/funnel",
        "/deals",
        "/invitation/{token}",
        "other",
        "/health/live",
    ]
    assert lines[0]["request"] == "from-the-proxy"
    assert {*lines[0]} == {"time", "level", "logger", "message", "request", "method", "route", "status", "ms"}
    assert re.fullmatch("[0-9a-f]{16}", lines[3]["request"])
    assert not re.search("anna|olga|secret", out.getvalue())


def test_a_fault_is_told_by_its_places_and_not_in_its_words() -> None:
    def fail() -> None:
        raise ValueError("anna@example.com")

    with logged(AsText()) as out:
        try:
            fail()
        except ValueError:
            logging.getLogger("voronka.api").exception("this went wrong")
    said = out.getvalue()
    assert "this went wrong fault=ValueError at=" in said
    assert "fail" in said
    assert "anna" not in said
    assert said.count("\n") == 1


def test_a_file_taken_by_a_program_is_in_the_log_of_the_team(folder: Path) -> None:
    with served(folder) as client:
        company = client.app.state.company  # type: ignore[attr-defined]
        company.access().readers.add_first("owner@example.com", "", "три синие чашки", now())
        _, secret = ApiTokens(company.database()).make("Power BI", ["read", "deals"], now())
        header = {"authorization": f"Bearer {secret}"}
        for address in (
            "ask/funnel",
            "ask/funnel?format=csv",
            "deals/funnel?cell=won&where=manager=anna&format=xlsx",
        ):
            assert client.get(f"/api/v1/{address}", headers=header).status_code == 200
        taken = [(one.who, one.about) for one in company.access().audit.read() if one.action == "exported"]
    assert taken == [("Power BI", "funnel won.xlsx"), ("Power BI", "funnel.csv")]
