"""What was lost, where and why."""

from __future__ import annotations

from voronka.model.answer import Answer
from voronka.render.charts import Bar, Bars, Count
from voronka.reports.report import Section
from voronka.reports.telling import Teller

#: Reasons in the picture.
FEW = 6


def section(tell: Teller) -> Section:
    """Losses of the period by reason."""
    answer = tell.ask("losses", period=tell.period, versus="previous")
    heading = tell.words("report.losses")
    if not answer.totals.get("lost"):
        return Section("losses", heading, (tell.words("report.losses.none"),))
    return Section(
        "losses",
        heading,
        tuple(tell.findings(answer)[:3]),
        charts=(_chart(tell, answer),),
        answers=((heading, answer),),
        behind=tell.behind(tell.words("report.list.lost"), answer, "lost"),
    )


def _chart(tell: Teller, answer: Answer) -> Bars:
    bars = tuple(
        Bar(
            row["reason"] or tell.words("losses.unsaid"),
            row["deals"],
            role="bad" if row["reason"] else "quiet",
            aside=tell.money(row["amount"]) if row["amount"].minor else "",
        )
        for row in answer.totals["reasons"][:FEW]
    )
    return Bars(
        title=tell.words("report.losses.chart"), summary=tell.findings(answer)[0], bars=bars, unit=Count()
    )
