"""How past forecasts came true, for the page of the forecast: ranges under the facts, errors, and simpler methods beside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from voronka.model.answer import Answer, Row
from voronka.model.period import Period
from voronka.render import numbers
from voronka.render.charts import Bar, Bars, Number
from voronka.web.page import Page
from voronka.web.tables import Table, table_of

#: Of forecasts of the next step, the newest first.
_COLUMNS = ("step", "money_low", "money", "money_high", "revenue", "is_inside", "method")
#: A method is told to be better or worse where its loss differs by more than this share.
_SAME = 0.02


def record_of(page: Page, step: str) -> Answer:
    """Past forecasts in the page's steps, of all its deals together."""
    return page.answer("track_record", by=None, options=(("grain", step),))


def next_steps(record: Answer) -> list[Row]:
    """The forecasts that were made as their step began."""
    return [row for row in record.rows if row["ahead"] == 1]


def ranges(record: Answer, measure: str) -> dict[str, tuple[float, float]]:
    """First day of a step → what had been said of it."""
    return {
        row["made"]: (_plain(row[f"{measure}_low"]), _plain(row[f"{measure}_high"]))
        for row in next_steps(record)
    }


def _plain(value: object) -> float:
    return float(getattr(value, "minor", value))  # type: ignore[arg-type]


def figures(page: Page, record: Answer) -> list[tuple[str, str, str]]:
    """Name, number and what it means, of forecasts of the next step in money."""
    if not record.totals["forecasts"]:
        return []
    found = record.totals["money_next"]
    held, words = found["coverage"], page.words
    shown = [
        (
            words("forecast.held"),
            words("forecast.held.of", held=page.count(held.hits), all=page.count(held.trials)),
            words("forecast.held.range", range=page.interval(held.low, held.high)),
        )
    ]
    if found["wape"] is not None:
        shown.append((words("forecast.missed"), page.percent(found["wape"]), words("forecast.missed.why")))
    if found["bias"] is not None:
        key = "even" if abs(found["bias"]) < _SAME else "much" if found["bias"] > 0 else "little"
        share = numbers.signed(page.percent(found["bias"]), found["bias"])
        shown.append((words("forecast.bias"), share, words(f"forecast.bias.{key}")))
    return shown


def methods(page: Page, record: Answer) -> Bars:
    """How much more the simpler methods missed on the same past dates; the one that is used is 1 or stands beside it."""
    others = record.totals.get("money_others") or {}
    known = {name: ratio for name, ratio in others.items() if ratio is not None}
    used = record.totals["method"]
    return Bars(
        title=page.words("forecast.methods"),
        summary=page.words("forecast.methods.why" if known else "forecast.methods.none"),
        empty=page.words("forecast.methods.none"),
        bars=tuple(_bars(page, known, used)) if known else (),
        unit=Number(1),
    )


def _bars(page: Page, known: dict[str, float], used: str) -> Iterator[Bar]:
    """The page's own forecasts first, then the others by how much they missed."""
    yield Bar(page.words("forecast.method.own"), 1.0, aside=_used(page, used))
    for name, ratio in sorted(known.items(), key=lambda pair: pair[1]):
        yield Bar(page.words(f"forecast.method.{name}"), ratio, role="quiet")


def _used(page: Page, used: str) -> str:
    name = page.words(f"forecast.method.{used}")
    return page.words("forecast.method.used", name=name) if used != "model" else ""


def table(page: Page, record: Answer) -> Table:
    """Past forecasts of the next step, the newest first, each by the name of its step."""
    rows = next_steps(record)[::-1]
    found = table_of(page, record, page.words("forecast.record.table"), only=_COLUMNS, rows=rows)
    named = (
        (replace(cells[0], text=page.opening(Period.parse(row["step"]))), *cells[1:])
        for row, cells in zip(rows, found.rows, strict=True)
    )
    return replace(found, rows=tuple(named))
