"""A report of those who see some deals is, in every form, that of a company that has no others; and carries no figure of others in its stamp."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest

import voronka
from rights.own import only
from rights.test_surface import GOALS, SET_AT, shuffled
from voronka.model.period import Period
from voronka.model.rights import Rights
from voronka.reports import Report, letter, make
from voronka.reports.files import FORMS, write
from voronka.reports.seal import cells_of, opened
from web.people import stored

JANUARY = Period.parse("2026-01")
IVAN = Rights(frozenset({(1, 2)}))


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> tuple[Report, Report, Report]:
    """Of ivan's deals, of a company that has no others, and of the whole company."""
    told, folder = shuffled(5), tmp_path_factory.mktemp("reports")
    found = []
    for name, part, rights in (("whole", told, IVAN), ("cut", only(told, IVAN), IVAN), ("all", told, None)):
        with voronka.open(stored(part, folder / name)) as workspace:
            workspace.goals().put(GOALS, "owner", SET_AT)
            seen = workspace.seen_by(rights) if rights else workspace
            found.append(make(seen, "personal" if rights else "monthly", period=JANUARY))
    return found[0], found[1], found[2]


def contents(report: Report, form: str) -> object:
    """What a reader of the file finds in it."""
    body = write(report, form).body  # type: ignore[arg-type]
    if form == "pdf":
        return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(body)).pages]
    if form == "xlsx":
        sheets = cells_of(body)
        about = sheets.pop("voronka-report"), sheets.pop("О таблице")
        assert all(about)
        return sheets
    if form == "png":
        return body.split(b"IDAT", 1)[1]
    return opened(body).texts if form == "html" else body


@pytest.mark.parametrize("form", FORMS)
def test_it_is_that_of_a_company_without_other_deals(
    reports: tuple[Report, Report, Report], form: str
) -> None:
    here, there, everybody = reports
    assert contents(here, form) == contents(there, form)
    assert contents(here, form) != contents(everybody, form)


def test_the_stamp_tells_of_no_other_deals(reports: tuple[Report, Report, Report]) -> None:
    here, there, _ = reports
    assert replace(here.stamp, store_hash="") == replace(there.stamp, store_hash="")


def test_no_deal_of_others_is_named_in_a_letter(
    reports: tuple[Report, Report, Report], tmp_path: Path
) -> None:
    here, _, _ = reports
    own = {row["name"] for section in here.sections for one in section.behind for row in one.deals.rows}
    sent = letter(here, ["xlsx"])
    named = set(str(cells_of(sent.files[0].body)).split("'")) | set(sent.text.split())
    assert own
    assert (
        not {word for word in named if word.startswith("deal") and word.endswith("x") and word[4:7].isdigit()}
        - own
    )
