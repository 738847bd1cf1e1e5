"""How many of the deals that come in are won, whether that changes, and why the CRM shows another number."""

from __future__ import annotations

from datetime import date, timedelta

from voronka.model.answer import Answer, Row
from voronka.model.estimate import Estimate
from voronka.model.period import Period
from voronka.model.question import Question
from voronka.render.charts import (
    Bar,
    Bars,
    Days,
    Dots,
    Estimated,
    Goal,
    Happening,
    Heat,
    Heated,
    HeatRow,
    Lines,
    Percent,
    Point,
    Reading,
    Series,
)
from voronka.web.kinds import PageKind
from voronka.web.page import Page
from voronka.web.quick import twelve_months
from voronka.web.reading import today_of
from voronka.web.tables import table_of

#: Months of a series, so that a short period is seen beside what was before it.
MONTHS = 18
#: Days between the columns of the triangle: the nearest to a third of the horizon is taken.
_EVERY = (1, 2, 7, 14, 30, 60, 90)
#: A share whose interval is wider says little.
_WIDE = 0.30


def show(page: Page, answer: Answer) -> dict[str, object]:
    """The share won in words, over time, by age, by stage, and against the CRM."""
    if not answer.totals["deals"]:
        return {}
    if page.question.by is not None:
        dots = shares(page)
        apart = {role: [row.name for row in dots.rows if row.role == role] for role in ("good", "worse")}
        return {"row": None, "dots": dots, "apart": apart, "split": table_of(page, answer)}
    steps, crm = page.answer("conversion", versus=page.question.versus), page.answer("reconcile")
    row = next(iter(answer.rows), None)
    change = ((row or {}).get("versus") or {}).get("by_count")
    return {
        "row": row,
        "change": change if change and change["difference"] is not None else None,
        "trend": trend(page),
        "trend_answer": followed(page),
        "steady": _steady(page),
        "cohorts": cohorts(page),
        "curve": curve(page),
        "steps": bars(page),
        "steps_answer": steps,
        "steps_table": table_of(page, steps, only=("name", "reached", "step", "horizon_days", "cumulative")),
        "crm": crm,
        "crm_table": table_of(page, crm, only=("rule", "deals", "won", "lost", "share")),
    }


def history(page: Page) -> Period:
    """The period of a series: the page's own, stretched back to so many months."""
    period = page.question.period
    last = period.last if period else today_of(page.company) + timedelta(days=1)
    first = _months_before(last, MONTHS)
    return Period.parse(f"{min(first, period.first) if period else first}..{last}")


def _months_before(day: date, months: int) -> date:
    """The first day of the month so many before that of the day before `day`.

    >>> _months_before(date(2026, 12, 1), 18), _months_before(date(2026, 11, 24), 12)
    (datetime.date(2025, 6, 1), datetime.date(2025, 12, 1))
    """
    last = day - timedelta(days=1)
    index = last.year * 12 + last.month - months
    return date(index // 12, index % 12 + 1, 1)


def followed(page: Page) -> Answer:
    """The share won of each month's deals, all at equal age."""
    options = tuple(sorted((*page.question.options, ("grain", "month"), ("of", "win_rate"))))
    return page.answer("trend", period=history(page), options=options)


def trend(page: Page) -> Lines:
    """The share won by month, with the moments since which it is different."""
    answer = followed(page)
    points = [_month(page, row) for row in answer.rows]
    changes = [row for row in answer.rows if row["is_change"]]
    return Lines(
        title=page.words("conversion.trend"),
        summary=" ".join(page.findings(answer)[1:]),
        series=(Series(page.words("conversion.won"), tuple(points)),),
        y=Percent(),
        from_zero=True,
        marks=tuple(
            Happening(date.fromisoformat(row["first"]), page.words("conversion.level"), is_change=True)
            for row in changes
        ),
        goals=_usual(page),
    )


def _month(page: Page, row: Row) -> Point:
    """A month of the series; a month in which nothing came in has no value."""
    share = row["value"] or Estimate(0, None)
    return Point(
        date.fromisoformat(row["first"]),
        share.value,
        share.low,
        share.high,
        row["n"],
        href=page.ask(period=Period.parse(row["bucket"])),
        is_open=row["state"] is not None,
        is_thin=share.is_wide,
    )


def _steady(page: Page) -> int:
    """How many months are old enough to be compared, where none of them begins another level; else 0."""
    rows = followed(page).rows
    told = [row for row in rows if row["state"] is None]
    return len(told) if len(told) > 3 and not any(row["is_change"] for row in rows) else 0


def _usual(page: Page) -> tuple[Goal, ...]:
    """The share of the page's own period as a level."""
    [row] = page.answer(page.question).rows or [None]
    if row is None or row["by_count"].value is None:
        return ()
    return (Goal(row["by_count"].value, page.words("conversion.period")),)


def by_age(page: Page) -> Answer:
    """The share won by age of each month's deals."""
    horizon = page.answer(page.question).totals.get("horizon_days") or 90
    every = min(_EVERY, key=lambda days: abs(days - horizon / 3))
    options = (*page.question.options, ("every", str(every)))
    return page.answer("win_curve", period=history(page), by="cohort_month", options=tuple(sorted(options)))


def cohorts(page: Page) -> Heat:
    """The triangle: a row for each month, a column for each age; pale while deals are too young for the age."""
    answer = by_age(page)
    ages = sorted({row["age_days"] for row in answer.rows})
    cells = {(row["segment"], row["age_days"]): row for row in answer.rows}
    deals = {row["bucket"]: row["n"] for row in followed(page).rows}
    months = [month for month in dict.fromkeys(row["segment"] for row in answer.rows) if month]
    rows = [
        HeatRow(
            page.period(Period.parse(month)),
            tuple(_cell(page, answer.question, cells.get((month, age))) for age in ages),
            n=deals.get(month),
            href=page.ask(period=Period.parse(month)),
        )
        for month in months
    ]
    return Heat(
        title=page.words("conversion.cohorts"),
        summary=page.words("conversion.cohorts.why"),
        columns=tuple(page.count(age) for age in ages),
        rows=tuple(rows),
        unit=Percent(),
        role="good",
        row_title=page.words("conversion.month"),
        column_title=page.words("conversion.by_age"),
    )


def _cell(page: Page, question: Question, row: Row | None) -> Heated | None:
    """A cell of the triangle; None where no deal of the month has come to that age."""
    if row is None or row["value"] is None or (row["waiting"] and not row["at_risk"]):
        return None
    is_thin = row["high"] is not None and row["high"] - row["low"] > _WIDE
    followed_to = page.deals("at_risk", row["age_days"], segment=row["segment"], question=question)
    return Heated(
        row["value"],
        n=row["at_risk"],
        href=followed_to if row["at_risk"] else "",
        is_open=bool(row["waiting"]),
        is_thin=is_thin,
    )


def curve(page: Page) -> Lines:
    """The share won by age, of the period and of the compared one."""
    answer = page.answer("win_curve", versus=page.question.versus)
    rows = [row for row in answer.rows if row["at_risk"]]
    now = tuple(
        Point(
            row["age_days"],
            row["value"],
            row["low"],
            row["high"],
            row["at_risk"],
            href=page.deals("at_risk", row["age_days"], question=answer.question),
        )
        for row in rows
    )
    series = [Series(page.period(page.question.period), now)]
    if answer.versus is not None:
        before = tuple(Point(row["age_days"], row["versus"]["value"]) for row in rows if row.get("versus"))
        series.append(Series(page.period(answer.versus.question.period), before, role="before"))
    return Lines(
        title=page.words("conversion.curve"),
        summary=page.words("conversion.curve.why"),
        series=tuple(series),
        y=Percent(),
        x=Days(),
        x_title=page.words("conversion.age"),
        readings=() if answer.versus else _at_horizon(page),
        is_steps=True,
        from_zero=True,
    )


def _at_horizon(page: Page) -> tuple[Reading, ...]:
    """The headline as a point of the curve."""
    answer = page.answer(page.question)
    [row] = answer.rows or [None]
    if row is None or row["by_count"].value is None:
        return ()
    days, share = answer.totals["horizon_days"], row["by_count"].value
    text = page.words("conversion.at_horizon", share=page.percent(share), days=page.duration(days))
    return (Reading(days, share, text),)


def bars(page: Page) -> Bars:
    """The share that goes on from each stage."""
    answer = page.answer("conversion", versus=page.question.versus)
    rows = [row for row in answer.rows if row.get("step") is not None]
    return Bars(
        title=page.words("conversion.steps"),
        summary=page.words("conversion.steps.why"),
        bars=tuple(
            Bar(
                row["name"],
                row["step"].value,
                row["step"].low,
                row["step"].high,
                row["step"].n,
                before=_before(row),
                href=page.deals("advanced", row["position"], question=answer.question),
                is_thin=row["step"].is_wide,
                aside=page.words("conversion.within", days=page.duration(row["horizon_days"])),
            )
            for row in rows
        ),
        unit=Percent(),
        before_name=page.period(answer.versus.question.period) if answer.versus else "",
        most=1.0,
    )


def _before(row: Row) -> float | None:
    """The share of the compared period."""
    then = ((row.get("versus") or {}).get("step") or {}).get("then")
    return None if then is None else then.value


def shares(page: Page) -> Dots:
    """The share won of each group, beside that of all."""
    answer = page.answer(page.question)
    whole = page.answer(page.question.with_(by=None)).rows[0]["by_count"].value
    rows = sorted(answer.rows, key=lambda row: (row["by_count"].is_wide, -(row["by_count"].value or 0)))
    return Dots(
        title=page.words("conversion.by", name=page.by_title()),
        summary=" ".join(page.findings(answer)),
        rows=tuple(_estimated(page, row, whole) for row in rows),
        unit=Percent(),
        reference=whole,
        reference_name=page.words("conversion.all"),
    )


def _estimated(page: Page, row: Row, whole: float | None) -> Estimated:
    share = row["by_count"]
    return Estimated(
        page.text(row["segment"]) or page.words("unknown"),
        share.value,
        share.low,
        share.high,
        share.n,
        role=_role(share, whole),
        href=page.deals("deals", segment=row["segment"]),
        is_thin=share.is_wide,
    )


def _role(share: Estimate, whole: float | None) -> str:
    """Above or below all together by more than chance makes, else quiet."""
    if whole is None or share.low is None or share.high is None or share.is_wide:
        return "quiet"
    return "good" if share.low > whole else "worse" if share.high < whole else "quiet"


PAGE = PageKind(
    "conversion",
    "funnel",
    "win_rate",
    show,
    ("period", "pipeline", "versus", "filters", "by"),
    charts={"trend": trend, "cohorts": cohorts, "curve": curve, "steps": bars, "shares": shares},
    period=twelve_months,
    also=("trend", "win_curve", "conversion", "conversion_curve", "reconcile"),
)
