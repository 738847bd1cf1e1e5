"""«Что если»: what a change would bring in a month, and when it pays back its cost."""

from __future__ import annotations

from datetime import date

from voronka.metrics.catalog import METRICS
from voronka.model.answer import Answer
from voronka.model.question import Question
from voronka.render import numbers
from voronka.render.charts import Amount, Bar, Bars
from voronka.web.kinds import PageKind, whole
from voronka.web.page import Page
from voronka.web.tables import table_of
from voronka.web.trial import filled

#: Options that the form has fields for.
MONEY = ("cost", "cost_monthly")


def with_example(question: Question) -> Question:
    """The question with a change to show, where the reader has not written any."""
    if question.option("set"):
        return whole(question)
    return whole(question).with_(options=tuple(sorted((*question.options, *METRICS["what_if"].example))))


def show(page: Page, answer: Answer) -> dict[str, object]:
    """The form as it was filled in, and what comes of it."""
    now, then, difference = answer.rows
    changes = page.question.option("set")
    currency = answer.totals["amount"].currency
    trial = filled(changes)
    return {
        "is_example": not changes,
        "trial": trial,
        "kept": kept(page, trial.rest),
        "changes": [
            (
                change,
                page.ask(options=tuple(pair for pair in page.question.options if pair != ("set", change))),
            )
            for change in trial.rest
        ],
        "money": {name: next(iter(page.question.option(name)), "") for name in MONEY},
        "stages": stages(page),
        "now": now,
        "then": then,
        "difference": difference,
        "starts": date.fromisoformat(difference["starts"]) if difference["starts"] else None,
        "currency": numbers.SIGNS.get(currency, currency),
        "told": page.findings(answer),
        "per_month": months(page, answer),
        "view": table_of(page, answer, only=("scenario", "wins", "money", "cycle_days")),
    }


def kept(page: Page, rest: tuple[str, ...]) -> list[tuple[str, str]]:
    """What the form sends along beside its own fields."""
    pairs = [pair for pair in page.pairs() if pair[0] not in {"set", *MONEY}]
    return [*pairs, *(("set", change) for change in rest)]


def stages(page: Page) -> list[str]:
    """The stages that a change can be about."""
    pipeline = page.company.dictionary().pipeline(page.question.pipeline)
    found = (pipeline.block(position) for position in pipeline.blocks)
    return [pipeline.labels[stage.stage_id] for stage in found if stage]


def months(page: Page, answer: Answer) -> Bars:
    """Money a month now and with the change."""
    bars = tuple(
        Bar(
            page.words(f"what_if.{row['scenario']}"),
            row["money"].value,
            row["money"].low,
            row["money"].high,
            role="soft" if row["scenario"] == "now" else "good",
        )
        for row in answer.rows[:2]
        if row["money"]
    )
    return Bars(
        title=page.words("what_if.months"),
        empty=page.words("what_if.months.none"),
        bars=bars,
        unit=Amount(answer.totals["amount"].currency),
    )


PAGE = PageKind(
    "what-if",
    "change",
    "what_if",
    show,
    charts={"months": lambda page: months(page, page.answer(with_example(page.question)))},
    complete=with_example,
)
