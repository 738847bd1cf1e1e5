"""Past forecasts of simulated companies, held against what came and against simpler methods."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from acceptance.simulated import simulated
from voronka.engines.duckdb import DuckDBEngine
from voronka.metrics.ask import ask
from voronka.model.question import Question
from voronka.predict.judge import Verdict, judge

DEALS = 4000
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Foretold:
    """The past forecasts of one company or of several. For `money` and `wins` a row each: steps ahead, what came, mean, P10, P50, P90, (rows, 6);
    `others`: by method, loss of it over ours, a number per company.
    """

    money: Floats
    wins: Floats
    money_others: dict[str, list[float]]
    wins_others: dict[str, list[float]]

    def verdict(self, measure: str, ahead: int) -> Verdict:
        """How good they were so many steps ahead; 1 is the next step."""
        rows = getattr(self, measure)
        steps, fact, mean, *told = rows[rows[:, 0] == ahead].T
        assert set(steps) == {ahead}
        return judge(fact, mean, told)


def foretold(seed: int, deals: int = DEALS) -> Foretold:
    """Those of the company of that seed: twelve months, each three months ahead."""
    with simulated(seed, deals) as (engine, _):
        return of(engine)


def of(engine: DuckDBEngine) -> Foretold:
    """Those of a store."""
    answer = ask(engine, Question("track_record"))
    money = [
        (
            row["ahead"],
            row["revenue"].minor,
            row["mean_money"].minor,
            *tuple(row[name].minor for name in ("money_low", "money", "money_high")),
        )
        for row in answer.rows
    ]
    wins = [
        (
            row["ahead"],
            row["won"],
            row["mean_wins"],
            *(row[name] for name in ("wins_low", "wins", "wins_high")),
        )
        for row in answer.rows
    ]
    others = (
        {name: [loss] for name, loss in answer.totals[f"{measure}_others"].items() if loss is not None}
        for measure in ("money", "wins")
    )
    return Foretold(np.array(money, float), np.array(wins, float), *others)


def together(found: Iterable[Foretold]) -> Foretold:
    """Those of several companies."""
    every = list(found)

    def losses(measure: str) -> dict[str, list[float]]:
        one = [getattr(each, f"{measure}_others") for each in every]
        return {name: [loss for each in one for loss in each.get(name, [])] for name in one[0]}

    return Foretold(
        np.vstack([one.money for one in every]),
        np.vstack([one.wins for one in every]),
        losses("money"),
        losses("wins"),
    )
