"""Rows of an answer as flat tables: for CSV, Markdown, data frames."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from voronka.model.estimate import Estimate, Times
from voronka.model.money import Money
from voronka.model.rate import Rate
from voronka.render.numbers import MINOR

Flat = dict[str, Any]


def flat(row: Mapping[str, Any]) -> Flat:
    """One row with plain values: a rate becomes five columns, an amount two.

    >>> flat({"stage": "КП", "step": Rate(1, 2), "amount": Money(150, "RUB")})
    {'stage': 'КП', 'step': 0.5, 'step_hits': 1, 'step_trials': 2, 'step_low': None, 'step_high': None, 'amount': 1.5, 'amount_currency': 'RUB'}
    """
    out: Flat = {}
    for name, value in row.items():
        if isinstance(value, Rate):
            out |= {name: value.value, f"{name}_hits": value.hits, f"{name}_trials": value.trials}
            out |= {f"{name}_low": value.low, f"{name}_high": value.high}
        elif isinstance(value, Money):
            out |= {name: value.minor / MINOR.get(value.currency, 100), f"{name}_currency": value.currency}
        elif isinstance(value, Estimate):
            out |= {
                name: value.value,
                f"{name}_n": value.n,
                f"{name}_low": value.low,
                f"{name}_high": value.high,
            }
        elif isinstance(value, Times):
            out |= {f"{name}_{part}": number for part, number in value.to_dict().items() if part != "doubts"}
        elif isinstance(value, datetime):
            out[name] = value.isoformat() + "Z"
        else:
            out[name] = value
    return out


def columns(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """All column names, in the order in which they first come."""
    return list(dict.fromkeys(name for row in rows for name in row))


def csv_text(rows: Iterable[Mapping[str, Any]]) -> str:
    """Comma-separated text with a header; a cell that a spreadsheet would run as a formula gets an apostrophe."""
    table = [flat(row) for row in rows]
    out = io.StringIO()
    writer = csv.DictWriter(out, columns(table), lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _harmless(value) for name, value in row.items()} for row in table)
    return out.getvalue()


def _harmless(value: Any) -> Any:
    if isinstance(value, (list, tuple, dict)):
        return json.dumps(value, ensure_ascii=False)
    return "'" + value if isinstance(value, str) and value[:1] in ("=", "+", "-", "@") else value


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
