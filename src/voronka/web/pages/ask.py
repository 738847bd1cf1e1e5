"""«Спросить»: any figure, split and cut in any way, as a table and the picture that fits it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from starlette.datastructures import QueryParams

from voronka.metrics.catalog import METRICS, metric
from voronka.metrics.guide.tree import DRIVERS, GOALS
from voronka.metrics.kinds import Metric
from voronka.model.answer import Answer, Row
from voronka.model.column import Column
from voronka.model.option import OPTIONS
from voronka.model.question import Question
from voronka.render.charts import (
    Amount,
    Bar,
    Bars,
    Chart,
    Count,
    Days,
    Dots,
    Estimated,
    Lines,
    Percent,
    Point,
    Series,
    Unit,
)
from voronka.render.views import segments
from voronka.web.filters import Choice, Control, controls
from voronka.web.kinds import PageKind, Part
from voronka.web.page import Page
from voronka.web.quick import recent
from voronka.web.tables import table_of

#: Kinds of columns that can be drawn, the most telling first, with their units.
_UNITS: dict[str, Callable[[str], Unit]] = {
    "estimate": lambda _: Percent(),
    "rate": lambda _: Percent(),
    "share": lambda _: Percent(),
    "amount": Amount,
    "money": Amount,
    "times": lambda _: Days(),
    "days": lambda _: Days(),
    "count": lambda _: Count(),
}
#: A picture of more rows says less than their table; a line may be longer.
MOST = 40


@dataclass(frozen=True)
class Field:
    """An option of the figure that is written, not chosen; `offered` are values that it may take, with their words."""

    name: str
    label: str
    value: str
    offered: tuple[tuple[str, str], ...] = ()


def show(page: Page, answer: Answer) -> dict[str, object]:
    """The answer as it is: what is to be said of it, its picture, its table."""
    return {
        "controls": [*more(page), *controls(page, _parts(METRICS[page.question.metric]))],
        "fields": _fields(page),
        "unshown": [],
        "picture": picture(page, answer),
        "view": table_of(page, answer) if answer.rows else None,
    }


def picture(page: Page, answer: Answer | None = None) -> Chart | None:
    """What fits the answer: a line of a series, estimates with their intervals, else bars; None where a table says it better."""
    told = answer or page.answer(page.question)
    column = _drawn(told)
    rows = [row for row in told.rows if column and row.get(column.name) is not None]
    if column is None or len(rows) < 2:
        return None
    unit = _UNITS[column.kind](told.totals["amount"].currency)
    title = f"{page.text(METRICS[told.metric].title)}: {page.text(column.title)}"
    if told.question.by is None and all("first" in row and "bucket" in row for row in rows):
        points = tuple(Point.of(date.fromisoformat(row["first"]), row[column.name]) for row in rows)
        return Lines(title=title, series=(Series(page.text(column.title), points),), y=unit)
    if len(rows) > MOST:
        return None
    names = _names(page, told, rows, column)
    if column.kind in {"rate", "estimate"}:
        return Dots(
            title=title,
            rows=tuple(Estimated.of(name, row[column.name]) for name, row in zip(names, rows, strict=True)),
            unit=unit,
        )
    return Bars(
        title=title,
        bars=tuple(Bar.of(name, row[column.name]) for name, row in zip(names, rows, strict=True)),
        unit=unit,
    )


def drawn(page: Page) -> Chart:
    """The same as a file; an empty picture where there is none to draw."""
    return picture(page) or Bars(title=page.text(METRICS[page.question.metric].title), bars=(), unit=Count())


def _drawn(answer: Answer) -> Column | None:
    """The first column of the most telling kind that has figures."""
    order = list(_UNITS)
    known = [column for column in answer.columns if column.kind in _UNITS]
    told = [column for column in known if any(row.get(column.name) is not None for row in answer.rows)]
    return min(told, key=lambda column: order.index(column.kind), default=None)


def _names(page: Page, answer: Answer, rows: Sequence[Row], drawn: Column) -> list[str]:
    """What each row is called: its segment and its first words, which stand in front of its figures."""
    front = answer.columns[: answer.columns.index(drawn)]
    texts = [column for column in front if column.kind in {"name", "code", "text"}][:1]
    parts = segments(answer, page.language)
    by_row = dict(zip(map(id, answer.rows), parts, strict=True)) if parts else {}
    found = []
    for row in rows:
        words = [by_row.get(id(row), ""), *(page.fact(row, column) for column in texts)]
        found.append(" · ".join(word for word in words if word and word != "—") or "—")
    return found


def more(page: Page) -> list[Control]:
    """Which figure, and those of its options that are chosen."""
    known = METRICS[page.question.metric]
    choices = tuple(Choice(one.name, page.text(one.title), one is known) for one in METRICS.values())
    return [
        Control("metric", "metric", str(page.t("control.metric")), choices),
        *(_option(page, name) for name in known.options if OPTIONS[name].kind == "choice"),
    ]


def _option(page: Page, name: str) -> Control:
    chosen = next(iter(page.question.option(name)), "")
    choices = [Choice("", str(page.t("ask.usual")), not chosen)]
    choices += [Choice(one, str(page.t(f"choice.{one}")), one == chosen) for one in OPTIONS[name].choices]
    return Control(name, name, str(page.t(f"option.{name}")), tuple(choices))


def _fields(page: Page) -> list[Field]:
    options = METRICS[page.question.metric].options
    return [
        Field(
            name, str(page.t(f"option.{name}")), ", ".join(page.question.option(name)), _offered(page, name)
        )
        for name in options
        if OPTIONS[name].kind != "choice"
    ]


def _offered(page: Page, name: str) -> tuple[tuple[str, str], ...]:
    """What may be written into an option: figures that can be followed, stages of the pipeline, goals."""
    if name == "of":
        return tuple((one, page.text(METRICS[one].title)) for one in METRICS if METRICS[one].headline)
    if name == "goal":
        return tuple((one, page.text(DRIVERS[top].title)) for one, top in GOALS.items())
    if name in ("stage", "to"):
        pipeline = page.company.dictionary().pipeline(page.question.pipeline)
        return tuple((stage.name, "") for stage in pipeline.stages if stage.kind not in ("won", "lost"))
    return ()


def kind_of(query: QueryParams) -> PageKind:
    """The page about the figure that the address names."""
    known = metric(query.get("metric") or PAGE.metric)
    return replace(PAGE, metric=known.name, controls=_parts(known))


def _parts(known: Metric) -> tuple[Part, ...]:
    parts: tuple[Part, ...] = ("period", "pipeline", "versus", "population", "filters")
    return (*parts, "by") if known.can_split else parts


def fitting(question: Question) -> Question:
    """What the figure knows of a question that was asked of another one, with what it cannot be asked without."""
    known = METRICS[question.metric]
    options = tuple(pair for pair in question.options if pair[0] in known.options)
    options += tuple(
        pair for pair in known.example if pair[0] in known.options and not question.option(pair[0])
    )
    return question.with_(
        by=question.by if known.can_split and question.by in (known.dimensions or (question.by,)) else None,
        population=question.population if question.population in known.populations else None,
        versus=question.versus if question.period else None,
        options=tuple(sorted(options, key=lambda pair: pair[0])),
    )


PAGE = PageKind(
    "ask",
    "order",
    "win_rate",
    show,
    charts={"answer": drawn},
    period=lambda today: recent(today)[0][0],
    free=kind_of,
    complete=fitting,
)
