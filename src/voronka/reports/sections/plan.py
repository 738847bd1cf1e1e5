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
FEW = 6
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
    main = _main(tell, answer)
    return Section(
        "plan",
        heading,
        _words(tell, answer),
        _figures(tell, answer, main),
        drawn=(_chart(tell, answer),),
        grids=(_grid(tell, answer),),
        answers=((heading, answer),),
        brief=_said(tell, answer, main),
    )


def _main(tell: Teller, answer: Answer) -> Row:
    """The goal that matters most: the company's of the time that runs."""
    running = str(tell.ahead)
    return next((row for row in answer.rows if row["period"] == running), answer.rows[0])


def _said(tell: Teller, answer: Answer, row: Row) -> str:
    """How far a goal has come, and how likely it is reached."""
    goal, fact, plan = _name(tell, row), _text(tell, answer, row, "fact"), _text(tell, answer, row, "plan")
    if row["fact"] is None:
        return tell.words("report.plan.open", goal=goal, plan=plan)
    if row["reach"] is None or row["verdict"] in ("reached", "missed"):
        verdict = tell.words(f"plan.verdict.{row['verdict']}")
        return tell.words("report.plan.done", goal=goal, fact=fact, plan=plan, verdict=verdict)
    chance = tell.percent(row["reach"])
    return tell.words("report.plan.said", goal=goal, fact=fact, plan=plan, chance=chance)


def _words(tell: Teller, answer: Answer) -> tuple[str, ...]:
    """How many goals go well, and how many do not; nothing where there is one goal alone."""
    if len(answer.rows) < 2:
        return ()
    good = sum(row["verdict"] in GOOD for row in answer.rows)
    bad = sum(row["verdict"] in BAD for row in answer.rows)
    goals = tell.words("report.plan.goals", n=len(answer.rows))
    return (tell.words("report.plan.how", goals=goals, good=tell.count(good), bad=tell.count(bad)),)


def _text(tell: Teller, answer: Answer, row: Row, name: str) -> str:
    column = next(one for one in answer.columns if one.name == name)
    return cell(row, column, tell.language, tell.currency(answer), tell.timezone) or "—"


def _name(tell: Teller, row: Row) -> str:
    """What tells a goal from the others."""
    whom = [] if row["kind"] == "company" or tell.is_alone else [_in_words(tell, row["whom"])]
    return ", ".join([*whom, _in_words(tell, row["title"]), tell.name(Period.parse(row["period"]))])


def _in_words(tell: Teller, text: object) -> str:
    return str(translated(text, tell.language))


def _figures(tell: Teller, answer: Answer, row: Row) -> tuple[Figure, ...]:
    """The probability of the goal that matters most."""
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
        summary=_said(tell, answer, _main(tell, answer)),
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
