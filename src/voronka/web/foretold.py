"""The question of the forecast's page: its steps, and what was won before them."""

from __future__ import annotations

from datetime import date, timedelta

from voronka.model.answer import Answer, Row
from voronka.model.period import Period
from voronka.model.question import Question
from voronka.web.kinds import whole
from voronka.web.page import Page

#: The steps that can be chosen, the usual one first → the longer one of which the sentence tells too.
GRAINS = {"month": "quarter", "week": "month", "quarter": ""}
#: Step → how many of them the picture shows before today.
BEFORE = {"month": 12, "week": 16, "quarter": 8}


def grain(page: Page) -> str:
    """The step that was chosen."""
    return next(iter(page.question.option("grain")), "month")


def in_steps(question: Question, step: str) -> Question:
    """The question in other steps, as many as are usual."""
    kept = [pair for pair in question.options if pair[0] not in ("grain", "ahead")]
    return question.with_(options=tuple(sorted([*kept, ("grain", step)])))


def asked(page: Page) -> Answer:
    """All deals of the question together."""
    return page.answer(whole(page.question))


def name(page: Page, row: Row) -> str:
    """A step by its name, as a sentence begins."""
    return page.opening(Period.parse(row["step"]))


def past(page: Page, answer: Answer) -> Answer:
    """What was won in the steps before the first that is told."""
    last = date.fromisoformat(answer.rows[0]["first"])
    step, count = grain(page), BEFORE.get(grain(page), 12)
    if step == "week":
        first = last - timedelta(weeks=count)
    else:
        months = last.year * 12 + last.month - 1 - count * (3 if step == "quarter" else 1)
        first = date(months // 12, months % 12 + 1, 1)
    return page.answer("volume", period=Period.parse(f"{first}..{last}"), options=(("grain", step),))
