"""A report as a letter: what delivery sends, and all that it knows of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from voronka.reports.files import File, write

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voronka.reports.report import Form, Report


@dataclass(frozen=True)
class Picture:
    """A picture inside the letter: `html` names it as `cid:<cid>`; `alt` says the figure that it shows."""

    cid: str
    name: str
    body: bytes
    alt: str
    mime: str = "image/png"


@dataclass(frozen=True)
class Letter:
    """`text` says the same as `html`; `pictures` are inside of it, `files` beside it; `caption` is all that a messenger needs beside a picture."""

    subject: str
    text: str
    html: str
    pictures: tuple[Picture, ...] = ()
    files: tuple[File, ...] = ()
    caption: str = ""


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
