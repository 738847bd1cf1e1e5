"""Forty simulated companies asked about everything whose truth is known, two at a time; what the acceptance tests of the definitions are held against."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from typing import Any

from acceptance.simulated import simulated
from voronka.engines.duckdb import DuckDBEngine
from voronka.metrics.ask import ask
from voronka.model.estimate import Estimate
from voronka.model.question import Question
from voronka.simulator.company import make_company
from voronka.simulator.people import MANAGERS
from voronka.simulator.stages import MAIN_ID

SEEDS, DEALS = 40, 5000
#: Days by which wins and steps are counted.
WIN, STEP = 180, 30


@cache
def truth() -> dict[str, Any]:
    """What is true of the main pipeline of every one of them."""
    found: dict[str, Any] = make_company(deals=100).truth["pipelines"][str(MAIN_ID)]
    return found


def truly_best() -> str:
    """The manager with the largest effect where most is decided."""
    return max(MANAGERS, key=lambda one: one.skill + one.proposal).name


@cache
def companies() -> list[dict[str, Any]]:
    """What was answered in each company."""
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        return list(pool.map(answered, range(1, SEEDS + 1)))


def answered(seed: int) -> dict[str, Any]:
    """The figures of one company as plain values; an estimate is (value, low, high)."""
    with simulated(seed, DEALS) as (engine, _):
        [win] = ask(engine, Question("win_rate", options=(("horizon", str(WIN)),))).rows
        steps = ask(engine, Question("conversion", options=(("horizon", str(STEP)),))).rows
        stays = ask(engine, Question("stays")).rows
        return {
            "win": _plain(win["by_count"]),
            "as_in_crm": win["won"] / (win["won"] + win["lost"]),
            "forgotten": win["forgotten"] / (win["forgotten"] + win["lost"]),
            "steps": {row["position"]: _plain(row["step"]) for row in steps if row["step"] is not None},
            "stays": {
                row["position"]: (row["stay"].median_days, row["stay"].low, row["stay"].high) for row in stays
            },
            "managers": _managers(engine),
            "worst": _worst(engine),
        }


def _managers(engine: DuckDBEngine) -> dict[str, dict[str, Any]]:
    rows = ask(engine, Question("people", options=(("horizon", str(WIN)),))).rows
    return {
        row["name"]: {
            "raw": _plain(row["win_rate"]),
            "fair": _plain(row["fair"]),
            "won_of_all": row["won"] / row["deals"],
            "verdict": row["verdict"],
        }
        for row in rows
    }


def _worst(engine: DuckDBEngine) -> str:
    rows = ask(engine, Question("bottlenecks")).rows
    return str(max(rows, key=lambda row: row["gain"].value or 0.0)["name"])


def _plain(found: Estimate) -> tuple[float | None, float | None, float | None]:
    return found.value, found.low, found.high
