"""A report as a spreadsheet: a sheet in short, a sheet for each section with its tables whole, and the deals behind the numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import ceil
from typing import Any

from voronka.metrics.catalog import METRICS, title_of
from voronka.render import dates
from voronka.render.sheet import Sheet, answer_sheet, deals_sheet
from voronka.render.spreadsheet import Book
from voronka.render.words import Words
from voronka.reports.report import Figure, Report, Section
from voronka.reports.seal import LETTERS, SHEET, cells_digest, cells_of
from voronka.reports.text import foot

#: Columns that a sentence may lie across, their least widths, and letters that fit a line of it.
ACROSS, FIRST, OTHER, LINE = 8, 34, 14, 118
#: Points of a line of text.
HIGH = 15


def workbook(report: Report) -> bytes:
    """The report as XLSX: real numbers with their formats, and its stamp in a hidden sheet."""
    # Twice, because the digest is of what a reader of the file finds in it.
    digest = cells_digest(cells_of(_written(report, "")))
    return _written(report, digest)


def _written(report: Report, digest: str) -> bytes:
    words = Words(report.language)
    with Book(report.language) as book:
        _properties(book, report)
        _short(book, report, words)
        for section in report.sections:
            _section(book, report, section, words)
        for section in report.sections:
            for one in section.behind:
                book.table(deals_sheet(one.deals, report.language, report.deal_address), one.title)
        book.about(_about(report, words))
        _hidden(book, report, digest)
    return book.body


def _properties(book: Book, report: Report) -> None:
    stamp = report.stamp
    book.book.set_properties({"title": report.title, "company": report.company, "created": report.as_of})
    told = {
        "as_of": report.as_of.isoformat() + "Z",
        "definitions": stamp.definition,
        "store_version": str(stamp.store_version),
        "store_hash": stamp.store_hash,
        "digest": stamp.digest,
    }
    for name, text in told.items():
        book.book.set_custom_property(f"voronka_{name}", text, "text")


def _hidden(book: Book, report: Report, digest: str) -> None:
    """The stamp, in as many cells as it takes."""
    page = book.page(SHEET)
    page.very_hidden()
    text = report.stamp.to_text()
    pieces = [text[place : place + LETTERS] for place in range(0, len(text), LETTERS)]
    for row, piece in enumerate([digest, *pieces]):
        page.write_string(row, 0, piece)


def _short(book: Book, report: Report, words: Words) -> None:
    """Title, the report in a few sentences, and every figure of it in one table."""
    page = book.page(words("report.summary"))
    _columns(page, [54, 18, 44, 14, 14])
    page.write_string(0, 0, report.title, book.look("title"))
    page.write_string(
        1, 0, " · ".join(part for part in (report.company, report.whose) if part), book.look("quiet")
    )
    row = _sentences(book, page, 3, report.lead)
    row = _figures(book, page, row + 1, [(one.heading, one.figures) for one in report.sections], words)
    for sentence in foot(report, words):
        row += 1
        page.write_string(row, 0, sentence, book.look("quiet"))


def _section(book: Book, report: Report, section: Section, words: Words) -> None:
    """The sentences, the figures, and each answer as a table with all its columns."""
    page = book.page(section.heading)
    tables = [(title, answer_sheet(answer, report.language, report.timezone, title_of(answer.question.by) if answer.question.by else "")) for title, answer in section.answers]  # fmt: skip
    _columns(page, _widest(book, [sheet for _, sheet in tables]))
    page.write_string(0, 0, section.heading, book.look("title"))
    row = _sentences(
        book,
        page,
        2,
        (section.brief, *section.words) if section.brief not in section.words else section.words,
    )
    if section.figures:
        row = _figures(book, page, row + 1, [("", section.figures)], words)
    for title, sheet in tables:
        page.write_string(row + 1, 0, title, book.look("heading"))
        row = book.rows(page, row + 2, sheet)


def _widest(book: Book, sheets: Iterable[Sheet]) -> list[int]:
    """Columns wide enough for each of the tables below each other."""
    widths = [FIRST, *[OTHER] * (ACROSS - 1)]
    for sheet in sheets:
        own = book.widths(sheet)
        widths += [OTHER] * (len(own) - len(widths))
        widths = [max(pair) for pair in zip(widths, own + [0] * (len(widths) - len(own)), strict=True)]
    return widths


def _columns(page: Any, widths: Sequence[int]) -> None:
    for place, width in enumerate(widths):
        page.set_column(place, place, width)


def _sentences(book: Book, page: Any, row: int, sentences: Iterable[str]) -> int:
    """Each in a line of its own across several columns; the first row below them."""
    for sentence in filter(None, sentences):
        page.set_row(row, HIGH * ceil(len(sentence) / LINE))
        page.merge_range(row, 0, row, ACROSS - 1, sentence, book.look("text"))
        row += 1
    return row


def _figures(
    book: Book, page: Any, row: int, groups: Sequence[tuple[str, Sequence[Figure]]], words: Words
) -> int:
    """A line for each figure: what it is, the number, what it is compared with."""
    told = [(heading, one) for heading, figures in groups for one in figures if one.value is not None]
    if not told:
        return row
    heads = words("report.figure"), words("report.value"), words("report.comparison")
    for place, head in enumerate(heads):
        page.write_string(row, place, head, book.look(("head", "number head", "note head")[place]))
    for heading, one in told:
        row += 1
        page.write_string(row, 0, f"{heading}: {one.name}" if heading else one.name)
        assert one.value is not None
        book.write(page, row, 1, one.value)
        page.write_string(row, 2, one.note, book.look("note"))
    return row + 1


def _about(report: Report, words: Words) -> list[tuple[str, str]]:
    """What was asked, of what and as of when."""
    stamp = report.stamp
    lines = [
        (words("report.about.report"), report.title),
        (words("report.about.as_of"), dates.moment(report.as_of, report.timezone, report.language)),
        (words("report.about.definitions"), stamp.definition),
        (words("report.about.store"), f"{stamp.store_version} · {stamp.store_hash}"),
        (words("report.about.digest"), stamp.digest),
    ]
    names = {
        one.text: METRICS[answer.metric].title.in_(report.language)
        for section in report.sections
        for _, answer in section.answers
        for one in section.asked
        if answer.question.to_text() == one.text
    }
    return lines + [(names.get(one.text, words("report.about.question")), one.text) for one in stamp.asked]
