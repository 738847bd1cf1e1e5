"""What nobody means and somebody sends all the same: it is answered in words, and is no fault of ours."""

from __future__ import annotations

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
