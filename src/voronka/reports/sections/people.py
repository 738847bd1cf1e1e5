"""People, compared fairly: with the same sources and sums, and no rank where there is no reliable difference."""

from __future__ import annotations

from voronka.model.answer import Answer
from voronka.render.charts import Dots, Estimated, Percent
from voronka.reports.kinds import year_until
from voronka.reports.report import Grid, Head, Section
from voronka.reports.telling import Teller

_ROLES = {"better": "good", "worse": "worse"}
#: Verdicts of those of whom too little is known.
_THIN = ("too_few", "told_late")
FEW = 12


def section(tell: Teller) -> Section | None:
    """Whoever took deals in the last twelve months; left out where there is nobody to compare with."""
    answer = tell.ask("people", period=year_until(tell.today))
    rows = [row for row in answer.rows if row["name"]]
    if len(rows) < 2:
        return None
    heading = tell.words("report.people")
    return Section(
        "people",
        heading,
        (*tell.findings(answer)[:2], tell.words("report.people.year")),
        charts=(_chart(tell, answer),),
        grids=(_grid(tell, answer),),
        answers=((heading, answer),),
    )


def _chart(tell: Teller, answer: Answer) -> Dots:
    whole = answer.totals.get("win_rate")
    return Dots(
        title=tell.words("people.fair"),
        summary=(tell.findings(answer) or [""])[0],
        rows=tuple(
            Estimated(
                row["name"],
                row["fair"].value,
                row["fair"].low,
                row["fair"].high,
                row["deals"],
                role=_ROLES.get(row["verdict"], "quiet"),
                is_thin=row["verdict"] in _THIN,
            )
            for row in answer.rows[:FEW]
            if row["name"] and row["fair"] is not None
        ),
        unit=Percent(),
        reference=whole.value if whole else None,
        reference_name=tell.words("people.team"),
    )


def _grid(tell: Teller, answer: Answer) -> Grid:
    words = tell.words
    heads = (
        Head(words("report.person"), is_number=False),
        Head(words("report.person.deals")),
        Head(words("report.person.won")),
        Head(words("report.person.revenue"), is_spare=True),
        Head(words("report.person.fair")),
    )
    rows = tuple(
        (
            row["name"],
            tell.count(row["deals"]),
            tell.count(row["won"]),
            tell.money(row["revenue"]) if row["revenue"] else "—",
            "—" if row["verdict"] in _THIN or row["fair"] is None else tell.percent(row["fair"].value),
        )
        for row in answer.rows[:FEW]
        if row["name"]
    )
    return Grid("people", "", heads, rows)
