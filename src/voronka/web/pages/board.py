"""What stood on the stages at a moment of the past, beside another day if one likes."""

from __future__ import annotations

from datetime import date, timedelta

from voronka.clock import local_day, start_of_day
from voronka.model.answer import Answer, Row
from voronka.model.money import Money
from voronka.model.period import Period
from voronka.render.charts import Amount, Happening, Lines, Point, Series
from voronka.web.kinds import PageKind
from voronka.web.page import Page
from voronka.web.reading import today_of

#: Days that the slider and the line above it reach back, and more where an earlier day is looked at.
REACH = 365
_JUMPS = (("-month", -30), ("-week", -7), ("-day", -1), ("day", 1), ("week", 7), ("month", 30))


def show(page: Page, answer: Answer) -> dict[str, object]:
    """The stages, the days around, and what was different on the other day."""
    day, latest = local_day(answer.as_of, page.timezone), latest_of(page)
    around = {
        key: page.ask(as_of=start_of_day(day + timedelta(days=days), page.timezone))
        for key, days in _JUMPS
        if day + timedelta(days=days) <= latest
    }
    return {
        "rows": answer.rows,
        "day": day,
        "latest": latest,
        "earliest": earliest_of(page),
        "around": around,
        "series": series(page),
        **_other(page, answer, day),
    }


def latest_of(page: Page) -> date:
    """The day whose beginning is the last that is known."""
    return today_of(page.company) + timedelta(days=1)


def earliest_of(page: Page) -> date:
    """Where the slider begins."""
    known = page.company.dictionary().known_from
    looked_at = local_day(page.answer(page.question).as_of, page.timezone) - timedelta(days=30)
    first = min(latest_of(page) - timedelta(days=REACH), looked_at)
    return max(first, local_day(known, page.timezone)) if known else first


def _other(page: Page, answer: Answer, day: date) -> dict[str, object]:
    """The other day, how the sum has changed since, and where one reads why."""
    if answer.versus is None:
        return {"then": None, "why": ""}
    then = local_day(answer.versus.as_of, page.timezone)
    amount, before = answer.totals["amount"], answer.versus.totals["amount"]
    first, last = sorted((then, day))
    bridge = (
        page.about("bridge", as_of=None, period=Period.parse(f"{first}..{last}")) if first < last else None
    )
    return {
        "then": then,
        "change": Money(amount.minor - before.minor, amount.currency),
        "why": page.url("/bridge", bridge) if bridge else "",
    }


def series(page: Page) -> Lines:
    """The open sum over time, with the days that are looked at."""
    answer = page.answer(page.question)
    first, last = earliest_of(page), latest_of(page)
    grain = "day" if last - first <= timedelta(days=100) else "week"
    volume = page.answer(
        "volume", as_of=None, period=Period.parse(f"{first}..{last}"), options=(("grain", grain),)
    )
    marks = [Happening(local_day(answer.as_of, page.timezone), page.words("board.chosen"), is_change=True)]
    if answer.versus is not None:
        marks.append(Happening(local_day(answer.versus.as_of, page.timezone), page.words("board.then")))
    return Lines(
        title=page.words("board.series"),
        series=(Series(page.words("board.open"), tuple(_point(page, row, last) for row in volume.rows)),),
        y=Amount(answer.totals["amount"].currency),
        grain="day",
        marks=tuple(marks),
    )


def _point(page: Page, row: Row, last: date) -> Point:
    day = min(local_day(row["until"], page.timezone), last)
    moment = start_of_day(day, page.timezone)
    return Point(day, row["amount"].minor, n=row["open"], href=page.ask(as_of=moment))


PAGE = PageKind(
    "board",
    "money",
    "board",
    show,
    ("pipeline", "population", "filters"),
    charts={"series": series},
    also=("volume",),
)
