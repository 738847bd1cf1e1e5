"""The funnel of what came in, against what came in before it, both at the same age."""

from __future__ import annotations

from typing import Any

from voronka.model.answer import Row
from voronka.render.charts import Bar, Bars, Count
from voronka.reports.report import Grid, Head, Section
from voronka.reports.telling import Teller


def section(tell: Teller) -> Section:
    """Stages with how many reached each, and what is reliably other than before."""
    answer = tell.ask("funnel", period=tell.period, versus="previous")
    heading = tell.words("report.funnel")
    rows = [row for row in answer.rows if row["reached"] or _then(row)]
    if not rows:
        return Section("funnel", heading, (tell.words("report.funnel.none"),))
    return Section(
        "funnel",
        heading,
        tuple(_words(tell, rows)),
        drawn=(_chart(tell, rows),),
        grids=(_grid(tell, rows),),
        answers=((heading, answer),),
        behind=tell.behind(tell.words("report.list.came"), answer, "deals"),
    )


def _then(row: Row) -> int:
    return int((row.get("versus") or {}).get("reached") or 0)


def _words(tell: Teller, rows: list[Row]) -> list[str]:
    came, last = rows[0], rows[-1]
    words = [
        tell.words(
            "report.funnel.came",
            deals=tell.deals(came["reached"]),
            then=tell.count(_then(came)),
            earlier=tell.earlier(),
        )
    ]
    words.append(_clear(tell, rows))
    leak = next((row for row in rows if row.get("is_leak") and row["lost_here"]), None)
    if leak is not None:
        words.append(
            tell.words(
                "report.funnel.leak",
                stage=_name(leak),
                deals=tell.deals(leak["lost_here"]),
                amount=tell.money(leak["lost_amount"]),
            )
        )
    if last["kind"] == "won" and not last["reached"]:
        words.append(tell.words("report.funnel.young"))
    return words


def _clear(tell: Teller, rows: list[Row]) -> str:
    """The step that is reliably other than before; else that there is none."""
    for row in rows:
        change = _change(row)
        if change and change.get("low") is not None and (change["low"] > 0 or change["high"] < 0):
            return tell.words(
                "report.funnel.better" if change["difference"] > 0 else "report.funnel.worse",
                stage=_name(row),
                now=tell.percent(row["step"].value),
                then=tell.percent(change["then"].value),
            )
    return tell.words("report.funnel.same")


def _change(row: Row) -> dict[str, Any] | None:
    found: dict[str, Any] | None = (row.get("versus") or {}).get("step")
    return found


def _name(row: Row) -> str:
    return str(row["name"] or row["stage"])


def _grid(tell: Teller, rows: list[Row]) -> Grid:
    words = tell.words
    heads = (
        Head(words("report.stage"), is_number=False),
        Head(words("report.reached")),
        Head(words("report.before")),
        Head(words("report.step")),
        Head(words("report.step.before"), is_spare=True),
    )
    return Grid("stages", "", heads, tuple(_line(tell, row) for row in rows))


def _line(tell: Teller, row: Row) -> tuple[str, ...]:
    change = _change(row)
    step = tell.percent(row["step"].value) if row["step"] else ""
    then = tell.percent(change["then"].value) if change else ""
    return _name(row), tell.count(row["reached"]), tell.count(_then(row)), step, then


def _chart(tell: Teller, rows: list[Row]) -> Bars:
    bars = tuple(
        Bar(
            _name(row),
            row["reached"],
            before=_then(row),
            role="good" if row["kind"] == "won" else "now",
            aside=tell.percent(row["step"].value) if row["step"] and row["step"].trials else "",
        )
        for row in rows
    )
    return Bars(
        title=tell.words("report.funnel"),
        summary=_clear(tell, rows),
        bars=bars,
        unit=Count(),
        before_name=tell.earlier(),
    )
