"""Rows of an answer as flat tables: for CSV, Markdown, data frames."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from voronka.model.answer import flat

#: What a formula begins with, and what a spreadsheet cuts off before it looks for one.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def columns(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """All column names, in the order in which they first come."""
    return list(dict.fromkeys(name for row in rows for name in row))


def csv_text(rows: Iterable[Mapping[str, Any]]) -> str:
    """Comma-separated text with a header; a cell that a spreadsheet would run as a formula gets an apostrophe."""
    table = [flat(row) for row in rows]
    out = io.StringIO()
    writer = csv.DictWriter(out, columns(table), lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _written(value) for name, value in row.items()} for row in table)
    return out.getvalue()


def _written(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat() + "Z"
    if isinstance(value, (list, tuple, dict)):
        return json.dumps(value, ensure_ascii=False)
    return harmless(value)


def harmless(value: Any) -> Any:
    """A text that begins with `=`, `+`, `-`, `@`, a tab or a line's end gets an apostrophe in front: a spreadsheet would run it as a formula.

    >>> harmless("=1+1"), harmless("КП"), harmless(-5)
    ("'=1+1", 'КП', -5)
    """
    return "'" + value if isinstance(value, str) and value[:1] in _FORMULA else value


def markdown(names: Sequence[str], rows: Iterable[Sequence[str]], numeric: Iterable[int] = ()) -> str:
    """A Markdown table; columns of `numeric` are set to the right.

    >>> print(markdown(["этап", "n"], [["КП|1", "2"]], numeric=[1]))
    | этап | n |
    |---|---:|
    | КП\\|1 | 2 |
    """
    right = set(numeric)
    lines = ["| " + " | ".join(names) + " |"]
    lines.append("|" + "|".join("---:" if i in right else "---" for i in range(len(names))) + "|")
    lines += ["| " + " | ".join(str(cell).replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join(lines)
