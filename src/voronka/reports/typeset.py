"""A report on paper (PDF) and as one tall picture (PNG), both typeset from one template; what is written is given as JSON and never run."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from voronka.clock import zone
from voronka.render import dates
from voronka.render.charts import Chart
from voronka.render.charts.file import FONTS, drawing
from voronka.render.words import Words
from voronka.reports.alt import alt
from voronka.reports.report import Figure, Grid, Report, Section
from voronka.reports.seal import SLOT, sealed_pdf, sealed_png
from voronka.reports.text import figures_of, foot

TEMPLATE = Path(__file__).with_name("templates") / "report.typ"
#: Pixels across of a picture as it is drawn, on paper and in the tall picture.
ACROSS = {"paper": 740, "picture": 350}
#: Pixels to an inch of the tall picture: three for each of a phone's 390 points.
DENSITY = 216
#: Sections of the tall picture, each by as many sentences: what fits a messenger.
TOLD = {
    "happened": 1,
    "plan": 2,
    "forecast": 1,
    "fix": 1,
    "losses": 1,
    "people": 1,
    "stuck": 1,
    "following": 1,
    "view": 3,
}
#: Of these the tall picture has pictures, and of those tables.
DRAWN, LISTED = ("happened", "forecast"), ("plan", "following")
_Place = Literal["paper", "picture"]


def pdf(report: Report) -> bytes:
    """The report as PDF: tagged, with its font and its stamp in it."""
    return sealed_pdf(_typeset(_told(report, "paper", report.sections), "pdf", report.as_of))


def picture(report: Report) -> bytes:
    """The report as one tall PNG, short enough for a messenger."""
    few = [one for one in report.sections if one.key in TOLD]
    return sealed_png(_typeset(_told(report, "picture", few), "png", report.as_of), report.stamp)


def _typeset(told: dict[str, Any], form: Literal["pdf", "png"], as_of: datetime) -> bytes:
    # Late: thirty megabytes that only these two forms need.
    import typst

    fonts = [str(FONTS)] if any(FONTS.glob("inter-*.ttf")) else []
    return typst.compile(
        str(TEMPLATE),
        font_paths=fonts,
        ignore_system_fonts=bool(fonts),
        sys_inputs={"report": json.dumps(told, ensure_ascii=False)},
        format=form,
        ppi=DENSITY,
        timestamp=int(as_of.replace(tzinfo=UTC).timestamp()),
    )


def _told(report: Report, place: _Place, sections: Iterable[Section]) -> dict[str, Any]:
    words, stamp = Words(report.language), report.stamp
    local = report.as_of.replace(tzinfo=UTC).astimezone(zone(report.timezone))
    known = words("report.as_of", moment=dates.moment(report.as_of, report.timezone, report.language))
    return {
        "form": place,
        "language": report.language,
        "title": report.title,
        "author": report.company or words("product"),
        "whose": " · ".join(part for part in (report.company, report.whose) if part) or words("product"),
        "description": f"{known} · {stamp.digest}",
        "mark": f"{words('product')} · {known} · {stamp.digest}",
        "pages": words.template("report.page"),
        "slot": SLOT,
        "date": {"year": local.year, "month": local.month, "day": local.day},
        "stamp": stamp.to_text(),
        "lead": report.lead,
        "figures": [_figure(one) for one in report.figures],
        "sections": [_section(report, one, place) for one in sections],
        "foot": foot(report, words) if place == "paper" else [f"{known}. {words('product')}, {stamp.digest}"],
    }


def _section(report: Report, section: Section, place: _Place) -> dict[str, Any]:
    is_paper = place == "paper"
    charts = (*section.charts, *section.drawn) if is_paper else section.charts if section.key in DRAWN else ()
    return {
        "heading": section.heading,
        "words": section.words if is_paper else section.words[: TOLD[section.key]],
        "figures": [_figure(one) for one in figures_of(report, section)]
        if is_paper or section.key != "happened"
        else [],
        "charts": [_chart(report, one, place) for one in charts if not one.is_empty],
        "grids": [_grid(one) for one in section.grids] if is_paper or section.key in LISTED else [],
    }


def _figure(one: Figure) -> dict[str, str]:
    return {"name": one.name, "text": one.text, "note": one.note, "tone": one.tone}


def _chart(report: Report, chart: Chart, place: _Place) -> dict[str, str]:
    svg = drawing(chart, report.language, ACROSS[place], is_narrow=place == "picture")
    return {"svg": svg, "alt": alt(chart, report.language)}


def _grid(one: Grid) -> dict[str, Any]:
    heads = [{"title": head.title, "number": head.is_number, "spare": head.is_spare} for head in one.heads]
    return {"title": one.title, "heads": heads, "rows": one.rows, "more": one.more}
