"""«Помогло ли?»: what was changed in how the company sells, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from voronka.model.answer import Answer, Row
from voronka.model.estimate import Estimate
from voronka.model.question import Question
from voronka.render.charts import Happening, Lines, Percent, Point, Series
from voronka.web.kinds import PageKind
from voronka.web.notes import may_remove
from voronka.web.page import Page
from voronka.web.pages.conversion import history
from voronka.web.reading import today_of
from voronka.web.tables import Shown, shown, table_of

#: Columns of the full comparison of one change.
_FULL = ("measure", "stage", "before", "after", "change", "deals", "verdict")


@dataclass(frozen=True)
class Change:
    """A change with its main figure before and after; `href` leads to all its figures, or back."""

    row: Row
    day: date
    before: Shown
    after: Shown
    href: str
    is_chosen: bool


def show(page: Page, answer: Answer) -> dict[str, object]:
    """The log with what came of each change, all figures of the chosen one, and the trend with the changes marked."""
    chosen = next(iter(page.question.option("change")), None)
    every = page.answer("changes", options=()) if page.question.options else answer
    return {
        "changes": [_change(page, every, row, chosen) for row in sorted(every.rows, key=_newest_first)],
        "chosen": chosen,
        "full": table_of(page, answer, only=_FULL) if chosen and answer.rows else None,
        "trend": trend(page, every) if every.rows else None,
        "today": today_of(page.company),
        "stages": _stages(page),
        "removable": {note.number for note in page.company.context().notes if may_remove(page.request, note)},
    }


def _newest_first(row: Row) -> tuple[int, int]:
    return -date.fromisoformat(row["day"]).toordinal(), -row["number"]


def _change(page: Page, answer: Answer, row: Row, chosen: str | None) -> Change:
    columns = {column.name: column for column in answer.columns}
    number = str(row["number"])
    before, after = (shown(page, answer, columns[name], row) for name in ("before", "after"))
    href = page.ask(options=() if number == chosen else (("change", number),))
    return Change(row, date.fromisoformat(row["day"]), before, after, href, number == chosen)


def _stages(page: Page) -> list[str]:
    pipeline = page.company.dictionary().pipeline(page.question.pipeline)
    return [one.name for one in pipeline.stages if one.kind in {"incoming", "open"} and not one.is_deleted]


def followed(page: Page) -> Answer:
    """The share won of each month's deals, all at equal age."""
    return page.answer("trend", period=history(page), options=(("grain", "month"), ("of", "win_rate")))


def trend(page: Page, changes: Answer | None = None) -> Lines:
    """The share won by month, with a mark for each change."""
    noted = changes or page.answer(Question("changes", pipeline=page.question.pipeline))
    answer = followed(page)
    days = [date.fromisoformat(row["first"]) for row in answer.rows]
    return Lines(
        title=page.words("changes.trend"),
        summary=" ".join(page.findings(answer)[1:]),
        series=(Series(page.words("changes.won"), tuple(_point(row) for row in answer.rows)),),
        y=Percent(),
        from_zero=True,
        marks=_marks(noted.rows, days),
    )


def _point(row: Row) -> Point:
    share = row["value"] or Estimate(0, None)
    return Point(
        date.fromisoformat(row["first"]),
        share.value,
        share.low,
        share.high,
        row["n"],
        is_open=row["state"] is not None,
        is_thin=share.is_wide,
    )


def _marks(rows: Iterable[Row], days: list[date]) -> tuple[Happening, ...]:
    """The changes that lie within the series."""
    noted = sorted({(date.fromisoformat(row["day"]), row["text"]) for row in rows})
    return tuple(Happening(day, text) for day, text in noted if days and days[0] <= day <= days[-1])


PAGE = PageKind("changes", "change", "changes", show, ("pipeline",), charts={"trend": trend})
