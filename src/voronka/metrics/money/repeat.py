"""Repeat purchase: which share of clients comes back within a year, and what they bring."""

from __future__ import annotations

from typing import Any

import numpy as np

from voronka.engines.base import Engine
from voronka.language import Phrase, say
from voronka.metrics.conversion.ages import DAY, Rows, risk, summed
from voronka.metrics.folding import grouped
from voronka.metrics.found import Facts, Found
from voronka.metrics.scope import Asked
from voronka.metrics.segments import labels
from voronka.metrics.statement import statement_sql
from voronka.model.answer import Row
from voronka.model.cell import Cell
from voronka.model.money import Money
from voronka.stats.incidence import incidences

#: Within so many days, unless asked otherwise.
YEAR = 365.0
_FACTS = {
    "clients": ("repeat", "true"),
    "again": ("repeat", "outcome = 'again'"),
    "won": ("clients", "true"),
    "repeat_won": ("clients", "is_client = 0"),
    "unknown": ("clients", "is_known = 0"),
}


def statements(asked: Asked) -> list[str]:
    """The statements that are run, in order."""
    return [statement_sql(asked, "repeat"), statement_sql(asked, "clients")]


def answer(engine: Engine, asked: Asked) -> Found:
    """One row per segment."""
    came, won = (engine.run(sql) for sql in statements(asked))
    clients = {key[0]: part for key, part in grouped(came, "segment")}
    deals = {key[0]: part for key, part in grouped(won, "segment")}
    values = list(dict.fromkeys([*deals, *clients])) or ([None] if asked.by is None else [])
    horizon = asked.number("horizon") or YEAR
    nothing: Rows = np.array([], dtype=np.int64)
    ages = risk(came, [clients.get(value, nothing) for value in values], ("again",), "outcome")
    shares = dict(zip(values, incidences(ages, 0, horizon * DAY).estimates(), strict=False))
    found: list[Row] = []
    for value, name in labels(asked, values).items():
        own, sold = clients.get(value, nothing), deals.get(value, nothing)
        again, is_repeat = came["outcome"] == "again", won["is_client"] == 0
        revenue = summed(won, "amount", sold)
        repeated = summed(won, "amount", sold, is_repeat)
        found.append(
            {
                "segment": name,
                "clients": summed(came, "deals", own),
                "again": summed(came, "deals", own, again),
                "within": shares[value],
                "horizon_days": horizon,
                "won": summed(won, "deals", sold),
                "repeat_won": summed(won, "deals", sold, is_repeat),
                "repeat_revenue": Money(repeated, asked.account.currency),
                "repeat_share": repeated / revenue if revenue else None,
                "unknown": summed(won, "deals", sold, won["is_known"] == 0),
            }
        )
    return Found(found, findings=_findings(found[0]) if asked.by is None else ())


def facts(_: Asked, cell: Cell) -> Facts:
    """First wins of clients, or wins."""
    return Facts(*_FACTS[cell.figure])


def _findings(row: dict[str, Any] | Row) -> tuple[Phrase, ...]:
    if not row["clients"]:
        return (say("No client is known by a contact: repeat purchases cannot be told."),)
    share, days = row["within"], round(row["horizon_days"])
    if share.value is None:
        return (
            say("Too few clients have been followed for {days} days to tell how many come back.", days=days),
        )
    found = [
        say(
            "Of 100 clients {share} ({low}–{high}) buy again within {days} days.",
            share=round(100 * share.value),
            low=round(100 * share.low),
            high=round(100 * share.high),
            days=days,
        )
    ]
    if row["unknown"] * 10 >= row["won"]:
        found.append(
            say("{n} of {won} won deals have no contact and are left out.", n=row["unknown"], won=row["won"])
        )
    return tuple(found)
