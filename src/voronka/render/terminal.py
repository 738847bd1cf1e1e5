"""Answers in a terminal: tables with few lines, the funnel with bars; plain text in a pipe."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from voronka.language import Phrase, say
from voronka.model.answer import Answer
from voronka.model.deal_list import DealList
from voronka.render import numbers, remarks, tables
from voronka.render.deal import chapters, path_row, said
from voronka.render.views import BAR, NARROWEST_BAR, Column, bar, deal_columns, segments, shown

if TYPE_CHECKING:
    from voronka.model.answer import Row
    from voronka.model.deal import Deal

#: Characters between two columns.
GAP = 2
#: With more columns than this an answer of one row is set downwards.
CARD = 5


def print_answer(answer: Answer, style: str, language: str, timezone: str) -> None:
    """Print an answer as `table`, `json`, `csv` or `md`."""
    if style == "json":
        print(json.dumps(answer.to_dict(), ensure_ascii=False, indent=2))
        return
    if style == "csv":
        print(tables.csv_text(answer.rows), end="")
        return
    title = headline(answer, language, timezone)
    found = [remarks.said(finding, language) for finding in answer.findings]
    _say([title], style, "bold")
    if remarks.is_empty(answer):
        _say(found or [remarks.nothing(answer, language)], style)
        return
    _say(found, style)
    columns = shown(answer, language)
    if len(answer.rows) == 1 and answer.question.by is None and len(columns) > CARD:
        lines = [{"title": column.title, "column": column} for column in columns]
        print_rows(lines, _card(answer.rows[0]), style)
    else:
        print_rows(answer.rows, columns, style, groups=segments(answer, language))
    _say(remarks.remarks(answer, language), style, "dim")


def _card(row: Row) -> list[Column]:
    """One row with many columns reads better downwards: what, how much."""
    return [
        Column("", lambda line: line["title"], is_number=False),
        Column(
            "",
            lambda line: line["column"].cell(row) or "—",
            is_number=False,
            is_grey=lambda line: line["column"].is_grey(row),
        ),
    ]


def _say(lines: Sequence[str], style: str, look: str = "") -> None:
    """Lines of text, each a paragraph in Markdown."""
    for line in lines:
        if style == "md":
            print(f"{line}\n")
        else:
            Console().print(line, style=look, highlight=False, soft_wrap=True, markup=False)


def print_deals(found: DealList, style: str, language: str, address: str = "") -> None:
    """Print a list of deals; `address` is what a deal's link in the CRM begins with."""
    if style == "json":
        print(json.dumps(found.to_dict(), ensure_ascii=False, indent=2))
        return
    if style == "csv":
        print(tables.csv_text(found.rows), end="")
        return
    total = say(
        "{n} in all, {sum}", n=numbers.count(found.total, language), sum=numbers.money(found.amount, language)
    )
    print_rows(
        found.rows,
        deal_columns(found, language, address),
        style,
        title=f"{found.cell}: {total.in_(language)}",
    )


def print_path(found: Deal, style: str, language: str) -> None:
    """Print one deal: what it is, what is to be said of it, and its path as `table`, `csv` or `md`."""
    rows = [path_row(one, found.timezone, language) for one in chapters(found)]
    if style == "csv":
        print(tables.csv_text(rows), end="")
        return
    amount = numbers.money_exact(found.amount, language) if found.amount else "—"
    _say([found.name or found.external_id], style, "bold")
    _say([" · ".join(part for part in (found.pipeline, found.stage, found.owner, amount) if part)], style)
    _say(said(found, language), style)
    titles = {
        "entered": say("since when"),
        "stage": say("stage"),
        "stood": say("stood"),
        "norm": say("normal"),
        "happened": say("meanwhile"),
    }
    print_table(rows, titles, style, language)
    if found.address:
        _say([found.address], style, "dim")


def print_table(
    rows: Sequence[Mapping[str, Any]], titles: Mapping[str, Phrase], style: str, language: str
) -> None:
    """Print plain rows; `titles` are the columns that a table shows, in order."""
    if style == "json":
        print(json.dumps(list(rows), ensure_ascii=False, indent=2))
        return
    if style == "csv":
        print(tables.csv_text(rows), end="")
        return

    def text(name: str) -> Any:
        return lambda row: str(row[name])

    shown = [Column(title.in_(language), text(name), is_number=False) for name, title in titles.items()]
    print_rows(rows, shown, style)


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


def print_rows(
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
    table = Table(
        box=None,
        pad_edge=False,
        padding=(0, GAP, 0, 0),
        header_style="dim",
        show_header=any(column.title for column in shown),
    )
    for column in shown:
        table.add_column(
            Text(column.title),
            justify="right" if column.is_number else "left",
            no_wrap=room is None or column.is_number,
        )
    previous = None
    for index, row in enumerate(rows):
        if groups is not None and groups[index] != previous:
            previous = groups[index]
            table.add_row(Text(previous, style="bold"))
        table.add_row(*(_cell(column, row, bar_width) for column in shown))
    # In a pipe nothing is folded: the reader may be a program.
    (console if room else Console(highlight=False, width=1000)).print(table, crop=False)


def _cell(column: Column, row: Row, bar_width: int) -> Text:
    """A cell as it is drawn; grey where it says little."""
    text = bar(column.cell(row), bar_width) if column.is_bar else str(column.cell(row))
    return Text(text, style="dim" if column.is_grey(row) else "")


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
