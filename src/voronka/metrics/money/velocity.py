"""Velocity: won money per day as it was, and the levers that make it, N · W · A / L."""

from __future__ import annotations

from math import fsum, sqrt
from typing import Any

import numpy as np
import numpy.typing as npt

from voronka.engines.base import Columns, Engine
from voronka.language import Phrase, say
from voronka.metrics.ask import settled
from voronka.metrics.conversion.ages import DAY
from voronka.metrics.conversion.horizons import win_horizon, win_sql
from voronka.metrics.found import Facts, Found
from voronka.metrics.scope import Asked
from voronka.metrics.segments import by_segment
from voronka.metrics.statement import statement_sql
from voronka.metrics.wording import sum_text
from voronka.model.answer import Row
from voronka.model.cell import Cell
from voronka.model.estimate import Estimate
from voronka.model.money import Money
from voronka.stats.curves import aalen_johansen
from voronka.stats.doubts import ENOUGH, SmallSample, codes
from voronka.stats.incidence import incidence
from voronka.stats.intervals import Z
from voronka.stats.means import mean, restricted_mean, total
from voronka.stats.risk import Risk

_WAYS = ("won", "lost", "handed_over")
#: What is tried on each lever: 10 % more, or 10 % faster.
_PUSH = 0.1

Counts = npt.NDArray[np.int64]


def settle(engine: Engine, asked: Asked) -> float:
    """The horizon of the win in days."""
    return win_horizon(engine, asked)


def statements(asked: Asked) -> list[str]:
    """The statements that are run, in order."""
    return [win_sql(asked), statement_sql(asked, "velocity")]


def answer(engine: Engine, asked: Asked) -> Found:
    """One row per segment."""
    asked = settled(engine, asked)
    counted = engine.run(statement_sql(asked, "velocity"))
    found = by_segment(asked, counted, _numbers)
    return Found(found, findings=_findings(found[0]) if asked.by is None else ())


def facts(_: Asked, cell: Cell) -> Facts:
    """The deals won in the period, or open at its end."""
    return Facts("velocity", f"outcome = '{cell.figure}'")


def _numbers(asked: Asked, counted: Columns) -> dict[str, Any]:
    deals, outcome = counted["deals"].astype(np.int64), counted["outcome"]
    is_won, is_open = outcome == "won", outcome == "open"
    worth = counted["won_minor"].astype(np.int64)
    priced = is_won & (worth > 0)
    ages = _ages(counted, deals)
    row = {
        "won": int(deals[is_won].sum()),
        "revenue": _money(asked, total(worth[is_won], deals[is_won])),
        "per_day": _per_day(asked, worth[priced], deals[priced]),
        "open": int(deals[is_open].sum()),
        "open_amount": _money(asked, int(counted["amount"][is_open].sum())),
        "win_rate": incidence(ages, 0, asked.settled),
        "average_deal": mean(worth[priced], deals[priced]),
        "mean_days": restricted_mean(ages),
    }
    return row | _levers(asked, row) | _coverage(asked, row, ages, counted)


def _ages(counted: Columns, deals: Counts) -> Risk:
    """Deals by age in days; one that is older than the window is known from the day on which it joined, not before."""
    ends = counted["hours"].astype(np.int64) // DAY
    late = counted["late_hours"].astype(np.int64) // DAY
    joined = late > 0
    left = np.array([np.where(counted["outcome"] == way, deals, 0) for way in _WAYS], dtype=np.int64)
    nothing = np.zeros(int(joined.sum()), dtype=np.int64)
    return Risk.make(
        np.concatenate([ends, late[joined] - 1]).astype(np.int64),
        np.hstack([left, np.zeros((len(_WAYS), len(nothing)), dtype=np.int64)]),
        np.concatenate([deals - left.sum(axis=0), nothing]),
        np.concatenate([np.zeros(len(deals), dtype=np.int64), deals[joined]]),
    )


def _per_day(asked: Asked, amounts: Counts, times: Counts) -> Estimate:
    """Won money per day of the window: wins come at random, so that the variance of their sum is the sum of their squares."""
    days, n = _days(asked), int(times.sum())
    if not days:
        return Estimate(n, None)
    value = total(amounts, times) / days
    half = Z * sqrt(fsum((amounts.astype(np.float64) ** 2 * times).tolist())) / days
    doubts = codes([SmallSample(n)] if n < ENOUGH else [])
    return Estimate(n, value, max(0.0, value - half) if n else None, value + half if n else None, doubts)


def _days(asked: Asked) -> float:
    """Length of the window as far as it is known."""
    start, end = asked.window
    since = asked.names.known_from if start is None else start
    return (end - since).total_seconds() / 86_400 if since is not None and since < end else 0.0


def _levers(asked: Asked, row: dict[str, Any]) -> dict[str, Any]:
    """N · W · A / L, and what a tenth more of N, W or A, or a tenth less of L, adds to it a day."""
    share, average, days = row["win_rate"].value, row["average_deal"].value, row["mean_days"]
    if share is None or average is None or not days:
        return {"formula": None, "lever_gain": None, "faster_gain": None}
    made = row["open"] * share * average / days
    return {
        "formula": _money(asked, made),
        "lever_gain": _money(asked, made * _PUSH),
        "faster_gain": _money(asked, made * (1 / (1 - _PUSH) - 1)),
    }


def _coverage(asked: Asked, row: dict[str, Any], ages: Risk, counted: Columns) -> dict[str, Any]:
    """What the open deals will bring, each by its chance at its age, against what the plan still lacks."""
    is_open = counted["outcome"] == "open"
    chance = _chances(ages, counted["hours"][is_open].astype(np.int64) // DAY)
    weighted = fsum((chance * counted["amount"][is_open].astype(np.float64)).tolist())
    plan = asked.plan_minor
    lacking = None if plan is None else plan - row["revenue"].minor
    return {
        "weighted": _money(asked, weighted),
        "plan": None if plan is None else _money(asked, plan),
        "coverage": weighted / lacking if lacking is not None and lacking > 0 else None,
    }


def _chances(ages: Risk, days: Counts) -> npt.NDArray[np.float64]:
    """P(won | still open at that age) = (F(∞) − F(age)) / S(age)."""
    if not len(ages.age):
        return np.zeros(len(days))
    curve = aalen_johansen(ages)
    row = np.searchsorted(ages.age, days, side="right")
    won = np.concatenate([[0.0], curve.share[0]])
    still = np.concatenate([[1.0], curve.still])[row]
    chance = np.divide(won[-1] - won[row], still, out=np.zeros(len(days)), where=still > 1e-12)
    return np.asarray(chance.clip(0.0, 1.0), dtype=np.float64)


def _money(asked: Asked, minor: float) -> Money:
    return Money(round(minor), asked.account.currency)


def _findings(row: Row) -> tuple[Phrase, ...]:
    if not row["won"]:
        return (say("Nothing was won in the period."),)
    found = []
    if row["formula"] is not None:
        found.append(
            say(
                "10% more deals, wins or average amount would bring {more} a day; closing 10% faster {faster}.",
                more=sum_text(row["lever_gain"]),
                faster=sum_text(row["faster_gain"]),
            )
        )
    if row["coverage"] is not None:
        found.append(
            say(
                "By their chances the open deals are worth {weighted}: {coverage}% of what the plan still lacks.",
                weighted=sum_text(row["weighted"]),
                coverage=round(100 * row["coverage"]),
            )
        )
    elif row["plan"] is not None:
        found.append(say("The plan of the period is reached."))
    return tuple(found)
