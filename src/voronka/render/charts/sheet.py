"""The numbers behind a chart as CSV that a spreadsheet opens by a double click."""

from __future__ import annotations

import csv as writer
from datetime import date, datetime
from io import StringIO

from voronka.render.charts.base import Cell, Chart, Head
from voronka.render.words import Words


def csv(chart: Chart, language: str) -> str:
    """Plain numbers: shares as 0..1, money in whole units; semicolons and decimal commas in Russian, with a mark of its encoding."""
    out = StringIO()
    table = chart.numbers(Words(language))
    lines = writer.writer(out, delimiter=";" if language == "ru" else ",", lineterminator="\r\n")
    lines.writerow([head.title for head in table.heads])
    for row in table.rows:
        lines.writerow([_plain(cell, head, language) for cell, head in zip(row, table.heads, strict=True)])
    return "\ufeff" + out.getvalue()


def _plain(cell: Cell, head: Head, language: str) -> str:
    if cell is None:
        return ""
    if isinstance(cell, (date, datetime)):
        return cell.isoformat()
    if isinstance(cell, str):
        # A name that begins like a formula must not become one in a spreadsheet.
        return "'" + cell if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
    number = head.unit.plain(cell) if head.unit else float(cell)
    text = repr(int(number)) if float(number).is_integer() else repr(number)
    return text.replace(".", ",") if language == "ru" else text
