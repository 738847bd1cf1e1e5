"""«За что взяться»: which open deals deserve the day, and why."""

from __future__ import annotations

from dataclasses import dataclass

from voronka.model.answer import Answer, Row
from voronka.model.question import Condition
from voronka.web.doing import offer, tasks_set
from voronka.web.kinds import PageKind
from voronka.web.page import Page
from voronka.web.reading import deal_address

#: Rows of the list, as many as are done in a day or two; the whole list is one press away.
ROWS = 20
#: People who are offered by name; the others are found by the filter.
NAMED = 24
#: Reasons that are told of a deal; what is below half a tenth of a point is left out.
REASONS, LEAST = 8, 0.0005


@dataclass(frozen=True)
class Reason:
    """One reason as it is drawn: its points, its words, and its bar from the middle, in percent of the width."""

    points: str
    text: str
    is_up: bool
    start: float
    width: float


def show(page: Page, answer: Answer) -> dict[str, object]:
    """The list, by person, each deal with its reasons."""
    return {
        "rows": answer.rows[:ROWS],
        "reasons": lambda row: reasons(page, row),
        "people": people(page),
        "deal_address": deal_address(page.company),
        "act": offer(page.request, "score", page.question) if answer.rows else None,
        "tasks": tasks_set(page.request, [row["deal_id"] for row in answer.rows[:ROWS]]),
        "has_points": any(row["points"] for row in answer.rows),
    }


def reasons(page: Page, row: Row) -> list[Reason]:
    """The reasons of a deal, the largest first; the longest bar fills its half."""
    told = [one for one in row["reasons"] if abs(one["share"]) >= LEAST][:REASONS]
    longest = max((abs(one["share"]) for one in told), default=1.0)
    found = []
    for one in told:
        width = round(50 * abs(one["share"]) / longest, 2)
        is_up = one["share"] > 0
        found.append(
            Reason(
                page.points(one["share"]),
                page.text(one["text"]),
                is_up,
                50 if is_up else round(50 - width, 2),
                width,
            )
        )
    return found


def people(page: Page) -> list[tuple[str, str, bool]]:
    """Who has open deals: a name, the page of that person's deals, and whether it is this page; all first."""
    rest = tuple(one for one in page.question.where if one.dimension != "current_manager")
    chosen = next((one.values for one in page.question.where if one.dimension == "current_manager"), ())
    names = [
        name
        for name in page.company.choices("current_manager", page.question.pipeline)
        if name and name[0] != "#"
    ][:NAMED]
    if len(names) < 2:
        return []
    found = [(str(page.t("score.everybody")), page.ask(where=rest), not chosen)]
    return found + [
        (name, page.ask(where=(*rest, Condition("current_manager", (name,)))), chosen == (name,))
        for name in names
    ]


PAGE = PageKind("score", "ahead", "score", show, ("pipeline", "filters"))
