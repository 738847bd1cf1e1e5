"""Who sells better, and whether that is more than luck; what people do and how soon they answer."""

from __future__ import annotations

from dataclasses import replace

from voronka.model.answer import Answer, Row
from voronka.model.question import Condition
from voronka.render.charts import Bar, Bars, Dots, Estimated, Number, Percent
from voronka.web.filters import Control, chosen_among
from voronka.web.kinds import PageKind
from voronka.web.page import Page
from voronka.web.quick import twelve_months
from voronka.web.tables import Table, table_of

_RESULTS = (
    "name",
    "deals",
    "won",
    "win_rate",
    "expected",
    "fair",
    "verdict",
    "revenue",
    "average",
    "cycle_days",
)
_DEEDS = (
    "calls_out",
    "missed",
    "meetings",
    "mails_out",
    "messages_out",
    "replies",
    "touches",
    "touches_per_win",
)
_ANSWERS = ("enquiries", "unanswered", "within_15", "within_60", "wall_minutes", "working_minutes")
#: Verdict → the role of its dot.
_ROLES = {"better": "good", "worse": "worse", "compared_with": "now"}


def show(page: Page, answer: Answer) -> dict[str, object]:
    """The comparison, what people do, and how soon they answer."""
    deeds, answers = page.answer("activity", by="manager"), page.answer("response", by="manager")
    alone = _alone(page, answer)
    return {
        "alone": alone,
        "own_funnel": _funnel_of(page, alone["name"]) if alone else "",
        "fair": fair(page),
        "results_table": _results(page, answer, [alone] if alone else list(answer.rows)),
        "deeds": deeds,
        "touches": touches(page),
        "deeds_table": table_of(page, deeds, only=_DEEDS),
        "answers_table": table_of(page, answers, only=_ANSWERS),
    }


def fair(page: Page) -> Dots:
    """The fair estimate of each person with what chance allows, around the whole team."""
    answer = page.answer(page.question)
    whole = answer.totals.get("win_rate")
    return Dots(
        title=page.words("people.fair"),
        summary=page.words("people.fair.why"),
        rows=tuple(_estimated(page, row) for row in answer.rows),
        unit=Percent(),
        reference=whole.value if whole else None,
        reference_name=page.words("people.team"),
    )


def _estimated(page: Page, row: Row) -> Estimated:
    share, is_thin = row["fair"], row["verdict"] in ("too_few", "told_late")
    return Estimated(
        row["name"] or page.words("unknown"),
        share.value,
        share.low,
        share.high,
        row["deals"],
        role=_ROLES.get(row["verdict"], "quiet"),
        href=page.deals("deals", row["name"]),
        is_thin=is_thin,
    )


def touches(page: Page) -> Bars:
    """What each person does for clients in a working day."""
    answer = page.answer("activity", by="manager")
    rows = [row for row in answer.rows if row["per_day"] is not None]
    return Bars(
        title=page.words("people.touches"),
        summary=page.words("people.touches.why"),
        bars=tuple(
            Bar(
                row["segment"] or page.words("unknown"),
                row["per_day"],
                href=page.deals("touches", segment=row["segment"], question=answer.question),
                aside=page.words("people.touches.all", n=row["touches"]),
            )
            for row in sorted(rows, key=lambda row: -row["per_day"])
        ),
        unit=Number(),
    )


def _results(page: Page, answer: Answer, rows: list[Row]) -> Table:
    """The table of results; the name of a person leads to that person's funnel."""
    table = table_of(page, answer, only=_RESULTS, rows=rows)
    linked = tuple(
        (replace(cells[0], href=_funnel_of(page, row["name"])), *cells[1:])
        for row, cells in zip(rows, table.rows, strict=True)
    )
    return replace(table, rows=linked)


def _alone(page: Page, answer: Answer) -> Row | None:
    """The row of somebody who sees own deals alone, or the only one; nobody can be compared then.

    Deals that the reader has now may have begun with others, who are told of too little to be judged.
    """
    own = page.company.context().rights.people
    if own is not None and len(own) == 1:
        name = page.company.dictionary().people.get(next(iter(own)))
        return next((row for row in answer.rows if row["name"] == name), None)
    return answer.rows[0] if len(answer.rows) == 1 else None


def _funnel_of(page: Page, name: str) -> str:
    rest = tuple(one for one in page.question.where if one.dimension != "manager")
    return page.url("/funnel", page.about("funnel", where=(*rest, Condition("manager", (name,)))))


def _against(page: Page) -> list[Control]:
    """Whom to compare with, in place of all the others."""
    answer = page.answer(page.question)
    names = [row["name"] for row in answer.rows if row["name"]]
    if len(names) < 2 or _alone(page, answer):
        return []
    return [chosen_among(page, "against", ["", *names], lambda name: name or page.words("people.rest"))]


PAGE = PageKind(
    "people",
    "people",
    "people",
    show,
    charts={"fair": fair, "touches": touches},
    more=_against,
    period=twelve_months,
    also=("activity",),
)
