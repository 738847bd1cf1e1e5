"""Answers and lists of deals in a notebook: small tables in HTML, without styles of their own beyond alignment."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from voronka.language import chosen, say
from voronka.model.answer import Answer
from voronka.model.deal_list import DealList
from voronka.render import numbers, remarks
from voronka.render.views import Column, deal_columns, segments, shown

if TYPE_CHECKING:
    from voronka.model.answer import Row


def register() -> None:
    """Teach a running IPython how answers look; outside of IPython nothing happens."""
    import sys

    if "IPython" not in sys.modules:
        return
    shell = sys.modules["IPython"].get_ipython()
    if shell is not None:
        html = shell.display_formatter.formatters["text/html"]
        html.for_type(Answer, answer_html)
        html.for_type(DealList, deals_html)


def answer_html(answer: Answer, language: str | None = None) -> str:
    """An answer as in the terminal: what it says, the table, how far to trust it."""
    language = language or chosen()
    said = "".join(_paragraph(remarks.said(finding, language)) for finding in answer.findings)
    if remarks.is_empty(answer):
        return said or _paragraph(remarks.nothing(answer, language))
    columns = [column for column in shown(answer, language) if not column.is_bar]
    if (names := segments(answer, language)) is not None:
        by_row = dict(zip(map(id, answer.rows), names, strict=True))
        columns.insert(0, Column("", lambda row: by_row[id(row)], is_number=False))
    under = "".join(f"<small>{_paragraph(line)}</small>" for line in remarks.remarks(answer, language))
    return said + _table(answer.rows, columns) + under


def deals_html(found: DealList, language: str | None = None) -> str:
    """A list of deals under its count and sum."""
    language = language or chosen()
    count, amount = numbers.count(found.total, language), numbers.money(found.amount, language)
    total = say("{n} in all, {sum}", n=count, sum=amount).in_(language)
    return _paragraph(f"{found.cell}: {total}") + _table(found.rows, deal_columns(found, language))


def _paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>"


def _table(rows: Sequence[Row], columns: Sequence[Column]) -> str:
    head = "".join(f"<th>{escape(column.title)}</th>" for column in columns)
    body = "".join(f"<tr>{''.join(_cell(column, row) for column in columns)}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(column: Column, row: Row) -> str:
    look = (
        f"text-align:{'right' if column.is_number else 'left'}{';opacity:.5' if column.is_grey(row) else ''}"
    )
    return f'<td style="{look}">{escape(str(column.cell(row)))}</td>'
