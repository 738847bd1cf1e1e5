"""What if: more deals, a better step, a shorter stay, a larger amount; in wins and money a month, with ranges, and against its cost."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from voronka.clock import local_day
from voronka.engines.base import Engine
from voronka.metrics.ask import settled
from voronka.metrics.bottlenecks.chain import estimate
from voronka.metrics.bottlenecks.counts import MONTH, months, recent
from voronka.metrics.bottlenecks.invest import Case, case
from voronka.metrics.bottlenecks.model import Model, Today
from voronka.metrics.bottlenecks.settings import changes
from voronka.metrics.bottlenecks.what_if_words import findings
from voronka.metrics.conversion.horizons import Horizons, horizons, step_sql, win_sql
from voronka.metrics.found import Facts, Found
from voronka.metrics.scope import Asked
from voronka.metrics.statement import statement_sql
from voronka.model.answer import Row
from voronka.model.cell import Cell
from voronka.model.money import Money
from voronka.stats.redraw import DRAWS, percentiles
from voronka.stats.risk import Floats


def settle(engine: Engine, asked: Asked) -> Horizons:
    """The horizons in days, as for conversion."""
    return horizons(engine, asked)


def statements(asked: Asked) -> list[str]:
    """The statements that are run, in order."""
    now = recent(asked)
    return [
        win_sql(asked),
        step_sql(asked),
        *(statement_sql(now, name) for name in ("conversion", "bottleneck_wins")),
    ]


def answer(engine: Engine, asked: Asked) -> Found:
    """Three rows: now, then, and the difference; with a cost, what it brings in a year and when it pays back."""
    tried = changes(asked)
    asked = settled(engine, asked)
    model = Model.read(engine, recent(asked))
    today = model.today()
    factors = [model.factor(change) for change in tried]
    wins = today.inflow * today.share
    then = wins * np.prod(
        [factor for change, factor in zip(tried, factors, strict=True) if change.what != "amount"], axis=0
    )
    priced = np.prod(
        [factor for change, factor in zip(tried, factors, strict=True) if change.what == "amount"], axis=0
    )
    days = sum(model.days(change) for change in tried)
    lag = min((model.lag(change) for change in tried if change.what != "stay"), default=model.lag(tried[0]))
    money = None if today.amount is None else (wins * today.amount, then * today.amount * priced)
    once = np.zeros(DRAWS) if money is None else money[1] * max(-days, 0.0) / MONTH
    invested = _invested(asked, money, lag, once)
    rows = _rows(asked, today, wins, then, money, days, lag, once, invested)
    return Found(
        rows,
        findings=findings(asked, model.told(tried), rows, invested),
        totals={"reckoned": today.deals, "months": months(recent(asked))},
    )


def facts(asked: Asked, _: Cell) -> Facts:
    """The deals that it is reckoned from."""
    assert asked.pipeline is not None
    return Facts("conversion", f"position = {asked.pipeline.blocks[0]}", recent(asked))


def _invested(asked: Asked, money: tuple[Floats, Floats] | None, lag: float, once: Floats) -> Case | None:
    cost, monthly = asked.number("cost"), asked.number("cost_monthly")
    if (cost is None and monthly is None) or money is None:
        return None
    margin = 1.0 if asked.context.margin is None else asked.context.margin
    gain = (money[1] - money[0]) * margin
    return case(gain, lag / MONTH, once * margin, 100 * (cost or 0.0), 100 * (monthly or 0.0))


def _rows(
    asked: Asked,
    today: Today,
    wins: Floats,
    then: Floats,
    money: tuple[Floats, Floats] | None,
    days: float,
    lag: float,
    once: Floats,
    invested: Case | None,
) -> list[Row]:
    cycles = (today.cycle, None if today.cycle is None else max(today.cycle + days, 0.0), None)
    sums = (None, None, None) if money is None else (*money, money[1] - money[0])
    starts = local_day(asked.as_of, asked.account.timezone) + timedelta(days=round(lag))
    rows: list[Row] = []
    for place, (scenario, drawn) in enumerate((("now", wins), ("then", then), ("difference", then - wins))):
        is_last = scenario == "difference"
        low, high = percentiles(drawn)
        rows.append(
            {
                "segment": None,
                "scenario": scenario,
                "wins": float(drawn.mean()),
                "wins_low": low,
                "wins_high": high,
                "money": None if sums[place] is None else estimate(today.deals, sums[place]),
                "cycle_days": cycles[place],
                "starts": starts.isoformat() if is_last else None,
                "once": Money(round(float(once.mean())), asked.account.currency)
                if is_last and once.any()
                else None,
                "net_year": invested.year if is_last and invested else None,
                "payback_p10": invested.p10 if is_last and invested else None,
                "payback_months": invested.p50 if is_last and invested else None,
                "payback_p90": invested.p90 if is_last and invested else None,
                "pays_back": invested.chance if is_last and invested else None,
            }
        )
    return rows
