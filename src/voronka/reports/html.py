"""A report as HTML: the mail with its pictures beside it, and one file that holds everything."""

from __future__ import annotations

import base64
from collections.abc import Callable
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from voronka.model.letter import Picture
from voronka.render.charts import Chart
from voronka.render.charts.file import drawing, rasterized
from voronka.render.words import Words
from voronka.reports.alt import alt
from voronka.reports.report import Report, Section
from voronka.reports.seal import sealed_html
from voronka.reports.text import figures_of, foot

#: Pixels across of a picture as it is drawn: between a phone and a desk, so that its letters can be read on both.
ACROSS = 420


def mail(report: Report) -> tuple[str, tuple[Picture, ...]]:
    """The letter's HTML and the pictures that it names by `cid:`."""
    pictures = {id(chart): one for section in report.sections for chart, one in _pictures(report, section)}
    html = _page(report, lambda chart: f"cid:{pictures[id(chart)].cid}")
    return html, tuple(pictures.values())


def page(report: Report) -> bytes:
    """One file for a browser: as the mail, with the pictures in it."""

    def address(chart: Chart) -> str:
        return "data:image/png;base64," + base64.b64encode(_png(report, chart)).decode()

    return _page(report, address).encode()


def _pictures(report: Report, section: Section) -> list[tuple[Chart, Picture]]:
    return [
        (
            chart,
            Picture(
                f"{section.key}{place}@voronka",
                f"{section.key}{place}.png",
                _png(report, chart),
                alt(chart, report.language),
            ),
        )
        for place, chart in enumerate(section.charts)
        if not chart.is_empty
    ]


def _png(report: Report, chart: Chart) -> bytes:
    return rasterized(drawing(chart, report.language, ACROSS, is_narrow=True))


def _page(report: Report, address: Callable[[Chart], str]) -> str:
    words = Words(report.language)
    text = (
        templates()
        .get_template("mail.html")
        .render(
            report=report,
            t=words,
            foot=foot(report, words),
            across=ACROSS,
            address=address,
            alt=lambda chart: alt(chart, report.language),
            figures_of=lambda section: figures_of(report, section),
        )
    )
    return sealed_html(text, report.stamp)


@cache
def templates() -> Environment:
    """The templates of letters."""
    found: Any = Environment(
        loader=PackageLoader("voronka.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return found  # type: ignore[no-any-return]
