"""Every form shows the same digits, carries its stamp, and is found out where it was changed."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import openpyxl
import pypdf
import pytest
from PIL import Image

import voronka
from metrics.test_every import STORY
from naive import write_duckdb
from story import company
from voronka.errors import InputError
from voronka.model.period import Period
from voronka.model.rights import Rights
from voronka.reports import Report, letter, make
from voronka.reports.files import FORMS, write
from voronka.reports.seal import SHEET, opened
from voronka.reports.stamp import Stamp
from voronka.reports.verifying import told, verify
from voronka.workspace import Workspace
from web.people import stored

JANUARY = Period.parse("2026-01")
STAMPED = [form for form in FORMS if form != "text"]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    folder = stored(company(STORY), tmp_path_factory.mktemp("forms") / "company")
    with voronka.open(folder) as found:
        found.planning("anna").take([])
        yield found


@pytest.fixture(scope="module")
def report(workspace: Workspace) -> Report:
    return make(workspace, "monthly", period=JANUARY)


@pytest.fixture(scope="module")
def files(report: Report) -> dict[str, bytes]:
    return {form: write(report, form).body for form in FORMS}


def joined(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_every_form_shows_the_figures(report: Report, files: dict[str, bytes]) -> None:
    shown = [one.text for one in report.shown()]
    assert len(shown) > 20
    pages = pypdf.PdfReader(io.BytesIO(files["pdf"])).pages
    texts = {
        "html": " ".join(opened(files["html"]).texts),
        "text": files["text"].decode(),
        "pdf": " ".join(page.extract_text() for page in pages),
        "mail": re.sub(r"<[^>]*>", "", letter(report).html),
    }
    for form, text in texts.items():
        assert not [one for one in shown if joined(one) not in joined(text)], form
    footed = [page.extract_text().strip() for page in pages]
    assert all(f"стр. {number} из {len(footed)}" in text for number, text in enumerate(footed, 1))


def test_the_spreadsheet_has_numbers_and_not_texts(
    workspace: Workspace, report: Report, files: dict[str, bytes]
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(files["xlsx"]))
    row = workspace.ask("results", period="2026-01", as_of="2026-02-01").rows[0]
    short = {line[0].value: line[1] for line in book["Коротко"].iter_rows(min_col=1, max_col=2)}
    assert short["Что произошло: Выиграно денег"].value == row["revenue"].major
    assert "₽" in short["Что произошло: Выиграно денег"].number_format
    assert short["Что произошло: Новых сделок"].value == row["new"]
    for section in report.sections:
        assert section.heading[:31] in book.sheetnames
        for one in section.behind:
            assert book[one.title].max_row == len(one.deals.rows) + 1
    assert book[SHEET].sheet_state == "veryHidden"
    assert book.custom_doc_props["voronka_digest"].value == report.stamp.digest


def test_the_paper_is_tagged_and_has_its_fonts_in_it(report: Report, files: dict[str, bytes]) -> None:
    found = pypdf.PdfReader(io.BytesIO(files["pdf"]))
    assert found.trailer["/Root"]["/MarkInfo"]["/Marked"]  # type: ignore[index]
    assert found.trailer["/Root"]["/Lang"] == "ru"  # type: ignore[index]
    assert found.metadata is not None
    assert found.metadata.title == report.title
    fonts = {font for page in found.pages for font in page["/Resources"]["/Font"].values()}  # type: ignore[union-attr,index]
    assert fonts
    assert all(
        "/FontFile"
        in str(one.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object())
        for one in fonts
    )
    assert Stamp.from_text(found.attachments["voronka-report.txt"][0].decode()) == report.stamp


def test_the_picture_is_a_phone_wide(files: dict[str, bytes]) -> None:
    picture = Image.open(io.BytesIO(files["png"]))
    assert picture.width == 1170
    # what a messenger takes for a picture
    assert picture.width + picture.height <= 10_000


@pytest.mark.parametrize("form", STAMPED)
def test_the_digits_come_out_again(workspace: Workspace, files: dict[str, bytes], form: str) -> None:
    verdict = verify(workspace, files[form])
    assert verdict.is_right
    assert verdict.store == "same"
    assert "All digits come out" in told(verdict)[0]


def edited(form: str, body: bytes) -> bytes:
    """The file with one thing in it changed."""
    if form == "html":
        return body.replace("Выиграно сделок".encode(), "Выиграно сделок 9".encode(), 1)
    if form == "pdf":
        return (
            body.replace(b"/MediaBox [0 0 ", b"/MediaBox [9 0 ", 1)
            if b"/MediaBox [0 0 " in body
            else body + b"\n"
        )
    if form == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(body))
        cell = next(one for line in book["Коротко"].iter_rows() for one in line if isinstance(one.value, int))
        cell.value += 1
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()
    place = body.index(b"IDAT") + 40
    return body[:place] + bytes([body[place] ^ 1]) + body[place + 1 :]


@pytest.mark.parametrize("form", STAMPED)
def test_a_change_by_hand_is_found_out(workspace: Workspace, files: dict[str, bytes], form: str) -> None:
    verdict = verify(workspace, edited(form, files[form]))
    assert not verdict.is_whole
    assert not verdict.is_right
    assert verdict.changed == ()
    assert "changed after it was made" in told(verdict)[0]


def test_a_page_names_the_digits_that_it_does_not_show(
    workspace: Workspace, report: Report, files: dict[str, bytes]
) -> None:
    sentence = report.lead[0]
    verdict = verify(workspace, files["html"].replace(sentence.encode(), sentence.replace("1", "7").encode()))
    assert sentence in {one.was for one in verdict.edited}


def test_a_spreadsheet_that_was_opened_and_saved_is_still_whole(
    workspace: Workspace, files: dict[str, bytes]
) -> None:
    out = io.BytesIO()
    openpyxl.load_workbook(io.BytesIO(files["xlsx"])).save(out)
    assert verify(workspace, out.getvalue()).is_right


def test_what_happens_later_changes_no_report(files: dict[str, bytes], tmp_path: Path) -> None:
    """The same history with a month after it, as a later sync brings it."""
    later = (
        STORY
        + "    petr owner=ivan source=site amount=400 lead 03-02  qualified 03-04  won 03-09\n    egor2 amount=100 lead 03-05\n"
    )
    folder = stored(company(STORY), tmp_path / "company")
    write_duckdb(company(later, until=datetime(2026, 4, 1)), folder / "store-2.duckdb")
    (folder / "store.duckdb").unlink()
    (folder / "store.duckdb").symlink_to("store-2.duckdb")
    with voronka.open(folder) as after:
        verdict = verify(after, files["pdf"])
        assert verdict.is_right, told(verdict)
        assert verdict.store == "newer"


def test_a_changed_store_fails_and_says_which_figure(files: dict[str, bytes], tmp_path: Path) -> None:
    other = STORY.replace("amount=700 01-16", "amount=800 01-16")
    with voronka.open(stored(company(other), tmp_path / "company")) as changed:
        verdict = verify(changed, files["xlsx"])
        assert not verdict.is_right
        assert verdict.is_whole
        money = next(one for one in verdict.changed if one.name == "Выиграно денег")
        assert money.was != money.now
        sentences = [one.in_("ru") for one in told(verdict)]
        assert "не сходятся" in sentences[0]
        assert any("Выиграно денег: было" in one for one in sentences)
    with voronka.open(stored(company(""), tmp_path / "empty")) as empty:
        assert not verify(empty, files["html"]).is_right


def test_a_report_of_some_deals_is_computed_again_of_these(workspace: Workspace) -> None:
    seen = workspace.seen_by(Rights(frozenset({(1, 2)})))
    body = write(make(seen, "personal", period=JANUARY), "html").body
    assert verify(workspace, body).is_right
    assert verify(seen, body).is_right


@pytest.mark.parametrize(
    "body", [b"", b"<html></html>", b"%PDF-1.7 nothing", b"PK\x03\x04", b"\x89PNG\r\n\x1a\n"]
)
def test_what_is_no_report_is_refused(workspace: Workspace, body: bytes) -> None:
    with pytest.raises(InputError, match="no report of Voronka"):
        verify(workspace, body)


def test_it_is_saved_by_the_ending_of_the_name(report: Report, tmp_path: Path) -> None:
    for ending in ("html", "txt", "pdf", "xlsx", "png"):
        assert report.save(tmp_path / f"x.{ending}").stat().st_size > 500
    with pytest.raises(InputError, match="ends with"):
        report.save(tmp_path / "x.docx")
