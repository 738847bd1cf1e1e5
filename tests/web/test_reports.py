"""The page of reports: kinds, a preview as the mail has it, files for those who may take them, and nobody else's person."""

from __future__ import annotations

import pytest

from metrics.test_every import STORY
from story import company
from voronka.reports.seal import opened
from web.people import House


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    return House.of(company(STORY), tmp_path_factory.mktemp("reports") / "company")


def test_the_page_frames_the_mail_and_hands_out_files(house: House) -> None:
    owner = house.reader("owner")
    page = owner.get("/reports?kind=monthly&period=2026-01&lang=ru")
    assert page.status_code == 200
    assert 'src="/reports/preview?kind=monthly&amp;period=2026-01"' in page.text
    assert "январь 2026" in page.text
    assert "style=" not in page.text
    preview = owner.get("/reports/preview?kind=monthly&period=2026-01")
    assert "style-src 'unsafe-inline'" in preview.headers["content-security-policy"]
    assert "script-src" not in preview.headers["content-security-policy"]
    assert "Отчёт за месяц: январь 2026" in preview.text
    for form in ("pdf", "xlsx", "png", "html"):
        file = owner.get(f"/reports/file/{form}?kind=monthly&period=2026-01")
        assert file.status_code == 200
        assert opened(file.content).is_whole
        assert "filename*=UTF-8''" in file.headers["content-disposition"]
    assert owner.get("/reports/file/docx?kind=monthly").status_code == 404
    assert owner.get("/reports?kind=daily").status_code == 404


def test_a_page_of_ours_still_frames_nothing_else(house: House) -> None:
    policy = house.reader("owner").get("/funnel").headers["content-security-policy"]
    assert "frame-src 'self'" in policy
    assert "style-src 'self'" in policy


def test_a_personal_report_is_of_somebody_whose_deals_the_reader_sees(house: House) -> None:
    head, manager = house.reader("head"), house.reader("manager")
    assert head.get("/reports/preview?kind=personal&person=1/2&period=2026-01").status_code == 200
    # olga is in another team
    for person in ("1/3", "9/9", "x"):
        assert head.get(f"/reports/preview?kind=personal&person={person}&period=2026-01").status_code == 404
    assert 'name="person"' in head.get("/reports?kind=personal").text
    own = manager.get("/reports")
    assert 'src="/reports/preview?kind=personal"' in own.text
    assert 'name="person"' not in own.text
    assert "olga" not in manager.get("/reports/preview?kind=personal&period=2026-01").text


def test_who_takes_no_files_gets_none(house: House) -> None:
    viewer = house.reader("viewer")
    assert "/reports/file/" not in viewer.get("/reports").text
    assert viewer.get("/reports/preview?kind=monthly&period=2026-01").status_code == 200
    for address in (
        "/reports/file/pdf?kind=monthly&period=2026-01",
        "/api/v1/reports/monthly/pdf?period=2026-01",
    ):
        assert viewer.get(address).status_code == 403


def test_programs_ask_for_reports(house: House) -> None:
    owner = house.reader("owner")
    assert "weekly" in {one["kind"] for one in owner.get("/api/v1/reports").json()["reports"]}
    file = owner.get("/api/v1/reports/monthly/xlsx?period=2026-01&lang=en")
    assert opened(file.content).stamp.language == "en"
    assert owner.get("/api/v1/reports/daily/pdf").status_code == 404
    assert owner.get("/api/v1/reports/weekly/pdf?period=nonsense").status_code == 400


def test_a_saved_view_is_a_report(house: House) -> None:
    workspace = house.app.state.company
    from voronka.clock import now

    kept = workspace.views(workspace.access().readers.find("owner@example.com").number)
    view = kept.add("Потери по источникам", "/losses?by=source&period=2026-01", now())
    owner = house.reader("owner")
    assert "Потери по источникам" in owner.get("/reports?kind=view").text
    shown = owner.get(f"/reports/preview?kind=view&view={view.number}&period=2026-01")
    assert shown.status_code == 200
    assert "январь 2026" in shown.text
    # a view of somebody else is not there
    assert house.reader("analyst").get(f"/reports/preview?kind=view&view={view.number}").status_code == 404


def test_pages_that_can_be_reports_are_known() -> None:
    from voronka.reports.views import METRIC_OF
    from voronka.web.pages import PAGES

    assert {name: PAGES[name].metric for name in METRIC_OF} == METRIC_OF
