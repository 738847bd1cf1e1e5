"""How far a figure can be trusted: how complete the history behind it is."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import datetime
from weakref import WeakKeyDictionary

import numpy as np

from voronka.engines.base import Columns, Engine, rows
from voronka.metrics.endings import Endings
from voronka.metrics.scope import Asked
from voronka.metrics.statement import statement_sql
from voronka.model.answer import Trust
from voronka.model.question import Question

#: Shares above which a history is only fair, and poor: (fair, poor).
BROKEN = (0.02, 0.10)
INFERRED = (0.20, 0.50)
FILLED_IN = (0.25, 0.50)
BULK_MOVES = (0.10, 0.30)
NO_REASON = (0.30, 0.70)
#: Shares that say nothing of the history, and yet spoil some figures: worth a word above this.
NO_AMOUNT = 0.10
ZOMBIES = 0.25
#: A deal is a zombie when so many of the won ones had been won at its age; fewer wins tell nothing.
NEARLY_ALL, FEWEST_WINS = 0.99, 20

_Place = tuple[int, int | None]
_qualities: WeakKeyDictionary[Engine, dict[_Place, tuple[float | None, float | None, float | None]]] = (
    WeakKeyDictionary()
)
_lock = threading.Lock()


def trust(
    engine: Engine, asked: Asked, filled_in: float | None, ended: Endings
) -> tuple[Trust, dict[str, int]]:
    """Trust in the deals of the question, and their totals (deals, no_amount, amount in minor units).

    `filled_in` is the share of passed stages that were skipped; `ended` counts each deal once. Bulk moves, missing reasons and zombies are of the whole
    pipeline, read once per store. Missing amounts matter to figures of money, zombies to those of open deals: they are noted there, and leave the level.
    The level is the worst of the shares; a figure without deals is good.
    """
    bulk_moves, no_reason, zombies = _quality(engine, asked)
    deals, no_amount, amount = (sum(row[name] for row in ended) for name in ("deals", "no_amount", "amount"))
    broken, inferred = (
        sum(row["deals"] for row in ended if row["history"] == history) for history in ("broken", "inferred")
    )
    shares = {
        "broken": (broken / deals if deals else None, BROKEN),
        "inferred": (inferred / deals if deals else None, INFERRED),
        "filled_in": (filled_in, FILLED_IN),
        "bulk_moves": (bulk_moves, BULK_MOVES),
        "no_reason": (no_reason, NO_REASON),
    }
    grades = {
        name: sum(share > limit for limit in limits) if share is not None else 0
        for name, (share, limits) in shares.items()
    }
    won = [row for row in ended if row["outcome"] == "won"]
    wins = sum(row["deals"] for row in won)
    no_price = sum(row["no_amount"] for row in won) / wins if wins and _is_money(asked) else None
    spoilt = [("no_amount", no_price, NO_AMOUNT), ("zombies", zombies if _is_open(asked) else None, ZOMBIES)]
    since = _coming(asked)
    if since is not None:
        grades["coming"] = 1
    level = ("good", "fair", "poor")[max(grades.values()) if deals else 0]
    return Trust(
        deals=deals,
        broken=broken,
        inferred=inferred,
        filled_in=filled_in,
        bulk_moves=bulk_moves,
        no_reason=no_reason,
        level=level,
        notes=tuple(
            [name for name, grade in grades.items() if grade and deals]
            + [name for name, share, limit in spoilt if share is not None and share > limit and deals]
        ),
        no_amount=no_price,
        zombies=zombies,
        since=since,
    ), {"deals": deals, "no_amount": no_amount, "amount": amount}


def _coming(asked: Asked) -> datetime | None:
    """Since when history is whole, where the question reaches back further than that."""
    since, began = asked.context.coming, asked.names.known_from
    if since is None or (began is not None and since <= began):
        return None
    return None if asked.first is not None and asked.first >= since else since


def _is_money(asked: Asked) -> bool:
    """True for a figure of money."""
    return any(column.kind in {"money", "amount"} for column in asked.metric.columns)


def _is_open(asked: Asked) -> bool:
    """True for a figure of the deals that are open."""
    return any(figure.name in {"open", "here_now"} for figure in asked.metric.figures)


def _quality(engine: Engine, asked: Asked) -> tuple[float | None, float | None, float | None]:
    """Shares of bulk moves, of lost deals without a reason, and of zombies among open ones, in the whole pipeline, as known now."""
    key = (asked.account.account_id, asked.pipeline.pipeline_id if asked.pipeline else None)
    with _lock:
        known = _qualities.setdefault(engine, {})
    if key not in known:
        plain = replace(
            asked,
            question=Question("trust"),
            population="cohort",
            by=None,
            where=(),
            first=None,
            last=None,
            as_of=asked.names.known_until,
        )
        [moves] = rows(engine.run(statement_sql(plain, "bulk_moves")))
        [lost] = rows(engine.run(statement_sql(plain, "no_reason")))
        known[key] = (
            moves["bulk"] / moves["moves"] if moves["moves"] else None,
            lost["no_reason"] / lost["lost"] if lost["lost"] else None,
            _zombies(engine.run(statement_sql(plain, "ages"))),
        )
    return known[key]


def _zombies(ages: Columns) -> float | None:
    """The share of open deals that are older than nearly all won ones were when they were won; None where too few were won."""
    days, deals = (ages[name].astype(np.int64) for name in ("days", "deals"))
    won, still = ages["outcome"] == "won", ages["outcome"] == "open"
    if deals[won].sum() < FEWEST_WINS or not deals[still].sum():
        return None
    order = np.argsort(days[won], kind="stable")
    upto = deals[won][order].cumsum()
    latest = days[won][order][np.searchsorted(upto, NEARLY_ALL * upto[-1] - 1e-9)]
    return float(deals[still & (days > latest)].sum() / deals[still].sum())
