"""People: what each did in the period, and a fair comparison that names nobody where there is no reliable difference."""

from __future__ import annotations

from voronka.model.answer import Answer, Row
from voronka.render.charts import Dots, Estimated, Percent
from voronka.reports.kinds import year_until
from voronka.reports.report import Grid, Head, Section
from voronka.reports.telling import Teller

_ROLES = {"better": "good", "worse": "worse"}
#: Verdicts of those of whom too little is known.
_THIN = ("too_few", "told_late")
#: People of the picture and of the table; the spreadsheet has all.
DRAWN, FEW = 12, 6


def section(tell: Teller) -> Section | None:
    """Left out where there is nobody to compare with."""
    year = tell.ask("people", period=year_until(tell.today))
    if sum(bool(row["name"]) for row in year.rows) < 2:
        return None
    period = tell.ask("results", period=tell.period, by="manager")
    is_reliable = any(row["verdict"] in _ROLES for row in year.rows)
    chart, heading = _chart(tell, year), tell.words("report.people")
    return Section(
        "people",
        heading,
        (*tell.findings(year)[: 2 if is_reliable else 1], tell.words("report.people.year")),
        charts=(chart,) if is_reliable else (),
        drawn=() if is_reliable else (chart,),
        grids=_grids(tell, period),
        answers=((tell.words("report.people.period"), period), (tell.words("people.fair"), year)),
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
            for row in answer.rows[:DRAWN]
            if row["name"] and row["fair"] is not None
        ),
        unit=Percent(),
        reference=whole.value if whole else None,
        reference_name=tell.words("people.team"),
    )


def _grids(tell: Teller, answer: Answer) -> tuple[Grid, ...]:
    """Who won what, most first; nothing where nobody did anything."""
    rows = sorted(
        filter(_did, answer.rows), key=lambda row: (-row["revenue"].minor, -row["won"], str(row["segment"]))
    )
    if not rows:
        return ()
    words = tell.words
    heads = (
        Head(words("report.person"), is_number=False),
        Head(words("report.person.new"), is_spare=True),
        Head(words("report.person.won")),
        Head(words("report.person.revenue")),
        Head(words("report.person.lost")),
    )
    rest = len(rows) - FEW
    more = words("report.more", n=rest) if rest > 0 else ""
    return (
        Grid(
            "people",
            words("report.people.period"),
            heads,
            tuple(_line(tell, row) for row in rows[:FEW]),
            more,
        ),
    )


def _did(row: Row) -> bool:
    return bool(row["new"] or row["won"] or row["lost"])


def _line(tell: Teller, row: Row) -> tuple[str, ...]:
    revenue = tell.money(row["revenue"]) if row["revenue"].minor else "—"
    return (
        str(row["segment"] or tell.words("unknown")),
        tell.count(row["new"]),
        tell.count(row["won"]),
        revenue,
        tell.count(row["lost"]),
    )
