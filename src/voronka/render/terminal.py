"""Answers in a terminal: tables with few lines, the funnel with bars; plain text in a pipe."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from voronka.language import say, translated
from voronka.model import column as model
from voronka.model.answer import Answer
from voronka.model.deal_list import DealList
from voronka.render import cells, numbers, tables

if TYPE_CHECKING:
    from voronka.model.answer import Row

#: Width of a bar in characters: as wide as this where there is room, and never narrower than the second.
BAR, NARROWEST_BAR = 28, 6
#: Characters between two columns.
GAP = 2
_EIGHTHS = " ▏▎▍▌▋▊▉█"


@dataclass(frozen=True)
class Column:
    """A column on screen: its title and how a row's cell is written; a `share` of 0..1 is drawn as a bar.

    Where the terminal is too narrow, columns with the highest `spare` are left out first; 0 always stays.
    """

    title: str
    cell: Any
    is_number: bool = True
    spare: int = 0
    is_bar: bool = False


def bar(share: float, width: int = BAR) -> str:
    """A horizontal bar in eighths of a character; anything above nothing shows.

    >>> bar(0.5, 4), bar(0.001, 4), bar(0, 4)
    ('██  ', '▏   ', '    ')
    """
    eighths = max(round(share * width * 8), 1 if share > 0 else 0)
    full, rest = divmod(eighths, 8)
    return ("█" * full + (_EIGHTHS[rest] if rest else "")).ljust(width)


def print_answer(answer: Answer, style: str, language: str, timezone: str) -> None:
    """Print an answer as `table`, `json`, `csv` or `md`."""
    if style == "json":
        print(json.dumps(answer.to_dict(), ensure_ascii=False, indent=2))
    elif style == "csv":
        print(tables.csv_text(answer.rows), end="")
    else:
        view = _VIEWS.get(answer.metric)
        shown = view(answer, language) if view else _plain(answer, language)
        _print_rows(
            answer.rows,
            shown,
            style,
            title=headline(answer, language, timezone),
            groups=_segments(answer, language),
        )
        for finding in answer.findings:
            print(finding.in_(language)) if style == "md" else Console().print(
                finding.in_(language), highlight=False, soft_wrap=True
            )
        for line in _footer(answer, language):
            print(line) if style == "md" else Console().print(
                line, style="dim", highlight=False, soft_wrap=True
            )


def print_deals(found: DealList, style: str, language: str) -> None:
    """Print a list of deals."""
    if style == "json":
        print(json.dumps(found.to_dict(), ensure_ascii=False, indent=2))
        return
    if style == "csv":
        print(tables.csv_text(found.rows), end="")
        return
    shown = [
        Column(
            say("deal").in_(language),
            lambda row: row["external_id"] or str(row["deal_id"] or ""),
            is_number=False,
        ),
        Column(say("name").in_(language), lambda row: row["name"] or "", is_number=False, spare=2),
        *_columns(found.columns, found.rows, found.amount.currency, language),
        Column(say("stage").in_(language), lambda row: row["stage"] or "", is_number=False),
        Column(say("owner").in_(language), lambda row: row["owner"] or "", is_number=False, spare=1),
        Column(
            say("amount").in_(language),
            lambda row: numbers.money(row["amount"], language) if row["amount"] else "—",
        ),
        Column(
            say("created").in_(language),
            lambda row: row["created_at"].strftime("%Y-%m-%d") if row["created_at"] else "",
            spare=3,
        ),
        Column(
            say("outcome").in_(language),
            lambda row: _outcome(row["outcome"] or "", language),
            is_number=False,
        ),
    ]
    total = say(
        "{n} in all, {sum}", n=numbers.count(found.total, language), sum=numbers.money(found.amount, language)
    )
    _print_rows(found.rows, shown, style, title=f"{found.cell}: {total.in_(language)}")


def print_checks(checks: Iterable[Any], style: str, language: str) -> None:
    """Print the doctor's checks."""
    rows = [
        {name: translated(value, language) for name, value in check.to_dict().items()} for check in checks
    ]
    if style == "json":
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    if style == "csv":
        print(tables.csv_text(rows), end="")
        return
    marks = {"ok": "✓", "note": "·", "broken": "✗"}
    shown = [
        Column("", lambda row: marks[row["level"]], is_number=False),
        Column(say("check").in_(language), lambda row: row["title"], is_number=False),
        Column(say("found").in_(language), lambda row: row["found"], is_number=False),
        Column(say("what to do").in_(language), lambda row: row["advice"], is_number=False),
    ]
    _print_rows(rows, shown, style)


def headline(answer: Answer, language: str, timezone: str) -> str:
    """What was asked, in one line."""
    from voronka.clock import local_text

    question = answer.question
    parts = [question.pipeline or say("main pipeline").in_(language), _population(answer, language)]
    if question.period:
        parts.append(str(question.period))
    parts += [str(condition) for condition in question.where]
    parts.append(say("as of {moment}", moment=local_text(answer.as_of, timezone)).in_(language))
    return " · ".join(parts)


def _population(answer: Answer, language: str) -> str:
    words = {
        "cohort": say("deals that came in"),
        "flow": say("moves of the period"),
        "snapshot": say("standing now"),
    }
    return words[answer.population].in_(language)


def _footer(answer: Answer, language: str) -> list[str]:
    lines = []
    if answer.outcomes:
        lines.append(
            " · ".join(
                f"{_outcome(name, language)} {numbers.count(n, language)}"
                for name, n in answer.outcomes.items()
            )
        )
    levels = {"good": say("good"), "fair": say("fair"), "poor": say("poor")}
    lines.append(
        say(
            "Trust in the data: {level}; broken histories {broken} of {deals}.",
            level=levels[answer.trust.level],
            broken=numbers.count(answer.trust.broken, language),
            deals=numbers.count(answer.trust.deals, language),
        ).in_(language)
    )
    return lines


def _outcome(name: str, language: str) -> str:
    words = {
        "won": say("won"),
        "lost": say("lost"),
        "handed_over": say("handed over"),
        "open": say("open"),
        "deleted": say("deleted"),
    }
    return words[name].in_(language) if name in words else name


def _segments(answer: Answer, language: str) -> list[str] | None:
    if answer.question.by is None:
        return None
    unknown = say("unknown").in_(language)
    return [str(row["segment"] or unknown) for row in answer.rows]


def _print_rows(
    rows: Sequence[Row], shown: Sequence[Column], style: str, title: str = "", groups: list[str] | None = None
) -> None:
    if style == "md":
        _print_markdown(rows, [column for column in shown if not column.is_bar], groups)
        return
    if groups is not None and len(set(groups)) == len(groups):
        # One row a segment: its name is the first column, not a line of its own.
        names = dict(zip(map(id, rows), groups, strict=True))
        shown, groups = [Column("", lambda row: names[id(row)], is_number=False), *shown], None
    console = Console(highlight=False)
    room = console.width if console.is_terminal else None
    shown, bar_width = _fitting(rows, shown, room)
    if title:
        console.print(Text(title, style="bold"), soft_wrap=True)
    table = Table(box=None, pad_edge=False, padding=(0, GAP, 0, 0), header_style="dim")
    for column in shown:
        table.add_column(
            column.title,
            justify="right" if column.is_number else "left",
            no_wrap=room is None or column.is_number,
        )
    previous = None
    for index, row in enumerate(rows):
        if groups is not None and groups[index] != previous:
            previous = groups[index]
            table.add_row(Text(previous, style="bold"))
        table.add_row(
            *(
                bar(column.cell(row), bar_width) if column.is_bar else str(column.cell(row))
                for column in shown
            )
        )
    # In a pipe nothing is folded: the reader may be a program.
    (console if room else Console(highlight=False, width=1000)).print(table, crop=False)


def _print_markdown(rows: Sequence[Row], shown: Sequence[Column], groups: list[str] | None) -> None:
    names = [column.title for column in shown]
    cells = [[str(column.cell(row)) for column in shown] for row in rows]
    numeric = [index for index, column in enumerate(shown) if column.is_number]
    if groups is not None:
        names, cells = ["", *names], [[group, *line] for group, line in zip(groups, cells, strict=True)]
        numeric = [index + 1 for index in numeric]
    print(tables.markdown(names, cells, numeric))


def _fitting(rows: Sequence[Row], shown: Sequence[Column], room: int | None) -> tuple[list[Column], int]:
    """The columns that fit into `room` characters (None: all) and the width that is left for a bar."""
    columns = list(shown)
    if room is None:
        return columns, BAR
    widths = {
        id(column): max(
            [cell_len(column.title), *(cell_len(str(column.cell(row))) for row in rows)], default=0
        )
        for column in shown
        if not column.is_bar
    }
    while True:
        taken = sum(widths.get(id(column), NARROWEST_BAR) + GAP for column in columns)
        spare = max(columns, key=lambda column: column.spare)
        if taken <= room or spare.spare == 0:
            return columns, max(NARROWEST_BAR, min(BAR, NARROWEST_BAR + room - taken))
        columns.remove(spare)


def _plain(answer: Answer, language: str) -> list[Column]:
    """The columns of the catalogue."""
    return _columns(answer.columns, answer.rows, answer.totals["amount"].currency, language)


def _columns(
    columns: Sequence[model.Column], rows: Sequence[Row], currency: str, language: str
) -> list[Column]:
    """The columns on screen, those without any figure left out."""

    def text(column: model.Column) -> Any:
        return lambda row: cells.cell(row, column, language, currency)

    return [
        Column(column.title.in_(language), text(column), column.kind not in cells.TEXTS, column.spare)
        for column in columns
        if any(row.get(column.name) is not None for row in rows)
    ]


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


def _bridge(_: Answer, language: str) -> list[Column]:
    words = {
        "open_start": say("open at the start"),
        "created": say("created in the period"),
        "arrived": say("came from another pipeline"),
        "reopened": say("reopened or restored"),
        "amount_up": say("amount went up"),
        "amount_down": say("amount went down"),
        "won": say("won"),
        "lost": say("lost"),
        "deleted": say("deleted"),
        "handed_over": say("handed over"),
        "open_end": say("open at the end"),
    }
    return [
        Column("", lambda row: words[row["term"]].in_(language), is_number=False),
        Column(say("deals").in_(language), lambda row: numbers.count(row["deals"], language)),
        Column(say("sum").in_(language), lambda row: numbers.money_exact(row["amount"], language)),
    ]


_VIEWS = {"funnel": _funnel, "transitions": _transitions, "board": _board, "bridge": _bridge}
