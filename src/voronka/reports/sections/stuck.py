"""Deals that stand longer than is good, those with most money at risk first."""

from __future__ import annotations

from voronka.model.answer import Answer, Row
from voronka.render.sheet import Value
from voronka.reports.report import Figure, Grid, Head, Section
from voronka.reports.telling import Teller

#: Deals that the table names.
FEW = 5


def section(tell: Teller) -> Section:
    """How many stand, how much is at risk, and which to call first."""
    answer = tell.ask("stuck")
    heading = tell.words("report.stuck")
    if not answer.totals.get("stuck"):
        return Section(
            "stuck", heading, tuple(tell.findings(answer)[:1]) or (tell.words("report.stuck.none"),)
        )
    summary = tell.ask("stuck_summary")
    return Section(
        "stuck",
        heading,
        tuple(tell.findings(answer)[:2]),
        _figures(tell, answer),
        grids=(_grid(tell, answer),),
        answers=((heading, answer), (tell.words("report.stuck.stages"), summary)),
        behind=tell.behind(tell.words("report.list.stuck"), answer, "stuck"),
    )


def _figures(tell: Teller, answer: Answer) -> tuple[Figure, ...]:
    risk, amount = answer.totals["at_risk"], answer.totals["stuck_amount"]
    return (
        Figure("at_risk", tell.words("report.figure.at_risk"), tell.money(risk), tell.words("report.stuck.of", amount=tell.money(amount)), "bad",
               Value(round(risk.major), "money", risk.currency)),
        Figure("stuck", tell.words("report.figure.stuck"), tell.count(answer.totals["stuck"]), "", "", Value(answer.totals["stuck"], "count")),
    )  # fmt: skip


def _grid(tell: Teller, answer: Answer) -> Grid:
    words = tell.words
    heads = (
        Head(words("report.deal"), is_number=False),
        Head(words("report.stage"), is_number=False, is_spare=True),
        Head(words("report.stuck.age")),
        Head(words("report.stuck.norm"), is_spare=True),
        Head(words("report.stuck.risk")),
    )
    rows = [row for row in answer.rows if row["why"] and not row["snoozed_until"]][:FEW]
    rest = answer.totals["stuck"] - len(rows)
    more = words("report.more.deals", n=rest) if rest > 0 else ""
    return Grid("deals", words("report.stuck.first"), heads, tuple(_line(tell, row) for row in rows), more)


def _line(tell: Teller, row: Row) -> tuple[str, ...]:
    name = row["name"] or row["external_id"]
    whose = name if tell.is_alone or not row["manager"] else f"{name} · {row['manager']}"
    return (
        whose,
        row["stage"],
        tell.days(row["age_days"]),
        tell.days(row["norm_days"]),
        tell.money(row["at_risk"]),
    )
