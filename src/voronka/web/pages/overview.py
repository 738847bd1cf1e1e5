"""«Обзор»: how the month goes, what to fix first, and what changed since last week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from voronka.metrics.chance import is_clear
from voronka.model.answer import Answer, Row
from voronka.model.money import Money
from voronka.model.period import Period
from voronka.model.question import Question
from voronka.render import dates, numbers
from voronka.render.alerts import told
from voronka.render.charts import Amount, Bar, Bars, Count, Goal, Lines, Percent, Point, Series, Sparkline
from voronka.web.filters import Choice, Control
from voronka.web.kinds import PageKind, whole
from voronka.web.page import Page
from voronka.web.quick import twelve_months
from voronka.web.reading import today_of
from voronka.web.ringing import ringing_of
from voronka.web.tiles import Tile, tile

#: Before this day of a month the month before says more.
YOUNG = 7


def month_to_date(today: date) -> Period:
    """This month; in its first week the one before.

    >>> str(month_to_date(date(2026, 11, 23))), str(month_to_date(date(2026, 11, 5)))
    ('2026-11', '2026-10')
    """
    month = Period.parse(f"{today:%Y-%m}")
    return month if today.day > YOUNG else month.previous()


def compared(question: Question) -> Question:
    """Of all deals together, against the period before at equal age unless the reader chose a year before."""
    if question.period is None or question.versus:
        return whole(question)
    return whole(question).with_(versus="previous")


def show(page: Page, answer: Answer) -> dict[str, object]:
    """The key figures, what to fix first, what stands still and what changed."""
    months, week = months_of(page), week_of(page)
    bottlenecks = page.answer("bottlenecks", period=None)
    ahead = page.answer("velocity")
    leaks = [row for row in bottlenecks.rows if row["verdict"] == "leak"]
    return {
        "row": answer.rows[0],
        "then": answer.rows[0].get("versus"),
        "wins_clear": is_clear(answer.rows[0], "won"),
        "revenue_clear": is_clear(answer.rows[0], "revenue"),
        "is_running": is_running(page, answer),
        "tiles": tiles(page, answer, months),
        "revenue": revenue(page, months),
        "week": week,
        "week_chart": week_chart(page, week),
        "bottlenecks": bottlenecks,
        "leak": leaks[0] if leaks else None,
        "stuck": page.answer("stuck_summary", period=None),
        "ahead": ahead.rows[0],
        "ringing": [(told(one, page.words).title, one.is_good) for one in ringing_of(page.request)],
        "ahead_of": ahead,
    }


def is_running(page: Page, answer: Answer) -> bool:
    """Whether the period is not over yet."""
    period = page.question.period
    return period is not None and page.local_day(answer.as_of) < period.last


def year_of(page: Page) -> Period:
    """The twelve months that end with the period."""
    period, last = page.question.period, today(page)
    return twelve_months(last if period is None else min(last, period.last - timedelta(days=1)))


def today(page: Page) -> date:
    """The last day that the question knows of."""
    last = today_of(page.company)
    moment = page.question.as_of
    return last if moment is None else min(last, dates.today(moment, page.timezone))


def months_of(page: Page) -> Answer:
    """The twelve months, each with what came in, was won and stood open at its end."""
    return page.answer("volume", period=year_of(page), options=(("grain", "month"),))


def week_of(page: Page) -> Answer:
    """Why the open sum is another one than seven days ago."""
    after = today(page) + timedelta(days=1)
    return page.answer("bridge", period=Period.parse(f"{after - timedelta(days=7)}..{after}"))


# -- figures


def tiles(page: Page, answer: Answer, months: Answer) -> list[Tile]:
    """What came in and was won, how large, how often, how soon answered, and what is open; revenue stands apart."""
    found = [
        tile(page, answer, "won", spark=series(page, months, "won")),
        tile(page, answer, "new", spark=series(page, months, "new")),
        tile(page, answer, "average_deal"),
        win_rate(page),
        *response(page),
        stock(page, months),
    ]
    return [one for one in found if one is not None]


def series(page: Page, months: Answer, column: str) -> Sparkline:
    """A column of the months as a line as small as a word."""
    values = [row[column] for row in months.rows]
    is_money = bool(values) and isinstance(values[0], Money)
    return Sparkline(
        title=page.words("overview.months"),
        values=tuple(one.minor if isinstance(one, Money) else one for one in values),
        unit=Amount(values[0].currency) if is_money else Count(),
        is_open=is_open(months, months.rows[-1]) if months.rows else False,
    )


def is_open(answer: Answer, row: Row) -> bool:
    """Whether a month is not over yet."""
    return bool(row["until"] >= answer.as_of)


def win_rate(page: Page) -> Tile | None:
    """Of the last month whose deals had their time; younger ones would look worse than they are."""
    trend = page.answer("trend", period=year_of(page), options=(("of", "win_rate"),))
    ripe = [
        row for row in trend.rows if row["state"] is None and row["value"] and row["value"].value is not None
    ]
    if not ripe:
        return None
    month = Period.parse(str(ripe[-1]["bucket"]))
    spark = Sparkline(
        title=page.words("overview.months"),
        values=tuple(row["value"].value for row in ripe),
        unit=Percent(),
    )
    opens = page.deals("deals", question=page.about("win_rate", period=month))
    note = page.t("overview.win_rate.note", month=page.period(month))
    found = tile(page, trend, "value", rows=ripe[-1:], name="win_rate", spark=spark, note=note)
    return replace(found, shown=replace(found.shown, href=opens))


def response(page: Page) -> list[Tile]:
    """How many are answered within an hour; nothing where no answer of anybody is known."""
    answer = page.answer(compared(page.about("response")))
    if not answer.rows or not answer.rows[0]["answered"]:
        return []
    months = page.answer("response", period=year_of(page), by="cohort_month")
    spark = Sparkline(
        title=page.words("overview.months"),
        values=tuple(row["within_60"].value for row in months.rows),
        unit=Percent(),
        is_open=True,
    )
    return [tile(page, answer, "within_60", name="response", spark=spark)]


def stock(page: Page, months: Answer) -> Tile | None:
    """What stands open, against the end of the month before."""
    if not months.rows:
        return None
    last, *before = reversed(months.rows)
    note = page.t("overview.open.note", n=last["open"])
    if before:
        note += page.t("overview.open.then", amount=page.money(before[0]["amount"]))
    return tile(
        page, months, "amount", rows=[last], name="open", spark=series(page, months, "amount"), note=note
    )


# -- charts


def revenue(page: Page, months: Answer) -> Lines:
    """What was won in each of twelve months."""
    points = tuple(
        Point(
            date.fromisoformat(row["first"]),
            row["won_amount"].minor,
            n=row["won"],
            href=page.deals("won", row["bucket"], question=months.question),
            is_open=is_open(months, row),
        )
        for row in months.rows
    )
    currency = months.totals["amount"].currency
    title = page.words("overview.revenue.chart")
    return Lines(
        title=title,
        series=(Series(title, points, "good"),),
        y=Amount(currency),
        grain="month",
        from_zero=True,
        goals=plan(page),
    )


#: What each term of the bridge is to the open sum.
ROLES = {
    "created": "now",
    "arrived": "now",
    "reopened": "now",
    "amount_up": "soft",
    "won": "good",
    "lost": "bad",
}


def week_chart(page: Page, week: Answer) -> Bars:
    """What changed in the open sum, without what stayed as it was."""
    changed = [row for row in week.rows[1:-1] if row["deals"]]
    bars = tuple(
        Bar(
            page.words(f"bridge.{row['term']}"),
            row["amount"].minor,
            role=ROLES.get(row["term"], "quiet"),
            href=page.deals(row["term"], question=week.question),
            aside=page.words("deals", n=row["deals"]),
        )
        for row in changed
    )
    currency = week.totals["amount"].currency
    return Bars(
        title=week_title(page, week),
        summary=week_summary(page, week),
        empty=page.words("overview.week.nothing"),
        bars=bars,
        unit=Amount(currency, is_signed=True),
    )


def week_title(page: Page, week: Answer) -> str:
    """By how much the open sum is another one than a week ago."""
    first, last = week.rows[0]["amount"], week.rows[-1]["amount"]
    minor = last.minor - first.minor
    key = "up" if minor > 0 else "down" if minor < 0 else "same"
    return page.words(f"overview.week.{key}", change=page.signed_money(Money(minor, first.currency)))


def week_summary(page: Page, week: Answer) -> str:
    """Which week, and from which sum to which."""
    assert week.question.period is not None
    before, after = (numbers.money(week.rows[place]["amount"], page.language) for place in (0, -1))
    return page.words("overview.week.why", days=page.days(week.question.period), before=before, after=after)


def plan(page: Page) -> tuple[Goal, ...]:
    """The month's plan where one was told."""
    period = page.question.period
    if period is None or len(period.text) != len("2026-11"):
        return ()
    told = page.answer("velocity").rows[0].get("plan")
    return (Goal(told.minor, page.words("overview.plan")),) if told else ()


def versus(page: Page) -> list[Control]:
    """Which earlier period is compared with: there is always one."""
    if page.question.period is None:
        return []
    chosen = page.question.versus or ""
    names: Sequence[tuple[str, str]] = (("", "previous"), ("year", "year"))
    choices = tuple(Choice(value, page.words(f"versus.{name}"), chosen == value) for value, name in names)
    return [Control("versus", "versus", page.words("control.versus"), choices)]


PAGE = PageKind(
    "overview",
    "start",
    "results",
    show,
    ("period", "pipeline", "filters"),
    charts={
        "revenue": lambda page: revenue(page, months_of(page)),
        "week": lambda page: week_chart(page, week_of(page)),
    },
    more=versus,
    period=month_to_date,
    also=("volume", "velocity"),
    complete=compared,
)
