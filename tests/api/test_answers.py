"""Figures over HTTP: the same as in the shell, in every form, by pages, once for each version of the data."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pyarrow.parquet as pq
import pytest
from fastapi.testclient import TestClient

import every
import voronka
from tests.api.served import serve
from voronka.engines.dialects import native_macros
from voronka.metrics.catalog import METRICS
from voronka.web.app import create_app
from voronka.web.asking import pairs_of

ENGLISH = {"accept-language": "en"}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with serve(tmp_path_factory.mktemp("answers")) as served:
        yield served


def test_every_metric_is_answered_as_the_shell_answers_it(client: Any) -> None:
    with voronka.open(client.app.state.company.folder) as company:
        for name in METRICS:
            asked = every.question(name)
            if name == "changes":
                continue
            answer = client.get(f"/api/v1/ask/{name}", params=pairs_of(asked, company.timezone))
            assert answer.json() == company.ask(asked).to_dict(), name


def test_a_question_is_written_as_in_the_address_of_its_page(client: Any) -> None:
    found = client.get("/api/v1/ask/funnel?by=source&where=manager%21%3Divan&period=2026-Q1").json()
    assert found["question"]["where"] == ["manager!=ivan"]
    assert {row["segment"] for row in found["rows"]} == {"site", ""}
    assert found["as_of"] == "2026-03-01T00:00:00Z"


def test_the_same_question_comes_as_csv_xlsx_and_parquet(client: Any) -> None:
    address = "/api/v1/ask/win_rate?by=source"
    told = [row["won"] for row in client.get(address).json()["rows"]]
    assert told == [0, 0, 2, 0]
    text = client.get(address, headers={"accept": "text/csv"}).text
    assert [int(row["won"]) for row in csv.DictReader(io.StringIO(text))] == told
    table = pq.read_table(io.BytesIO(client.get(f"{address}&format=parquet").content))
    assert table["won"].to_pylist() == told
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{address}&format=xlsx&lang=en").content))
    titles, *rows = book["Table"].iter_rows(values_only=True)
    assert [row[titles.index("Won")] for row in rows] == told
    assert dict(book["About"].iter_rows(values_only=True))["Address"].startswith(
        "http://testserver/api/v1/ask/"
    )


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("*/*", "application/json"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "application/json"),
        ("text/*, application/json;q=0.5", "text/csv"),
        ("application/json;q=0, text/csv", "text/csv"),
    ],
)
def test_the_form_is_the_one_that_the_caller_likes_best(client: Any, accept: str, media: str) -> None:
    answer = client.get("/api/v1/ask/board", headers={"accept": accept})
    assert answer.headers["content-type"].split(";")[0] == media


def test_the_deals_of_a_number_come_by_pages(client: Any) -> None:
    seen, address = [], "/api/v1/deals/funnel?cell=deals&limit=2&order=name"
    while address:
        page = client.get(address).json()
        assert page["total"] == 6
        seen += [row["name"] for row in page["rows"]]
        address = page["next"]
    assert seen == ["anna", "boris", "gleb", "inna", "vera", "zoya"]
    last = client.get("/api/v1/deals/funnel?cell=deals&limit=5&offset=5")
    assert (last.json()["next"], "link" in last.headers) == (None, False)
    text = client.get("/api/v1/deals/funnel?cell=won&limit=1&format=csv")
    assert len(list(csv.DictReader(io.StringIO(text.text)))) == 1
    assert text.headers["link"].endswith('&offset=1>; rel="next"')


def test_every_cell_that_a_page_links_to_opens_here_too(client: Any) -> None:
    rows = client.get("/api/v1/ask/funnel?by=manager").json()["rows"]
    for row in rows:
        if row["position"] <= 3:
            cell = f"reached:{row['position']}@{row['segment']}"
            found = client.get("/api/v1/deals/funnel", params={"by": "manager", "cell": cell}).json()
            assert found["total"] == row["reached"] == len(found["rows"])


def test_an_answer_is_sent_once_for_each_version_of_the_data(client: Any) -> None:
    first = client.get("/api/v1/ask/board")
    assert first.headers["cache-control"] == "private, no-cache"
    again = client.get("/api/v1/ask/board", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = client.get("/api/v1/ask/board?by=source", headers={"if-none-match": first.headers["etag"]})
    assert other.status_code == 200


def test_a_note_that_is_written_down_changes_the_mark(tmp_path: Path) -> None:
    with serve(tmp_path) as served:
        tag = served.get("/api/v1/ask/changes").headers["etag"]
        served.app.state.company.note("new script", date(2026, 1, 20))
        answer = served.get("/api/v1/ask/changes", headers={"if-none-match": tag})
        assert answer.status_code == 200
        assert [row["text"] for row in answer.json()["rows"]][:1] == ["new script"]


def test_names_are_listed(client: Any) -> None:
    names = client.get("/api/v1/dictionary", headers=ENGLISH).json()
    assert [one["name"] for one in names["pipelines"]] == ["Sales", "repeat"]
    assert [one["name"] for one in names["pipelines"][0]["stages"]][:3] == ["inbox", "lead", "qualified"]
    assert {one["name"]: one["title"] for one in names["dimensions"]}["source"] == "Source"
    assert client.get("/api/v1/choices/source").json()["values"] == ["=1+1", "phone", "site", ""]
    assert len(client.get("/api/v1/metrics").json()["metrics"]) == len(METRICS)
    russian = client.get("/api/v1/metrics/win_rate", headers={"accept-language": "ru"}).json()
    assert russian["title"] == METRICS["win_rate"].title.in_("ru")


def test_the_statements_give_the_same_counts(client: Any) -> None:
    told = client.get("/api/v1/explain/board").json()["sql"]
    store = client.app.state.company.folder / "store-1.duckdb"
    with closing(duckdb.connect(str(store), read_only=True)) as connection:
        for macro in native_macros():
            connection.execute(macro)
        rows = connection.execute(told).fetchall()
        names = [column[0] for column in connection.description or ()]
    deals = sum(row[names.index("deals")] for row in rows)
    assert deals == sum(row["deals"] for row in client.get("/api/v1/ask/board").json()["rows"])


def test_a_table_is_downloaded_whole(client: Any) -> None:
    names = client.get("/api/v1/tables").json()["tables"]
    assert {"deals", "moves", "stays"} <= {*names}
    for name in names:
        answer = client.get(f"/api/v1/tables/{name}.parquet")
        rows = pq.read_table(io.BytesIO(answer.content)).num_rows
        assert rows == {"deals": 6, "moves": 18}.get(name, rows), name
    assert client.get("/api/v1/tables/deal.parquet", headers=ENGLISH).json()["do"] == "did you mean “deals”?"


def test_whoever_watches_learns_how_fresh_the_data_are(client: Any, tmp_path: Path) -> None:
    told = client.get("/api/v1/health").json()
    assert (told["status"], told["store_version"], told["known_until"]) == ("ok", 1, "2026-03-01T00:00:00Z")
    empty = tmp_path / "empty"
    empty.mkdir()
    nothing = TestClient(create_app(empty)).get("/api/v1/health", headers=ENGLISH)
    assert nothing.status_code == 503
    assert nothing.json()["do"] == "run voronka sync or voronka import first"


@pytest.mark.parametrize(
    ("address", "status", "what"),
    [
        ("/api/v1/ask/funel", 404, "no metric called “funel”"),
        ("/api/v1/ask/funnel?period=2026-Q9", 400, "cannot read the period “2026-Q9”"),
        ("/api/v1/ask/funnel?colour=red", 400, "a question has no “colour”"),
        ("/api/v1/ask/funnel?by=source&by=manager", 400, "the question has “by” twice"),
        ("/api/v1/ask/funnel?metric=board", 400, "the metric is named twice"),
        ("/api/v1/ask/funnel?population=herd", 422, "“population” cannot be “herd”"),
        ("/api/v1/ask/funnel?format=pdf", 422, "“format” cannot be “pdf”"),
        ("/api/v1/deals/funnel", 422, "“cell” is missing"),
        ("/api/v1/deals/funnel?cell=won&limit=10001", 422, "“limit” cannot be “10001”"),
        ("/api/v1/deals/funnel?cell=won&limit=many", 422, "“limit” cannot be “many”"),
        ("/api/v1/deals/funnel?cell=nonsense", 400, "funnel has no figure “nonsense”"),
        ("/api/v1/choices/colour", 404, "no dimension called “colour”"),
        ("/api/v1/tables/landing.parquet", 404, "there is no table “landing”"),
        ("/api/v2/ask", 404, "there is nothing at /api/v2/ask"),
    ],
)
def test_what_cannot_be_is_said_in_three_sentences(client: Any, address: str, status: int, what: str) -> None:
    answer = client.get(address, headers=ENGLISH)
    assert answer.status_code == status
    assert answer.json()["what"] == what
    assert {*answer.json()} == {"what", "why", "do"}
    russian = client.get(address, headers={"accept-language": "ru"}).json()["what"]
    assert russian != what


def test_other_methods_and_forms_are_refused(client: Any) -> None:
    posted = client.post("/api/v1/ask/funnel", headers=ENGLISH)
    assert (posted.status_code, posted.headers["allow"]) == (405, "GET")
    assert posted.json()["what"] == "POST is not answered here"
    pictures = client.get("/api/v1/ask/funnel", headers={"accept": "image/png", **ENGLISH})
    assert pictures.status_code == 406
    assert "text/csv" in pictures.json()["why"]


def test_a_fault_of_ours_shows_no_stack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serve(tmp_path) as served:
        monkeypatch.setattr(type(served.app.state.company), "ask", lambda *_, **__: 1 / 0)
        answer = served.get("/api/v1/ask/funnel", headers=ENGLISH)
        assert answer.status_code == 500
        assert answer.json()["what"] == "this could not be answered"
        assert "ZeroDivision" not in answer.text
