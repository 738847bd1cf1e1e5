"""Answers and lists of deals in a notebook: small tables in HTML, without styles of their own beyond alignment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from voronka.model.answer import Answer
from voronka.model.deal_list import DealList
from voronka.model.money import Money
from voronka.model.rate import Rate
from voronka.render import numbers

#: Columns of an answer that a reader of a table can do without.
_HIDDEN = {
    "color",
    "kind",
    "position",
    "pipeline_id",
    "stage_id",
    "from_pipeline_id",
    "from_stage_id",
    "to_pipeline_id",
    "to_stage_id",
}


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


def answer_html(answer: Answer, language: str = "ru") -> str:
    """An answer as an HTML table."""
    return _table(answer.rows, language)


def deals_html(found: DealList, language: str = "ru") -> str:
    """A list of deals as an HTML table under its count and sum."""
    head = f"{escape(str(found.cell))}: {numbers.count(found.total, language)}, {numbers.money(found.amount, language)}"
    return f"<p>{head}</p>{_table(found.rows, language)}"


def _table(rows: Sequence[Mapping[str, Any]], language: str) -> str:
    shown = [
        name
        for name in dict.fromkeys(name for row in rows for name in row)
        if name not in _HIDDEN and any(row.get(name) is not None for row in rows)
    ]
    head = "".join(f"<th>{escape(name)}</th>" for name in shown)
    body = "".join(
        "<tr>" + "".join(_cell(row.get(name), language) for name in shown) + "</tr>" for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(value: Any, language: str) -> str:
    if isinstance(value, Rate):
        text = numbers.percent(value.value, language)
        spread = numbers.interval(value.low, value.high, language)
        return f'<td style="text-align:right" title="{escape(spread)}">{escape(text)}</td>'
    if isinstance(value, Money):
        return f'<td style="text-align:right">{escape(numbers.money(value, language))}</td>'
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        text = (
            numbers.count(value, language) if isinstance(value, int) else numbers.decimal(value, 1, language)
        )
        return f'<td style="text-align:right">{text}</td>'
    return f'<td style="text-align:left">{escape("" if value is None else str(value))}</td>'
