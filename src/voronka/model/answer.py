"""An answer: rows of plain values with rates and money, and all that is needed to trust and repeat it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from voronka.language import Phrase
from voronka.model.column import Column
from voronka.model.estimate import Estimate, Times
from voronka.model.money import Money
from voronka.model.question import Population, Question
from voronka.model.rate import Rate

#: A row's values are None, bool, int, float, str, datetime, Money, Rate, Estimate, Times, a list of plain values, or a mapping of names to such.
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Trust:
    """How complete the history behind a figure is: shares of 0..1 of the deals counted, and a `level` of good, fair or poor.

    `filled_in` is of stages passed, `bulk_moves` of moves, `no_reason` of losses, `no_amount` of wins (of figures in money only), `zombies` of open deals.
    `notes` name the shares that lower the level, worst ones and others alike; `render.remarks` puts them into words. While a first sync is under way and the
    question reaches back further than it, `since` is when whole history begins.
    """

    deals: int
    broken: int
    inferred: int
    filled_in: float | None
    bulk_moves: float | None
    no_reason: float | None
    level: str
    notes: tuple[str, ...] = ()
    no_amount: float | None = None
    zombies: float | None = None
    since: datetime | None = None

    def to_dict(self) -> dict[str, Any]:
        """As in the JSON of an answer."""
        return {
            "level": self.level,
            "deals": self.deals,
            "broken": self.broken,
            "inferred": self.inferred,
            "filled_in": self.filled_in,
            "bulk_moves": self.bulk_moves,
            "no_reason": self.no_reason,
            "no_amount": self.no_amount,
            "zombies": self.zombies,
            "notes": list(self.notes),
            "since": self.since.isoformat() + "Z" if self.since else None,
        }


@dataclass(frozen=True)
class Answer:
    """What came out. `definition` is the version of the definitions; `store_version` the store it was read from.

    `population` is the one that was counted; `columns` say what the rows hold; `findings` say in words what a reader should take from them.
    """

    metric: str
    question: Question
    as_of: datetime
    definition: str
    trust: Trust
    sql: str
    rows: tuple[Row, ...]
    totals: Mapping[str, Any] = field(default_factory=dict)
    outcomes: Mapping[str, int] | None = None
    versus: Answer | None = None
    notes: tuple[str, ...] = ()
    store_version: int = 0
    columns: tuple[Column, ...] = ()
    findings: tuple[Phrase, ...] = ()
    population: Population = "cohort"

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON; the shape is part of the public interface."""
        out: dict[str, Any] = {
            "metric": self.metric,
            "question": self.question.to_dict() | {"population": self.population},
            "as_of": self.as_of.isoformat() + "Z",
            "definition": self.definition,
            "store_version": self.store_version,
            "trust": self.trust.to_dict(),
            "sql": self.sql,
            "rows": [{name: plain(value) for name, value in row.items()} for row in self.rows],
        }
        if self.totals:
            out["totals"] = {name: plain(value) for name, value in self.totals.items()}
        if self.outcomes is not None:
            out["outcomes"] = dict(self.outcomes)
        if self.versus is not None:
            out["versus"] = self.versus.to_dict()
        if self.notes:
            out["notes"] = list(self.notes)
        if self.findings:
            out["findings"] = [{"en": one.in_("en"), "ru": one.in_("ru")} for one in self.findings]
        return out

    def to_json(self, indent: int | None = None) -> str:
        """`to_dict` as JSON text; letters stay letters."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=indent)

    def to_arrow(self) -> Any:
        """The rows as a pyarrow.Table of flat columns: money as `amount` (roubles, dollars) and `amount_currency`, a rate as `step`, `step_hits`, `step_trials`, `step_low`, `step_high`."""
        return arrow_table(self.rows)

    def to_pandas(self) -> Any:
        """The rows as a pandas.DataFrame, columns as in `to_arrow`."""
        import pandas as pd

        return pd.DataFrame([flat(row) for row in self.rows])

    def to_polars(self) -> Any:
        """The rows as a polars.DataFrame, columns as in `to_arrow`."""
        import polars as pl

        return pl.DataFrame([flat(row) for row in self.rows], infer_schema_length=None)


def arrow_table(rows: Sequence[Row]) -> Any:
    """Rows as a pyarrow.Table of flat columns."""
    import pyarrow as pa

    flats = [flat(row) for row in rows]
    names = dict.fromkeys(name for row in flats for name in row)
    return pa.table({name: [row.get(name) for row in flats] for name in names})


def flat(row: Row) -> dict[str, Any]:
    """A row with one plain value per column.

    >>> flat({"stage": "won", "amount": Money(150, "RUB"), "step": Rate(1, 2)})
    {'stage': 'won', 'amount': 1.5, 'amount_currency': 'RUB', 'step': 0.5, 'step_hits': 1, 'step_trials': 2, 'step_low': None, 'step_high': None}
    """
    out: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, Money):
            out |= {name: value.major, f"{name}_currency": value.currency}
        elif isinstance(value, Rate):
            out[name] = value.value
            out |= {f"{name}_{part}": number for part, number in value.to_dict().items() if part != "value"}
        elif isinstance(value, Estimate):
            out |= {
                name: value.value,
                f"{name}_n": value.n,
                f"{name}_low": value.low,
                f"{name}_high": value.high,
            }
        elif isinstance(value, Times):
            out |= {f"{name}_{part}": number for part, number in value.to_dict().items() if part != "doubts"}
        elif isinstance(value, Mapping):
            out |= {f"{name}_{part}": number for part, number in flat(value).items()}
        else:
            out[name] = value
    return out


def plain(value: Any) -> Any:
    """A value of a row as JSON has it."""
    if isinstance(value, Rate | Money | Estimate | Times):
        return value.to_dict()
    if isinstance(value, datetime):
        return value.isoformat() + "Z"
    if isinstance(value, Mapping):
        return {name: plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    return value
