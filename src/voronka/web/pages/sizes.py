"""«Размер сделок»: which deals are worth a day, and whether only small ones are closed."""

from __future__ import annotations

from voronka.model.answer import Answer, Row
from voronka.render.charts import Amount, Bar, Bars, Dots, Estimated, Percent
from voronka.web.kinds import PageKind, whole
from voronka.web.page import Page
from voronka.web.quick import twelve_months
from voronka.web.tables import split, table_of


def show(page: Page, answer: Answer) -> dict[str, object]:
    """What a day is worth, how often each size is won, and what it brings."""
    return {
        "worth": worth(page, answer),
        "rates": rates(page, answer),
        "shares": shares(page, answer),
        "view": table_of(page, split(page, answer)),
    }


def band(page: Page, row: Row) -> str:
    """A band in words."""
    return row["band"] or page.words("sizes.without")


def priced(answer: Answer) -> list[Row]:
    """The bands with an amount."""
    return [row for row in answer.rows if row["band"]]


def worth(page: Page, answer: Answer) -> Bars:
    """What a day spent on a deal of that size brings."""
    bars = tuple(
        Bar(
            band(page, row),
            row["worth"].minor if row["worth"] else None,
            n=row["deals"],
            role="good" if row["is_best"] else "soft",
            href=page.deals("deals", row["band"], question=answer.question),
            is_thin=bool(row["win_rate"] and row["win_rate"].is_wide),
        )
        for row in priced(answer)
    )
    return Bars(
        title=page.words("sizes.worth"),
        summary=page.words("sizes.worth.why"),
        empty=page.words("sizes.worth.none"),
        bars=bars,
        unit=Amount(answer.totals["amount"].currency),
    )


def rates(page: Page, answer: Answer) -> Dots:
    """How many are won, by size."""
    rows = tuple(
        Estimated(
            band(page, row),
            row["win_rate"].value,
            row["win_rate"].low,
            row["win_rate"].high,
            n=row["deals"],
            href=page.deals("won", row["band"], question=answer.question),
            is_thin=row["win_rate"].is_wide,
        )
        for row in answer.rows
        if row["win_rate"]
    )
    return Dots(
        title=page.words("sizes.rates"), empty=page.words("sizes.worth.none"), rows=rows, unit=Percent()
    )


def shares(page: Page, answer: Answer) -> Bars:
    """Which sizes the revenue is made of."""
    bars = tuple(
        Bar(
            band(page, row),
            row["revenue_share"],
            n=row["won"],
            href=page.deals("won", row["band"], question=answer.question),
        )
        for row in priced(answer)
    )
    return Bars(
        title=page.words("sizes.shares"), empty=page.words("sizes.worth.none"), bars=bars, unit=Percent()
    )


PAGE = PageKind(
    "sizes",
    "money",
    "sizes",
    show,
    ("period", "pipeline", "filters", "by"),
    charts={
        "worth": lambda page: worth(page, page.answer(whole(page.question))),
        "rates": lambda page: rates(page, page.answer(whole(page.question))),
        "shares": lambda page: shares(page, page.answer(whole(page.question))),
    },
    period=twelve_months,
    complete=whole,
)
