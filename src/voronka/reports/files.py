"""A report as a file of any form."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import TYPE_CHECKING

from voronka.errors import InputError
from voronka.language import say
from voronka.model.letter import File
from voronka.reports.report import Form

if TYPE_CHECKING:
    from voronka.reports.report import Report

MIME = {
    "html": "text/html; charset=utf-8",
    "text": "text/plain; charset=utf-8",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "png": "image/png",
}
FORMS: tuple[Form, ...] = ("html", "text", "pdf", "xlsx", "png")
ENDINGS: dict[str, Form] = {".html": "html", ".txt": "text", ".pdf": "pdf", ".xlsx": "xlsx", ".png": "png"}


def write(report: Report, form: Form) -> File:
    """The report in that form."""
    # Late: each form brings a library of its own.
    if form == "html":
        from voronka.reports.html import page

        body = page(report)
    elif form == "text":
        from voronka.reports.text import plain

        body = plain(report).encode()
    elif form == "xlsx":
        from voronka.reports.workbook import workbook

        body = workbook(report)
    elif form == "pdf":
        from voronka.reports.typeset import pdf

        body = pdf(report)
    else:
        from voronka.reports.typeset import picture

        body = picture(report)
    return File(name_of(report, form), MIME[form], body)


def name_of(report: Report, form: Form) -> str:
    """A name that says what is inside."""
    ending = next(ending for ending, one in ENDINGS.items() if one == form)
    parts = [report.title, report.whose or report.company]
    name = ", ".join(part for part in parts if part)
    return re.sub(r'[\s\\/:*?"<>|«»]+', " ", name).strip()[:120] + ending


def form_of(name: str) -> Form:
    """The form that a file's name ends with; InputError for another ending."""
    ending = PurePath(name).suffix.lower()
    if ending not in ENDINGS:
        raise InputError(
            say("no report is written as “{name}”", name=name),
            say("the file's name ends with its form"),
            say("end it with one of: {names}", names=", ".join(ENDINGS)),
        )
    return ENDINGS[ending]
