"""Where deals stand and for how long: stays by stage and person, the cycle, the answer to an enquiry, waiting for payment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from voronka.model.answer import Answer, Row
from voronka.model.estimate import Estimate, Times
from voronka.render.charts import Bar, Bars, Days, Heat, Heated, HeatRow, Percent
from voronka.web.doing import Offer, offer
from voronka.web.kinds import PageKind
from voronka.web.page import Page
from voronka.web.quick import twelve_months
from voronka.web.tables import Table, table_of

#: People with the most stays that the picture has room for.
_PEOPLE = 25
#: The shares of answers within so many minutes, as the metric names them.
_WITHIN = (("within_5", "time.within_5"), ("within_15", "time.within_15"), ("within_60", "time.within_60"))
_STAYS = ("name", "stays", "open", "stay", "p75_days", "norm_days", "p90_days", "onward")


def show(page: Page, answer: Answer) -> dict[str, object]:
    """Stages, people, the cycle, answers and payments."""
    cycle, response, lags = page.answer("cycle"), page.answer("response"), page.answer("lags")
    stuck = page.answer("stuck_summary", period=None)
    outliers = page.answer("stay_outliers")
    return {
        "stays": stays(page),
        "stays_table": table_of(page, answer, only=_STAYS),
        "people": people(page),
        "outliers": outliers,
        "outliers_table": _clear(page, outliers),
        "cycle": cycle,
        "cycle_row": next(iter(cycle.rows), None),
        "response": response,
        "response_row": next(iter(response.rows), None),
        "act": _offer(page, response),
        "answers": answers(page),
        "answers_table": table_of(
            page,
            page.answer("response", by="manager"),
            page.words("time.answers.by"),
            only=("enquiries", "unanswered", "within_15", "within_60", "wall_minutes", "working_minutes"),
        ),
        "lags": lags,
        "lags_table": table_of(
            page, lags, only=("from", "to", "deals", "arrived", "time", "p75_days", "p90_days", "open")
        ),
        "stuck": stuck,
    }


def _offer(page: Page, response: Answer) -> Offer | None:
    """Tasks for enquiries that nobody has answered, where there are some."""
    waiting = sum(row["unanswered"] or 0 for row in response.rows)
    return offer(page.request, "unanswered", response.question) if waiting else None


def stays(page: Page) -> Bars:
    """Half of the stays of each stage, and what is normal there."""
    answer = page.answer(page.question)
    return Bars(
        title=page.words("time.stays"),
        summary=page.words("time.stays.why"),
        bars=tuple(_bar(page, answer, row) for row in answer.rows),
        unit=Days(),
        counted="stays",
    )


def _bar(page: Page, answer: Answer, row: Row) -> Bar:
    stay: Times = row["stay"]
    days = row["norm_days"]
    norm = "" if days is None else page.words("time.norm", days=page.duration(days))
    return Bar(
        row["name"],
        stay.median_days,
        stay.low,
        stay.high,
        stay.n,
        href=page.deals("stays", row["position"], question=answer.question) if stay.n else "",
        is_thin=bool(stay.doubts),
        aside=norm,
    )


def people(page: Page) -> Heat:
    """Half of the stays of each person on each stage: each column is as dark as it is long beside the others of that column."""
    answer = page.answer("stays", by="manager")
    names = {row["position"]: row["name"] for row in page.answer(page.question).rows}
    cells = {(row["segment"], row["position"]): row for row in answer.rows}
    return Heat(
        title=page.words("time.people"),
        summary=page.words("time.people.why"),
        columns=tuple(names.values()),
        rows=tuple(
            HeatRow(
                person or page.words("unknown"),
                tuple(_cell(page, answer, cells.get((person, position))) for position in names),
            )
            for person in _busiest(answer.rows)
        ),
        unit=Days(),
        counted="stays",
        is_by_column=True,
    )


def _busiest(rows: Iterable[Row]) -> list[str | None]:
    """The people of the picture, in the order of the answer: those with the longest list of stays."""
    most: dict[str | None, int] = {}
    for row in rows:
        most[row["segment"]] = max(most.get(row["segment"], 0), row["stays"])
    kept = sorted(most, key=lambda person: -most[person])[:_PEOPLE]
    return [person for person in most if person in kept]


def _cell(page: Page, answer: Answer, row: Row | None) -> Heated | None:
    if row is None or not row["stays"]:
        return None
    stay: Times = row["stay"]
    text = page.duration(stay.median_days) if stay.median_days is not None else "—"
    return Heated(
        stay.median_days,
        n=stay.n,
        href=page.deals("stays", row["position"], segment=row["segment"], question=answer.question),
        text=text,
        is_thin=bool(stay.doubts),
    )


def _clear(page: Page, answer: Answer) -> Table | None:
    """Who reliably keeps deals longer or shorter than the others; None where nobody does."""
    rows = [row for row in answer.rows if row["verdict"] in ("longer", "shorter")]
    wanted = ("name", "who", "stays", "stay", "others", "verdict")
    return table_of(page, answer, only=wanted, rows=rows) if rows else None


def answers(page: Page) -> Bars:
    """How many enquiries are answered within some minutes, by the clock and in working hours."""
    wall, working = page.answer("response"), page.answer("response", options=(("clock", "working"),))
    return Bars(
        title=page.words("time.answers"),
        summary=" ".join(page.findings(wall)),
        bars=tuple(_within(page, wall.rows, working.rows)),
        unit=Percent(),
        most=1.0,
    )


def _within(page: Page, wall: Sequence[Row], working: Sequence[Row]) -> Iterator[Bar]:
    """A bar for each number of minutes; the share in working hours stands beside it."""
    for row, in_hours in zip(wall, working, strict=True):
        for name, words in _WITHIN:
            share: Estimate | None = row[name]
            if share is None or in_hours[name] is None:
                # nothing tells when anybody answered
                continue
            shown = page.words("time.in_hours", share=page.percent(in_hours[name].value))
            yield Bar(
                page.words(words),
                share.value,
                share.low,
                share.high,
                share.n,
                is_thin=share.is_wide,
                aside=shown,
            )


PAGE = PageKind(
    "time",
    "time",
    "stays",
    show,
    charts={"stays": stays, "people": people, "answers": answers},
    period=twelve_months,
    also=("stay_outliers", "cycle", "response", "lags"),
)
