"""The plan: how every goal stands, and how likely it is reached."""

from __future__ import annotations

from voronka.language import translated
from voronka.model.answer import Answer, Row
from voronka.model.period import Period
from voronka.render.cells import cell
from voronka.render.charts import Amount, Bullet, Count, Days, Number, Percent, Plan
from voronka.render.charts.units import Unit
from voronka.render.sheet import Value
from voronka.reports.report import Figure, Grid, Head, Section, Tone
from voronka.reports.telling import Teller

#: Goals that the table has at most; the spreadsheet has all.
FEW = 8
GOOD, BAD = {"reached", "sure", "likely", "ahead"}, {"missed", "unlikely", "hopeless", "behind"}


def section(tell: Teller) -> Section:
    """Goals of the period and of the time that runs; one line where there are none."""
    span = Period.parse(
        f"{min(tell.period.first, tell.ahead.first)}..{max(tell.period.last, tell.ahead.last)}"
    )
    answer = tell.ask("plan", period=span, where=())
    heading = tell.words("report.plan")
    if not answer.rows:
        return Section("plan", heading, (tell.words("report.plan.none"),))
    words = tell.findings(answer)
    return Section(
        "plan",
        heading,
        tuple(words[1:]),
        _figures(tell, answer),
        charts=(_chart(tell, answer),),
        grids=(_grid(tell, answer),),
        answers=((heading, answer),),
        brief=words[0] if words else "",
    )


def _text(tell: Teller, answer: Answer, row: Row, name: str) -> str:
    column = next(one for one in answer.columns if one.name == name)
    return cell(row, column, tell.language, tell.currency(answer), tell.timezone) or "—"


def _name(tell: Teller, row: Row) -> str:
    """What tells a goal from the others."""
    whom = [] if row["kind"] == "company" or tell.is_alone else [_said(tell, row["whom"])]
    return ", ".join([*whom, _said(tell, row["title"]), tell.name(Period.parse(row["period"]))])


def _said(tell: Teller, text: object) -> str:
    return str(translated(text, tell.language))


def _figures(tell: Teller, answer: Answer) -> tuple[Figure, ...]:
    """The probability of the goal that matters most."""
    row = answer.rows[0]
    if row["reach"] is None:
        return ()
    tone: Tone = "good" if row["verdict"] in GOOD else "bad" if row["verdict"] in BAD else ""
    note = tell.words(
        "report.plan.of", fact=_text(tell, answer, row, "fact"), plan=_text(tell, answer, row, "plan")
    )
    return (
        Figure(
            "reach",
            tell.words("report.figure.reach"),
            tell.percent(row["reach"]),
            note,
            tone,
            Value(row["reach"], "percent"),
        ),
    )


def _grid(tell: Teller, answer: Answer) -> Grid:
    names = ("plan", "fact", "middle", "reach")
    heads = [Head(tell.words(f"report.plan.{name}"), is_spare=name == "middle") for name in names]
    rows = tuple(
        (_name(tell, row), *(_text(tell, answer, row, name) for name in names)) for row in answer.rows[:FEW]
    )
    rest = len(answer.rows) - len(rows)
    more = tell.words("report.more", n=rest) if rest else ""
    return Grid("goals", "", (Head(tell.words("report.plan.goal"), is_number=False), *heads), rows, more)


def _chart(tell: Teller, answer: Answer) -> Bullet:
    currency = tell.currency(answer)
    return Bullet(
        title=tell.words("report.plan"),
        summary=(tell.findings(answer) or [""])[0],
        plans=tuple(_plan(tell, row, currency) for row in answer.rows[:FEW]),
        unit=Amount(currency),
    )


def _plan(tell: Teller, row: Row, currency: str) -> Plan:
    has_fact = row["fact"] is not None
    return Plan(
        _name(tell, row),
        row["fact"] if has_fact else 0.0,
        row["plan"],
        row["pace"] if row["growth"] == "sum" and has_fact and row["worked"] < 1 else None,
        row["middle"],
        row["low"],
        row["high"],
        "good" if row["verdict"] == "reached" else "now",
        unit=_unit(row["unit"], currency),
        aside="" if has_fact else tell.words("plan.not_begun"),
        chance=row["reach"],
    )


def _unit(name: str, currency: str) -> Unit:
    units: dict[str, Unit] = {"money": Amount(currency), "share": Percent(), "days": Days(), "count": Count()}
    return units.get(name, Number())
