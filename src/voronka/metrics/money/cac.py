"""What a new client costs, by source: paid alone and fully loaded, and what comes back of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from voronka.engines.base import Engine, rows
from voronka.language import Phrase, say
from voronka.metrics.conversion.horizons import win_sql
from voronka.metrics.found import Facts, Found
from voronka.metrics.literals import text_sql
from voronka.metrics.scope import Asked
from voronka.metrics.statement import statement_sql
from voronka.metrics.wording import sum_text
from voronka.model.answer import Row
from voronka.model.cell import Cell
from voronka.model.estimate import Estimate
from voronka.model.money import Money
from voronka.stats.beta import gamma_quantile
from voronka.stats.doubts import ENOUGH, SmallSample, codes
from voronka.stats.survival import weighted_median


@dataclass
class _Source:
    """Counts of one source, or of all together."""

    won: int = 0
    clients: int = 0
    revenue: int = 0
    paid: int | None = None


def settle(engine: Engine, asked: Asked) -> float:
    """Days from lead to win, the median of past wins: so much earlier the money was spent."""
    counted = engine.run(win_sql(asked))
    hours = weighted_median(counted["hours"].astype(np.int64), counted["deals"].astype(np.int64))
    return 0.0 if hours is None else float(round(hours / 24))


def statements(asked: Asked) -> list[str]:
    """The statements that are run, in order."""
    return [win_sql(asked), statement_sql(asked, "clients"), statement_sql(asked, "costs")]


def answer(engine: Engine, asked: Asked) -> Found:
    """One row for all, then one per source that won clients or cost money, the dearest first."""
    _, clients, costs = statements(asked)
    spent = rows(engine.run(costs))
    sources = _sources(rows(engine.run(clients)), spent)
    whole = _Source(
        *(sum(getattr(one, name) for one in sources.values()) for name in ("won", "clients", "revenue"))
    )
    whole.paid = sum(one.paid or 0 for one in sources.values()) if spent else None
    shared = sum(row["amount"] for row in spent if row["is_shared"])
    order = sorted(
        sources.items(), key=lambda pair: (-(pair[1].paid or 0), pair[0] == "", pair[0].casefold())
    )
    found = [_row(asked, "all", "", whole, float(shared))]
    for name, one in order:
        found.append(
            _row(asked, "source", name, one, shared * one.clients / whole.clients if whole.clients else 0.0)
        )
    unpriced = sum(row["unpriced"] for row in spent)
    return Found(
        found,
        totals={"delay_days": asked.settled, "shared": Money(shared, asked.account.currency)},
        findings=_findings(asked, found, unpriced),
    )


def facts(_: Asked, cell: Cell) -> Facts:
    """The deals won, or those of new clients alone."""
    condition = "is_client = 1" if cell.figure == "clients" else "true"
    if not cell.keys or cell.keys[0] == "all":
        return Facts("clients", condition)
    name = cell.keys[1]
    return Facts("clients", f"{condition} and {f'source = {text_sql(name)}' if name else 'source is null'}")


def _sources(won: Sequence[Row], spent: Sequence[Row]) -> dict[str, _Source]:
    """By name, "" for deals of an unknown source."""
    found: dict[str, _Source] = {}
    for row in won:
        one = found.setdefault(row["source"] or "", _Source())
        one.won += row["deals"]
        if row["is_client"]:
            one.clients += row["deals"]
            one.revenue += row["amount"]
    for row in spent:
        if not row["is_shared"]:
            found.setdefault(row["source"], _Source()).paid = row["amount"]
    return found


def _row(asked: Asked, kind: str, name: str, one: _Source, shared: float) -> Row:
    margin, currency = asked.context.margin, asked.account.currency
    profit = one.revenue * (1.0 if margin is None else margin)
    full = None if one.paid is None else one.paid + shared
    return {
        "segment": None,
        "kind": kind,
        "source": name,
        "name": say("all sources") if kind == "all" else name or say("unknown"),
        "won": one.won,
        "clients": one.clients,
        "revenue": Money(one.revenue, currency),
        "cost": None if one.paid is None else Money(one.paid, currency),
        "full_cost": None if full is None else Money(round(full), currency),
        "cac": _per_client(one.paid, one.clients),
        "cac_full": _per_client(full, one.clients),
        "romi": (profit - one.paid) / one.paid if one.paid else None,
        "romi_full": (profit - full) / full if full else None,
        "romi_of": "revenue" if margin is None else "margin",
    }


def _per_client(cost: float | None, clients: int) -> Estimate | None:
    """Cost by client; clients come at random, so that their expected number has an exact Poisson interval (Garwood, 1936, Biometrika 28, 437-442)."""
    if cost is None:
        return None
    if not clients:
        return Estimate(0, None)
    few, many = (float(gamma_quantile(share, n)) for share, n in ((0.025, clients), (0.975, clients + 1)))
    doubts = codes([SmallSample(clients)] if clients < ENOUGH else [])
    return Estimate(clients, cost / clients, cost / many, cost / few, doubts)


def _findings(asked: Asked, found: Sequence[Row], unpriced: int) -> tuple[Phrase, ...]:
    whole, *sources = found
    if whole["cost"] is None:
        return (
            say(
                "What clients cost is unknown: no costs of these days were imported. voronka import costs.csv with source, day or month, and amount."
            ),
        )
    said = [
        say(
            "Costs are taken {days} days earlier: so long it takes from lead to win.",
            days=round(asked.settled or 0),
        )
    ]
    wasted = [row for row in sources if row["cost"] is not None and row["cost"].minor and not row["clients"]]
    said += [
        say("{source} cost {cost} and brought no new client.", source=row["name"], cost=sum_text(row["cost"]))
        for row in wasted[:3]
    ]
    told = [row for row in sources if row["clients"]]
    known = sum(row["cost"] is not None for row in told)
    if known < len(told):
        said.append(
            say(
                "Costs are known of {known} of {sources} sources that brought clients: if the others cost anything, the line of all is too low.",
                known=known,
                sources=len(told),
            )
        )
    if asked.context.margin is None:
        said.append(say("ROMI is of revenue, not of profit: set company.margin to see what is earned."))
    if unpriced:
        said.append(say("Costs in another currency are not counted: {n} rows.", n=unpriced))
    return tuple(said)
