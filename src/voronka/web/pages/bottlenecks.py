"""«Узкие места»: which stage to fix first, why, and what that brings in a month."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from voronka.model.answer import Answer, Row
from voronka.render.charts import Amount, Dots, Estimated, Points
from voronka.web.kinds import PageKind, whole
from voronka.web.page import Page
from voronka.web.tables import split, table_of

#: Columns of the table, in order; the files have all.
TABLE = (
    *("name", "gain", "step", "attainable", "per_month", "won_after", "behind"),
    *("median_days", "attainable_days", "slowed"),
)


def show(page: Page, answer: Answer) -> dict[str, object]:
    """The leaks with their causes, the other stages with their verdict, and what they bring."""
    leaks = [row for row in answer.rows if row["verdict"] == "leak"]
    return {
        "leaks": leaks,
        "priced": any(row["gain"] for row in leaks),
        "others": [row for row in answer.rows if row["verdict"] != "leak"],
        "gains": gains(page, answer),
        "levers": levers(page, leaks[0]) if leaks and leaks[0]["levers"] else None,
        "trial": {row["position"]: trial(page, row) for row in leaks},
        "view": table_of(page, split(page, answer), only=TABLE),
    }


def trial(page: Page, row: Row) -> str:
    """The address that tries what is attainable on a stage."""
    change = f"step:{row['name']}={100 * row['attainable']:.1f}%"
    return page.url("/what-if", page.about("what_if", options=(("set", change),)))


def gains(page: Page, answer: Answer) -> Dots:
    """What each stage would bring in a month, with what chance allows."""
    rows = tuple(
        Estimated(
            row["name"],
            row["gain"].value if row["gain"] else None,
            row["gain"].low if row["gain"] else None,
            row["gain"].high if row["gain"] else None,
            n=row["entries"],
            role="worse" if row["verdict"] == "leak" else "quiet",
            href=page.deals("behind", row["position"], question=answer.question),
            aside=page.words(f"verdict.{row['verdict']}"),
        )
        for row in answer.rows
    )
    return Dots(
        title=page.words("bottlenecks.chart"),
        summary=page.words("bottlenecks.chart.why"),
        empty=page.words("bottlenecks.chart.empty"),
        rows=rows,
        unit=Amount(answer.totals["amount"].currency),
        reference=0.0,
        reference_name=page.words("bottlenecks.chart.now"),
    )


def levers(page: Page, row: Row) -> Dots:
    """What goes with moving on from a stage, the rest being equal."""
    rows = tuple(
        Estimated(
            lever_name(page, one),
            one["effect"],
            one["low"],
            one["high"],
            n=one["deals"],
            role="good" if one["effect"] > 0 else "worse",
        )
        for one in row["levers"]
    )
    return Dots(
        title=page.words("bottlenecks.levers", stage=row["name"]),
        summary=page.words("bottlenecks.levers.why"),
        rows=rows,
        unit=Points(),
        reference=0.0,
        reference_name=page.words("bottlenecks.levers.usual"),
    )


def lever_name(page: Page, one: Mapping[str, Any]) -> str:
    """What a lever is about."""
    return page.words(f"lever.{one['trait']}", level=one["level"])


def levers_of(page: Page) -> Dots:
    """The levers of the worst leak, for a file."""
    leaks = [row for row in page.answer(whole(page.question)).rows if row["verdict"] == "leak"]
    return levers(page, leaks[0] if leaks else {"name": "", "levers": ()})


PAGE = PageKind(
    "bottlenecks",
    "funnel",
    "bottlenecks",
    show,
    ("period", "pipeline", "filters", "by"),
    charts={"gains": lambda page: gains(page, page.answer(whole(page.question))), "levers": levers_of},
    complete=whole,
)
