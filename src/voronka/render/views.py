"""What a terminal shows of an answer: its columns, and the first four metrics in their own dress."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from voronka.clock import local_day
from voronka.language import say, translated
from voronka.model import column as model
from voronka.model.answer import Answer
from voronka.model.deal_list import DealList
from voronka.model.estimate import Times
from voronka.render import cells, numbers, remarks

if TYPE_CHECKING:
    from voronka.model.answer import Row

#: Width of a bar in characters: as wide as this where there is room, and never narrower than the second.
BAR, NARROWEST_BAR = 28, 6
_EIGHTHS = " ▏▎▍▌▋▊▉█"


@dataclass(frozen=True)
class Column:
    """A column on screen: its title and how a row's cell is written; a share of 0..1 is drawn as a bar. `is_grey`: too doubtful to be read as it is.

    Where the terminal is too narrow, columns with the highest `spare` are left out first; 0 always stays.
    """

    title: str
    cell: Callable[[Row], Any]
    is_number: bool = True
    spare: int = 0
    is_bar: bool = False
    is_grey: Callable[[Row], bool] = lambda _: False


def bar(share: float, width: int = BAR) -> str:
    """A horizontal bar in eighths of a character; anything above nothing shows.

    >>> bar(0.5, 4), bar(0.001, 4), bar(0, 4)
    ('██  ', '▏   ', '    ')
    """
    eighths = max(round(share * width * 8), 1 if share > 0 else 0)
    full, rest = divmod(eighths, 8)
    return ("█" * full + (_EIGHTHS[rest] if rest else "")).ljust(width)


def shown(answer: Answer, language: str) -> list[Column]:
    """The columns of an answer."""
    if view := _VIEWS.get(answer.metric):
        return view(answer, language)
    return columns_of(answer.columns, answer.rows, answer.totals["amount"].currency, language)


def columns_of(
    columns: Sequence[model.Column],
    rows: Sequence[Row],
    currency: str,
    language: str,
    timezone: str = "UTC",
) -> list[Column]:
    """The columns on screen, those without any figure left out."""

    made: list[Column] = []
    has_slowest = any("p90" in column.name for column in columns)
    for column in columns:
        values = [row[column.name] for row in rows if row.get(column.name) is not None]
        if not values:
            continue
        made.append(_column(column, currency, language, timezone))
        if isinstance(values[0], Times) and not has_slowest:
            made.append(_slowest(column, language))
        if any(_then(row, column) is not None for row in rows):
            made.append(_before(column, currency, language, timezone))
    return made


def _column(column: model.Column, currency: str, language: str, timezone: str) -> Column:
    return Column(
        column.title.in_(language),
        lambda row: cells.cell(row, column, language, currency, timezone),
        column.kind not in cells.TEXTS,
        column.spare,
        is_grey=lambda row: cells.is_doubtful(row.get(column.name), column.kind),
    )


def _slowest(column: model.Column, language: str) -> Column:
    """Beside a median: how long nine of ten take at most."""
    return Column(
        say("90% up to").in_(language),
        lambda row: numbers.duration(row[column.name].p90_days, language) if row.get(column.name) else "",
        spare=column.spare + 1,
    )


def _then(row: Row, column: model.Column) -> Any:
    """What the compared period had in place of a cell; None where nothing is known of it."""
    then = (row.get("versus") or {}).get(column.name)
    return then["then"] if isinstance(then, Mapping) else then


def _before(column: model.Column, currency: str, language: str, timezone: str) -> Column:
    """Beside a figure: the compared period's, with the difference where there is one."""

    def cell(row: Row) -> str:
        then = _then(row, column)
        if then is None:
            return ""
        text = cells.cell({column.name: then}, column, language, currency, timezone).split(" (")[0]
        found = (row.get("versus") or {}).get(column.name)
        gap = found.get("difference") if isinstance(found, Mapping) else None
        is_share = column.kind in ("rate", "estimate")
        return f"{text} ({numbers.points(gap, language)})" if is_share and gap is not None else text

    title = say("before: {name}", name=column.title).in_(language)
    return Column(title, cell, column.kind not in cells.TEXTS, column.spare + 2)


def segments(answer: Answer, language: str) -> list[str] | None:
    """What to call the segment of each row; None where the question is not split."""
    if answer.question.by is None:
        return None
    unknown = say("unknown").in_(language)
    return [str(translated(row["segment"], language) or unknown) for row in answer.rows]


def deal_columns(found: DealList, language: str, address: str = "") -> list[Column]:
    """The columns of a list of deals; `address` is what a deal's link in the CRM begins with."""
    made = [
        Column(
            say("deal").in_(language),
            lambda row: row["external_id"] or str(row["deal_id"] or ""),
            is_number=False,
        ),
        Column(say("name").in_(language), lambda row: row["name"] or "", is_number=False, spare=2),
        *columns_of(found.columns, found.rows, found.amount.currency, language, found.timezone),
        Column(say("stage").in_(language), lambda row: row["stage"] or "", is_number=False),
        Column(say("owner").in_(language), lambda row: row["owner"] or "", is_number=False, spare=1),
        Column(
            say("amount").in_(language),
            lambda row: numbers.money(row["amount"], language) if row["amount"].minor else "—",
        ),
        Column(
            say("created").in_(language),
            lambda row: local_day(row["created_at"], found.timezone).isoformat() if row["created_at"] else "",
            spare=3,
        ),
        Column(
            say("outcome").in_(language),
            lambda row: remarks.outcome(row["outcome"] or "", language),
            is_number=False,
        ),
    ]
    if address:
        made.append(
            Column(
                say("link").in_(language), lambda row: f"{address}{row['deal_id']}", is_number=False, spare=4
            )
        )
    return made


def _funnel(answer: Answer, language: str) -> list[Column]:
    tops: dict[Any, int] = {}
    for row in answer.rows:
        tops[row["segment"]] = max(tops.get(row["segment"], 0), row["reached"])

    def share(row: Mapping[str, Any]) -> float:
        top = tops[row["segment"]]
        return row["reached"] / top if top else 0.0

    def step(row: Mapping[str, Any]) -> str:
        return numbers.percent(row["step"].value, language) if row["step"] else ""

    def spread(row: Mapping[str, Any]) -> str:
        return numbers.interval(row["step"].low, row["step"].high, language) if row["step"] else ""

    def stay(row: Mapping[str, Any]) -> str:
        days = row.get("stay_median_days")
        return "" if days is None else numbers.duration(days, language)

    def of(name: str) -> Any:
        return lambda row: numbers.count(row[name], language) if row.get(name) else ""

    return [
        Column(say("stage").in_(language), lambda row: row["name"], is_number=False),
        Column("", share, is_number=False, is_bar=True),
        Column(say("deals").in_(language), lambda row: numbers.count(row["reached"], language)),
        Column(say("sum").in_(language), lambda row: numbers.money(row["amount"], language), spare=2),
        Column(say("go on").in_(language), step),
        Column("95 %", spread, spare=4),
        Column(say("lost here").in_(language), of("lost_here")),
        Column(say("here now").in_(language), of("here_now"), spare=1),
        Column(say("skipped").in_(language), of("filled_in"), spare=5),
        Column(say("median stay").in_(language), stay, spare=3),
    ]


def _transitions(_: Answer, language: str) -> list[Column]:
    return [
        Column(
            say("from").in_(language),
            lambda row: row["from"] or say("created").in_(language),
            is_number=False,
        ),
        Column(say("to").in_(language), lambda row: row["to"], is_number=False),
        Column(say("moves").in_(language), lambda row: numbers.count(row["moves"], language)),
        Column(
            say("share").in_(language),
            lambda row: numbers.percent(row["share"].value, language) if row["share"] else "",
        ),
        Column(
            say("median time").in_(language),
            lambda row: (
                numbers.duration(row["median_hours"] / 24, language)
                if row["median_hours"] is not None
                else ""
            ),
        ),
    ]


def _board(answer: Answer, language: str) -> list[Column]:
    top = max((row["deals"] for row in answer.rows), default=0)
    return [
        Column(say("stage").in_(language), lambda row: row["stage"], is_number=False),
        Column("", lambda row: row["deals"] / top if top else 0.0, is_number=False, is_bar=True),
        Column(say("deals").in_(language), lambda row: numbers.count(row["deals"], language)),
        Column(say("sum").in_(language), lambda row: numbers.money(row["amount"], language)),
        Column(
            say("median age").in_(language), lambda row: numbers.duration(row["age_median_days"], language)
        ),
    ]


def _bridge(answer: Answer, language: str) -> list[Column]:
    words = dict(answer.columns[0].words)
    return [
        Column("", lambda row: words[row["term"]].in_(language), is_number=False),
        Column(say("deals").in_(language), lambda row: numbers.count(row["deals"], language)),
        Column(say("sum").in_(language), lambda row: numbers.money_exact(row["amount"], language)),
    ]


_VIEWS = {"funnel": _funnel, "transitions": _transitions, "board": _board, "bridge": _bridge}
