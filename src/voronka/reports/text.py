"""A report as plain text: the twin of the mail, and a caption for messengers."""

from __future__ import annotations

from collections.abc import Iterator

from voronka.render.words import Words
from voronka.reports.report import Figure, Grid, Report, Section

#: What a caption of a picture may hold in Telegram.
LONGEST_CAPTION = 1024


def plain(report: Report) -> str:
    """The whole report as text."""
    words = Words(report.language)
    lines = [report.title, " · ".join(part for part in (report.company, report.whose) if part), ""]
    lines += [*report.lead, "", *map(_figure, report.figures)]
    for section in report.sections:
        lines += ["", section.heading.upper(), *_section(report, section)]
    return "\n".join([*lines, "", *foot(report, words)]) + "\n"


def foot(report: Report, words: Words) -> list[str]:
    """As of when, and how to compute it again."""
    from voronka.render import dates

    stamp = report.stamp
    return [
        words("report.as_of", moment=dates.moment(report.as_of, report.timezone, report.language)) + ".",
        words("report.foot", definition=stamp.definition, version=stamp.store_version, digest=stamp.digest),
    ]


def caption(report: Report) -> str:
    """Title and the first sentences, as short as a messenger wants it."""
    text = "\n\n".join([report.title, *report.lead])
    return text if len(text) <= LONGEST_CAPTION else text[: LONGEST_CAPTION - 1].rstrip() + "…"


def figures_of(report: Report, section: Section) -> tuple[Figure, ...]:
    """The figures of a section that do not stand at the top already."""
    top = {id(one) for one in report.figures}
    return tuple(one for one in section.figures if id(one) not in top)


def _section(report: Report, section: Section) -> Iterator[str]:
    yield from section.words
    yield from map(_figure, figures_of(report, section))
    for grid in section.grids:
        yield from _grid(grid)


def _figure(one: Figure) -> str:
    return f"{one.name}: {one.text}" + (f" ({one.note})" if one.note else "")


def _grid(grid: Grid) -> Iterator[str]:
    """A line for each row, its cells under their heads' names."""
    if grid.title:
        yield f"{grid.title}:"
    for name, *cells in grid.rows:
        told = [
            f"{head.title.lower()} {cell}" for head, cell in zip(grid.heads[1:], cells, strict=True) if cell
        ]
        yield f"- {name}: {', '.join(told)}"
    if grid.more:
        yield f"  {grid.more}"
