"""Which deals stand still, what that costs, and where to begin: the work list of the morning."""

from __future__ import annotations

from datetime import timedelta

from voronka.model.answer import Answer, Row
from voronka.model.context import Snooze
from voronka.model.question import Condition
from voronka.render.charts import Amount, Bar, Bars, Heat, Heated, HeatRow
from voronka.web.doing import offer, tasks_set
from voronka.web.kinds import PageKind
from voronka.web.page import Page
from voronka.web.reading import deal_address, may, today_of
from voronka.web.tables import table_of

#: Rows of the work list, as many as are done in a day; the whole list is one press away.
ROWS = 20
_STAGES = ("name", "open", "norm_days", "stuck", "stuck_amount", "at_risk", "dead", "dead_amount", "snoozed")


def show(page: Page, answer: Answer) -> dict[str, object]:
    """The list, the money by stage and by person."""
    stages = page.answer("stuck_summary", period=None)
    living = [row for row in answer.rows if row["why"] != "dead" and not row["snoozed_until"]]
    return {
        "living": living[:ROWS],
        "aside": _aside(page, answer),
        "whys": dict(next(column for column in answer.columns if column.name == "why").words),
        "stages": risk(page),
        "stages_table": table_of(page, stages, only=_STAGES),
        "people": people(page),
        "deal_address": deal_address(page.company),
        "act": offer(page.request, "stuck", page.question) if living else None,
        "tasks": tasks_set(page.request, [row["deal_id"] for row in living[:ROWS]]),
        "may_write": may(page.request, "write"),
        "tomorrow": today_of(page.company) + timedelta(days=1),
    }


def _aside(page: Page, answer: Answer) -> list[tuple[Row, Snooze]]:
    """The deals that were set aside, with the day and the reason."""
    if not answer.totals["snoozed"]:
        return []
    told = {one.deal_id: one for one in page.company.context().snoozes}
    rows = page.company.deals(page.question, "snoozed", limit=ROWS).rows
    return [
        (row | {"account_id": told[row["deal_id"]].account_id}, told[row["deal_id"]])
        for row in map(dict, rows)
        if row["deal_id"] in told
    ]


def risk(page: Page) -> Bars:
    """The money at risk on each stage."""
    answer = page.answer("stuck_summary", period=None)
    return Bars(
        title=page.words("stuck.stages"),
        summary=page.words("stuck.stages.why"),
        empty=page.words("stuck.none.why"),
        bars=tuple(_bar(page, answer, row) for row in answer.rows if row["stuck"]),
        unit=Amount(answer.totals["amount"].currency),
    )


def _bar(page: Page, answer: Answer, row: Row) -> Bar:
    return Bar(
        row["name"],
        row["at_risk"].minor,
        n=row["stuck"],
        href=page.deals("stuck", row["position"], question=answer.question),
        aside=page.words("deals", n=row["stuck"]),
    )


def people(page: Page) -> Heat:
    """The money at risk of each person on each stage; a name leads to that person's list."""
    answer = page.answer("stuck_summary", period=None, by="manager")
    stages = {row["position"]: row["name"] for row in sorted(answer.rows, key=lambda row: row["position"])}
    cells = {(row["segment"], row["position"]): row for row in answer.rows if row["stuck"]}
    names = [
        name
        for name in dict.fromkeys(row["segment"] for row in answer.rows)
        if any(one == name for one, _ in cells)
    ]
    used = [position for position in stages if any(one == position for _, one in cells)]
    return Heat(
        title=page.words("stuck.people"),
        summary=page.words("stuck.people.why"),
        columns=tuple(stages[position] for position in used),
        rows=tuple(
            HeatRow(
                name or page.words("unknown"),
                tuple(_cell(page, answer, cells.get((name, position))) for position in used),
                href=_list_of(page, name),
            )
            for name in names
        ),
        unit=Amount(answer.totals["amount"].currency),
    )


def _cell(page: Page, answer: Answer, row: Row | None) -> Heated | None:
    if row is None:
        return None
    href = page.deals("stuck", row["position"], segment=row["segment"], question=answer.question)
    return Heated(row["at_risk"].minor, n=row["stuck"], href=href)


def _list_of(page: Page, name: str | None) -> str:
    """This page about one person's deals."""
    rest = tuple(one for one in page.question.where if one.dimension != "manager")
    return page.ask(where=(*rest, Condition("manager", (name or "",))))


PAGE = PageKind(
    "stuck",
    "time",
    "stuck",
    show,
    ("pipeline", "filters"),
    charts={"stages": risk, "people": people},
    also=("stuck_summary",),
)
