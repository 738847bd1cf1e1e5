"""A report as a letter: what delivery sends, and all that it knows of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voronka.model.letter import Letter
from voronka.reports.files import write

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voronka.reports.report import Form, Report


def letter(report: Report, forms: Sequence[Form] = ()) -> Letter:
    """The letter of a report, with files of those `forms` beside it."""
    from voronka.reports.html import mail
    from voronka.reports.text import caption, plain

    html, pictures = mail(report)
    subject = (
        f"{report.title} — {report.whose or report.company}"
        if report.whose or report.company
        else report.title
    )
    files = tuple(write(report, form) for form in forms)
    return Letter(subject, plain(report), html, pictures, files, caption(report))
