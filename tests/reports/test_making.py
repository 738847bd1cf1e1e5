"""A report is made of answers: their digits, one moment, one reader's rights; and it bears a company of which little is known."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

import voronka
from metrics.test_every import STORY
from story import company
from voronka.errors import InputError
from voronka.model.period import Period
from voronka.model.rights import Rights
from voronka.render import numbers
from voronka.reports import letter, make
from voronka.reports.kinds import KINDS
from voronka.workspace import Workspace
from web.people import stored

IVAN = Rights(frozenset({(1, 2)}))
JANUARY = Period.parse("2026-01")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return voronka.open(stored(company(STORY), tmp_path_factory.mktemp("reports") / "company"))


def test_it_tells_what_the_answers_tell(workspace: Workspace) -> None:
    report = make(workspace, "monthly", period=JANUARY)
    row = workspace.ask("results", period="2026-01", as_of="2026-02-01").rows[0]
    assert report.as_of == datetime(2026, 2, 1)
    assert [one.text for one in report.figures][:2] == [numbers.money(row["revenue"], "ru"), str(row["won"])]
    assert "январь" in report.title
    asked = {one.text for one in report.stamp.asked}
    assert all("as_of=2026-02-01" in one for one in asked)
    assert len(asked) > 8


def test_the_latest_whole_period_is_told_as_of_its_end(workspace: Workspace) -> None:
    found = {kind: make(workspace, kind) for kind in ("weekly", "monthly", "quarterly")}
    assert {kind: str(one.period) for kind, one in found.items()} == {
        "weekly": "2026-W08",
        "monthly": "2026-02",
        "quarterly": "2025-Q4",
    }
    assert found["weekly"].as_of == datetime(2026, 2, 23)


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("story", ["", "anna lead 01-12", STORY], ids=["empty", "one deal", "story"])
def test_every_kind_bears_every_company(story: str, language: str, tmp_path: Path) -> None:
    with voronka.open(stored(company(story), tmp_path / "company")) as tiny:
        for kind in KINDS:
            seen = tiny.seen_by(IVAN) if kind == "personal" else tiny
            view = "/losses?period=2026-01&by=source" if kind == "view" else None
            report = make(seen, kind, period=JANUARY, language=language, view=view)
            sent = letter(report)
            assert all(section.words or section.grids for section in report.sections)
            assert report.title in sent.html
            assert report.title in sent.text
            assert ("Отчёт" in sent.subject or kind in ("personal", "view")) == (
                language == "ru" or kind in ("personal", "view")
            )
            assert sent.html.count("cid:") == len(sent.pictures)
            assert all(one.alt for one in sent.pictures)


def test_a_personal_report_is_about_one_person(workspace: Workspace) -> None:
    with pytest.raises(InputError, match="about one person"):
        make(workspace, "personal")
    report = make(workspace.seen_by(IVAN), "personal", period=JANUARY)
    assert report.whose == "ivan"
    assert all(section.key != "people" for section in report.sections)


def test_what_cannot_be_made_is_refused_in_words(workspace: Workspace) -> None:
    with pytest.raises(InputError, match="no report"):
        make(workspace, "daily")
    with pytest.raises(InputError, match="nothing is known"):
        make(workspace, "monthly", period=Period.parse("2027-01"))
    with pytest.raises(InputError, match="saved view"):
        make(workspace, "view")
    with pytest.raises(InputError, match="no report can be made"):
        make(workspace, "view", view="/settings")


def test_a_saved_view_is_split_as_it_was_saved(workspace: Workspace) -> None:
    report = make(workspace, "view", period=JANUARY, view="/losses?by=source&period=2025-12")
    shown = next(one for one in report.sections if one.key == "view")
    assert shown.grids[0].heads[0].title == "Источник"
    assert {"site", "phone"} <= {row[0] for row in shown.grids[0].rows}
    assert str(report.period) == "2026-01"
