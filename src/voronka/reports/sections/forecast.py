"""What is ahead: how much will probably come in, and how well that was foretold before."""

from __future__ import annotations

from datetime import date

from voronka.model.answer import Answer, Row
from voronka.model.period import Period
from voronka.render.charts import Ahead, Fan, Passed
from voronka.render.sheet import Value
from voronka.reports.report import Figure, Section
from voronka.reports.telling import Teller


def section(tell: Teller) -> Section:
    """The forecast of the time that runs, with its track record beside it."""
    grain = "quarter" if tell.ahead.text[5:6] == "Q" else "month"
    answer = tell.ask("forecast", period=tell.ahead)
    heading = tell.words("report.forecast")
    if not answer.rows:
        return Section(
            "forecast", heading, tuple(tell.findings(answer)) or (tell.words("report.forecast.none"),)
        )
    row = answer.rows[-1]
    said = _said(tell, row)
    record = tell.ask("track_record", period=tell.ahead)
    return Section(
        "forecast",
        heading,
        tuple(tell.findings(answer)[1:]),
        _figures(tell, row),
        (_chart(tell, answer, record, grain),),
        answers=((heading, answer), (tell.words("report.record"), record)),
        brief=said,
    )


def _said(tell: Teller, row: Row) -> str:
    """How much, within which limits."""
    low, middle, high = (tell.money(row[name]) for name in ("money_low", "money", "money_high"))
    period = tell.opening(Period.parse(row["step"]))
    return tell.words("report.forecast.said", period=period, low=low, middle=middle, high=high)


def _figures(tell: Teller, row: Row) -> tuple[Figure, ...]:
    period = tell.name(Period.parse(row["step"]))
    middle = row["money"]
    range_ = f"{tell.money(row['money_low'])} – {tell.money(row['money_high'])}"
    return (
        Figure("won", tell.words("report.figure.already", period=period), tell.money(row["revenue"]), tell.deals(row["won"]), "",
               Value(row["revenue"].major, "money", row["revenue"].currency)),
        Figure("middle", tell.words("report.figure.middle"), tell.money(middle), range_, "", Value(round(middle.major), "money", middle.currency)),
    )  # fmt: skip


def _chart(tell: Teller, answer: Answer, record: Answer, grain: str) -> Fan:
    """Past periods with what had been said of them, and those that are ahead."""
    passed = tuple(
        Passed(
            date.fromisoformat(row["made"]),
            row["revenue"].minor,
            row["money_low"].minor,
            row["money_high"].minor,
        )
        for row in record.rows
        if row["ahead"] == 1 and row["step"] != answer.rows[0]["step"]
    )
    ahead = tuple(
        Ahead(
            date.fromisoformat(row["first"]),
            row["money"].minor,
            row["money_low"].minor,
            row["money_high"].minor,
            fact=row["revenue"].minor or None,
        )
        for row in answer.rows
    )
    return Fan(
        title=tell.words("report.forecast.chart"),
        summary=_said(tell, answer.rows[-1]),
        unit=tell.unit(answer),
        passed=passed,
        ahead=ahead,
        grain="quarter" if grain == "quarter" else "month",
    )
