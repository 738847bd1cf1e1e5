"""What nobody means and somebody sends all the same: it is answered in words, and is no fault of ours."""

from __future__ import annotations

import io

import openpyxl
import pytest

from metrics.test_every import STORY
from story import company
from web.people import House, send

HUGE, ENDLESS = "9" * 25, "9" * 5000


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    return House.of(company(STORY), tmp_path_factory.mktemp("odd") / "company")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"/team/{HUGE}", 404),
        (f"/team/log?page={HUGE}", 200),
        (f"/team/log?page={ENDLESS}", 200),
        (f"/deals?cell=reached:1&page={HUGE}", 400),
        (f"/deals?cell=reached:1&page={ENDLESS}", 400),
        (f"/deal/{HUGE}", 404),
        ("/funnel?first=9999-12-31&last=9999-12-31", 400),
    ],
)
def test_a_number_that_no_column_holds_is_no_number_of_ours(house: House, path: str, status: int) -> None:
    assert house.reader("owner").get(path).status_code == status


@pytest.mark.parametrize(
    ("path", "fields", "status"),
    [
        (f"/team/{HUGE}/remove", {}, 404),
        (f"/team/invitations/{HUGE}/take-back", {}, 404),
        (f"/share/{HUGE}/take-back", {}, 404),
        (f"/tokens/{HUGE}/take-back", {}, 404),
        (f"/views/{HUGE}/remove", {"page": "/funnel"}, 404),
        ("/changes/remove", {"number": HUGE}, 400),
        ("/changes/remove", {"number": ENDLESS}, 400),
        ("/share", {"page": "/funnel", "days": ENDLESS}, 400),
        ("/tokens", {"name": "Power BI", "scopes": ["read"], "days": ENDLESS}, 400),
        (
            "/team/invite",
            {"email": "eve@example.com", "role": "head", "chosen": [f"person:{ENDLESS}/1"]},
            400,
        ),
    ],
)
def test_a_form_with_such_a_number_does_nothing(
    house: House, path: str, fields: dict[str, str], status: int
) -> None:
    assert send(house.reader("owner"), path, **fields).status_code == status


@pytest.mark.parametrize("page", ["/funnel", "/funnel?by=source", "/conversion"])
def test_the_first_period_of_all_can_be_compared_with_the_one_before(house: House, page: str) -> None:
    mark = "&" if "?" in page else "?"
    asked = f"{page}{mark}period=2026-01&versus=previous"
    assert house.reader("owner").get(asked, follow_redirects=True).status_code == 200


@pytest.mark.parametrize("path", ["/funnel?period=2026-01", "/api/v1/health", "/no-such-page"])
def test_a_watch_may_ask_for_the_head_alone(house: House, path: str) -> None:
    client = house.reader("owner")
    head, whole = client.head(path), client.get(path)
    assert (head.status_code, head.content) == (whole.status_code, b"")
    assert head.headers["content-length"] == whole.headers["content-length"]


@pytest.mark.parametrize("top", ["-1", "0", "1.5", "nan", "1e400", HUGE])
def test_so_many_rows_as_no_list_has_are_an_error_in_words(house: House, top: str) -> None:
    answer = house.reader("owner").get(f"/api/v1/ask/stuck?top={top}&theme=dark&lang=en")
    assert answer.status_code == 400
    assert "theme" in answer.json()["what"]
    answer = house.reader("owner").get(f"/api/v1/ask/stuck?top={top}&lang=en")
    assert (answer.status_code, "top" in answer.json()["what"]) == (400, True)


def test_addresses_that_leave_the_house_are_those_that_others_can_open(house: House) -> None:
    company = house.app.state.company
    company.change_settings({"web.address": "https://sales.example.com/"})
    client = house.reader("owner")
    page = client.get("/api/v1/deals/funnel?cell=deals&limit=2").json()
    assert page["next"] == "https://sales.example.com/api/v1/deals/funnel?cell=deals&limit=2&offset=2"
    file = client.get("/download/funnel.xlsx?period=2026-01&lang=en")
    said = dict(openpyxl.load_workbook(io.BytesIO(file.content))["About"].iter_rows(values_only=True))
    company.change_settings({"web.address": None})
    assert said["Address"] == "https://sales.example.com/funnel?period=2026-01"
