"""A saved view: what its answer says, and its table."""

from __future__ import annotations

from voronka.language import translated
from voronka.metrics.catalog import METRICS, title_of
from voronka.render import remarks
from voronka.render.views import segments, shown
from voronka.reports.report import Grid, Head, Section
from voronka.reports.telling import Teller

#: Rows and columns that are shown; the spreadsheet has all.
ROWS, COLUMNS = 20, 5


def section(tell: Teller) -> Section:
    """The question of the view, of the report's period and moment."""
    assert tell.view is not None
    metric = METRICS[tell.view.metric]
    has_period = metric.populations != ("snapshot",) and (tell.view.period is not None or metric.needs_period)
    answer = tell.ask(tell.view.with_(period=tell.period if has_period else None))
    heading = metric.title.in_(tell.language)
    words = tell.findings(answer)
    if remarks.is_empty(answer):
        return Section("view", heading, tuple(words) or (remarks.nothing(answer, tell.language),))
    columns = [one for one in shown(answer, tell.language) if not one.is_bar]
    fewer = sorted(sorted(range(len(columns)), key=lambda place: (columns[place].spare, place))[:COLUMNS])
    picked, names = [columns[place] for place in fewer], segments(answer, tell.language)
    heads = [Head(one.title, one.is_number, is_spare=place > 2) for place, one in enumerate(picked)]
    rows = [tuple(str(one.cell(row)) for one in picked) for row in answer.rows[:ROWS]]
    if names is not None:
        by = str(translated(title_of(tell.view.by or ""), tell.language))
        heads = [Head(by, is_number=False), *heads]
        rows = [(name, *row) for name, row in zip(names, rows, strict=False)]
    rest = len(answer.rows) - len(rows)
    more = tell.words("report.more", n=rest) if rest else ""
    brief = words[0] if words else ""
    return Section(
        "view",
        heading,
        tuple(words[1:]),
        grids=(Grid("rows", "", tuple(heads), tuple(rows), more),),
        answers=((heading, answer),),
        brief=brief,
    )
