"""Tables as files from the pages: every deal of a list, any metric's answer, in the reader's language."""

from __future__ import annotations

import csv
import io
from typing import Any

import openpyxl
import pytest
from fastapi.testclient import TestClient

from tests.web.company import FakeCompany
from voronka.web.app import create_app


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(create_app(company=FakeCompany()))


def book(client: TestClient, address: str) -> Any:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].endswith("spreadsheetml.sheet")
    return openpyxl.load_workbook(io.BytesIO(answer.content))


def test_the_file_has_every_deal_and_no_formulas(client: TestClient) -> None:
    answer = client.get("/download/deals.csv?cell=lost_here:3")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.text.lstrip("\ufeff")), delimiter=";"))
    place = rows[0].index("Сумма")
    assert len(rows) == 1 + 252
    assert rows[2][place] == "50200,0"
    assert not [cell for row in rows for cell in row if cell[:1] in ("=", "+", "@")]


def test_the_workbook_has_every_deal_and_says_what_it_is(client: TestClient) -> None:
    found = book(client, "/download/deals.xlsx?cell=lost_here:3&period=2026-Q3&lang=en")
    assert found.sheetnames == ["Table", "About"]
    titles, first, *rest = found["Table"].iter_rows(values_only=True)
    assert (titles[0], titles[1], len(rest)) == ("Deal", "Name", 251)
    assert first[titles.index("Link")].startswith("https://company.amocrm.ru/leads/detail/")
    said = dict(found["About"].iter_rows(values_only=True))
    assert said["Rows"] == "252"
    assert said["Address"] == "http://testserver/deals?period=2026-Q3&metric=funnel&cell=lost_here:3"


def test_an_answer_is_a_file_named_after_its_question(client: TestClient) -> None:
    address = "/download/funnel.xlsx?period=closed:2026-Q3&by=source&lang=ru"
    disposition = client.get(address).headers["content-disposition"]
    assert disposition == 'attachment; filename="funnel-closed-2026-Q3.xlsx"'
    found = book(client, address)
    assert found.sheetnames == ["Таблица", "О таблице"]
    titles, *rows = found["Таблица"].iter_rows(values_only=True)
    assert titles[:4] == ("Источник", "Этап", "Сделки", "Сумма")
    # seven stages and the win for each of six sources, one of which never used the first stage
    assert len(rows) == 6 * 8 - 1
    assert dict(found["О таблице"].iter_rows(values_only=True))["Разбивка"] == "Источник"


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/download/funnel.pdf", 404),
        ("/download/funnel", 404),
        ("/download/magic.csv", 400),
        ("/download/funnel.csv?period=2026-Q9", 400),
        ("/download/deals.xlsx?cell=", 400),
        ("/download/deals.xlsx?cell=nonsense:1", 400),
    ],
)
def test_what_there_is_not_is_said(client: TestClient, address: str, status: int) -> None:
    assert client.get(address).status_code == status
