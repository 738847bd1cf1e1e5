"""«План»: how every goal stands, how likely it is reached, and setting goals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from voronka.metrics.future.aims import AIMS, Aim, aim_of
from voronka.metrics.future.values import written
from voronka.metrics.future.whose import name_of
from voronka.model.answer import Answer, Row
from voronka.model.column import Column
from voronka.model.goal import COMPANY, Change, Goal, Whom
from voronka.model.period import Period
from voronka.render import numbers
from voronka.render.cells import cell
from voronka.render.charts import Amount, Bullet, Count, Days, Number, Percent, Plan
from voronka.render.charts.units import Unit
from voronka.web.kinds import PageKind, whole
from voronka.web.page import Page
from voronka.web.reading import workspace_of
from voronka.web.tables import table_of

#: Verdicts that are good, and that are bad.
GOOD, BAD = {"reached", "sure", "likely", "ahead"}, {"missed", "unlikely", "hopeless", "behind"}
#: Numbers of a goal, in the order of `GoalShown`.
NUMBERS = ("plan", "fact", "pace", "middle", "low", "high")
#: Changes that the page shows.
CHANGES = 30


@dataclass(frozen=True)
class GoalShown:
    """A goal as the page has it: its row, its numbers as texts, and what a form that changes it begins with."""

    row: Row
    plan: str
    fact: str
    pace: str
    middle: str
    low: str
    high: str
    seen: str
    written: str


@dataclass(frozen=True)
class ChangeShown:
    """A change of a goal in words."""

    change: Change
    whom: str
    aim: str
    period: str
    before: str
    after: str


def show(page: Page, answer: Answer) -> dict[str, object]:
    """The goals, the one that matters most in a sentence, forms to set them, and their history."""
    goals = [shown(page, answer, row) for row in answer.rows]
    return {
        "goals": goals,
        "main": next((one for one in goals if one.row["kind"] == "company"), goals[0] if goals else None),
        "told": page.findings(answer),
        "company": bullets(page, "company") if any(_is_of(row, "company") for row in answer.rows) else None,
        "people": bullets(page, "people") if any(_is_of(row, "people") for row in answer.rows) else None,
        "changes": changes(page),
        "checks": checks(page) if answer.rows else {},
        "gap": gap(page) if answer.rows else None,
        "form": form_of(page),
        "of_period": of_period,
        "good": GOOD,
        "bad": BAD,
    }


def shown(page: Page, answer: Answer, row: Row) -> GoalShown:
    """A goal's numbers as texts."""
    columns = {column.name: column for column in answer.columns}
    currency = answer.totals["amount"].currency

    def text(name: str) -> str:
        return cell(row, columns[name], page.language, currency, page.timezone)

    aim = aim_of(row["aim"])
    plan, fact, pace, middle, low, high = map(text, NUMBERS)
    seen = repr(row["plan"])
    field = numbers.entered(written(aim, row["plan"], currency), page.language)
    return GoalShown(row, plan, fact, pace, middle, low, high, seen, field)


def of_period(page: Page, row: Row) -> str:
    """A goal's period by its name."""
    return page.period(Period.parse(row["period"]))


def checks(page: Page) -> dict[int, list[Row]]:
    """What is to be said of each goal by the five letters of SMART."""
    found: dict[int, list[Row]] = {}
    for row in page.answer("plan_check").rows:
        found.setdefault(row["goal"], []).append(row)
    return found


def gap(page: Page) -> dict[str, object] | None:
    """Levers that would close the gap of the running goal of won money; None where there is no such goal, or no lever."""
    answer = page.answer("plan_gap", period=None)
    if not answer.rows:
        return None
    table = table_of(page, answer, only=("lever", "gain", "starts", "in_time", "share"))
    return {"table": table, "told": page.findings(answer)}


# -- charts


def bullets(page: Page, part: str) -> Bullet:
    """Facts against plans: the company's and its teams', or people's."""
    answer = page.answer(whole(page.question))
    rows = [row for row in answer.rows if _is_of(row, part)]
    currency = answer.totals["amount"].currency
    titles = {"company": page.words("plan.chart.company"), "people": page.words("plan.chart.people")}
    return Bullet(
        title=titles[part],
        summary="",
        plans=tuple(_plan(page, row, currency, rows) for row in rows),
        unit=Amount(currency),
        empty=page.words("plan.none"),
    )


def _is_of(row: Row, part: str) -> bool:
    return bool((row["kind"] == "company") == (part == "company"))


def _plan(page: Page, row: Row, currency: str, rows: Sequence[Row]) -> Plan:
    has_fact = row["fact"] is not None
    return Plan(
        _name(page, row, rows),
        row["fact"] if has_fact else 0.0,
        row["plan"],
        row["pace"] if row["growth"] == "sum" and has_fact and row["worked"] < 1 else None,
        row["middle"],
        row["low"],
        row["high"],
        "good" if row["verdict"] == "reached" else "now",
        unit=unit_of(row["unit"], currency),
        aside="" if has_fact else page.words("plan.not_begun"),
        chance=row["reach"],
    )


def _name(page: Page, row: Row, rows: Sequence[Row]) -> str:
    """What tells a goal from the others of its chart."""
    parts = [] if row["kind"] == "company" else [page.text(row["whom"])]
    if row["kind"] == "company" or len({one["aim"] for one in rows}) > 1:
        parts.append(page.text(row["title"]))
    if len({one["period"] for one in rows}) > 1:
        parts.append(of_period(page, row))
    return ", ".join(parts)


def unit_of(name: str, currency: str) -> Unit:
    """The unit of an axis."""
    units: dict[str, Unit] = {"money": Amount(currency), "share": Percent(), "days": Days(), "count": Count()}
    return units.get(name, Number())


# -- forms


def form_of(page: Page) -> dict[str, object]:
    """What a goal can be set for: aims, whose, and periods. Where a form comes back, also what was `typed`, and what is `wrong` where (`at`)."""
    return {
        "typed": {},
        "at": "",
        "wrong": [],
        "aims": list(AIMS.values()),
        "whose": whose(page),
        "periods": [(text, page.period(Period.parse(text))) for text in periods(page.today)],
    }


def whose(page: Page) -> list[tuple[str, str, str]]:
    """(value, name, kind) of everybody for whom whoever reads may set goals."""
    company = workspace_of(page.request)
    found: dict[Whom, str] = {COMPANY: ""}
    for one in company.members():
        if one.is_active and one.team_id is not None:
            found[Whom("team", one.account_id, one.team_id)] = one.team
    for one in company.members():
        if one.is_active:
            found[Whom("person", one.account_id, one.person_id)] = one.name
    march = Period(date(2026, 3, 1), date(2026, 4, 1))
    kept = {whom: name for whom, name in found.items() if company.sees(Goal("won", march, 1, whom))}
    return [(f"{one.kind}:{one.account_id}:{one.number}", name, one.kind) for one, name in kept.items()]


def periods(today: date) -> list[str]:
    """This month and those that follow it, this quarter and the next two, this year and the next.

    >>> periods(date(2026, 11, 23))
    ['2026-11', '2026-12', '2027-01', '2027-02', '2026-Q4', '2027-Q1', '2027-Q2', '2026', '2027']
    """
    found = []
    for text, count in (
        (f"{today:%Y-%m}", 4),
        (f"{today.year}-Q{(today.month + 2) // 3}", 3),
        (f"{today.year}", 2),
    ):
        period = Period.parse(text)
        for _ in range(count):
            found.append(str(period))
            period = period.next()
    return found


# -- history


def changes(page: Page) -> list[ChangeShown]:
    """The latest changes of goals."""
    company = workspace_of(page.request)
    return [_change(page, one) for one in company.goal_changes()[:CHANGES]]


def _change(page: Page, one: Change) -> ChangeShown:
    aim = aim_of(one.goal.aim)
    names = page.company.dictionary()
    currency = names.accounts[0].currency if names.accounts else "RUB"
    before, after = (_text(page, aim, value, currency) for value in (one.before, one.after))
    whom = page.text(name_of(names, one.goal.whom))
    return ChangeShown(one, whom, page.text(aim.title), page.period(one.goal.period), before, after)


def _text(page: Page, aim: Aim, value: float | None, currency: str) -> str:
    if value is None:
        return "—"
    row = {"value": value, "unit": aim.unit}
    return cell(row, Column("value", aim.title, "measure"), page.language, currency)


PAGE = PageKind(
    "plan",
    "ahead",
    "plan",
    show,
    ("period", "pipeline"),
    also=("plan_check", "plan_gap", "plan_proposal"),
    charts={part: lambda page, part=part: bullets(page, part) for part in ("company", "people")},  # type: ignore[misc]
    complete=whole,
)
