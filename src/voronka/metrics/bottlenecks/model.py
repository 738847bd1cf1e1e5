"""How sales stand today, and what a change makes of them: the chain that what-if is reckoned on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from voronka.engines.base import Columns, Engine
from voronka.errors import InputError
from voronka.language import say
from voronka.metrics.bottlenecks.chain import OUTCOMES, mean_amount, redrawn
from voronka.metrics.bottlenecks.counts import months
from voronka.metrics.bottlenecks.groups import stood
from voronka.metrics.bottlenecks.settings import Change
from voronka.metrics.conversion.ages import DAY, NO_ROWS, Rows, numbers, risk, summed
from voronka.metrics.conversion.steps import Steps, steps
from voronka.metrics.folding import grouped
from voronka.metrics.scope import Asked
from voronka.metrics.statement import statement_sql
from voronka.stats.incidence import incidence
from voronka.stats.redraw import DRAWS, generator
from voronka.stats.risk import Floats
from voronka.stats.survival import weighted_median
from voronka.stats.times import quantiles

#: Wins are counted until so many of them have happened; the default horizon would leave a tenth of them out.
LATE = 0.99


@dataclass(frozen=True, eq=False)
class Today:
    """How it stands: deals a month, which share is won, for how much, all in draws (DRAWS,); `cycle` the median days of won deals."""

    deals: int
    inflow: Floats
    share: Floats
    amount: Floats | None
    cycle: float | None


@dataclass(frozen=True, eq=False)
class Model:
    """The counts that a change is tried on."""

    asked: Asked
    own: Steps
    wins: Columns
    parts: dict[int, Rows]

    @classmethod
    def read(cls, engine: Engine, asked: Asked) -> Model:
        wins = engine.run(statement_sql(asked, "bottleneck_wins"))
        return cls(
            asked, steps(engine, asked), wins, {key[0]: part for key, part in grouped(wins, "position")}
        )

    @property
    def first(self) -> int:
        assert self.asked.pipeline is not None
        return self.asked.pipeline.blocks[0]

    def today(self) -> Today:
        part = self.parts.get(self.first, NO_ROWS)
        deals = summed(self.wins, "deals", part)
        rng = generator(np.array([deals]))
        inflow = rng.poisson(deals, DRAWS) / months(self.asked) if deals else np.zeros(DRAWS)
        share = np.zeros(DRAWS)
        if deals:
            table, horizon = risk(self.wins, [part], OUTCOMES, "outcome"), self._late(part)
            told = incidence(table, 0, horizon)
            share = redrawn(table, horizon, told.value) if told.value is not None else share
        squares = float(self.wins["squares"][part].astype(np.float64).sum())
        amount = mean_amount(summed(self.wins, "priced", part), summed(self.wins, "amount", part), squares)
        return Today(deals, inflow, share, amount, self._days_to_win(self.first))

    def _late(self, part: Rows) -> float:
        """Hours by which nearly all wins so far had happened."""
        won = part[self.wins["outcome"][part] == "won"]
        hours, deals = numbers(self.wins, "hours")[won], numbers(self.wins, "deals")[won]
        if not deals.sum():
            return float(self.asked.settled.win * DAY)
        order = np.argsort(hours, kind="stable")
        upto = deals[order].cumsum()
        return float(hours[order][np.searchsorted(upto, LATE * upto[-1])] + DAY)

    def _days_to_win(self, position: int) -> float | None:
        part = self.parts.get(position, NO_ROWS)
        won = part[self.wins["outcome"][part] == "won"]
        found = weighted_median(numbers(self.wins, "hours")[won], numbers(self.wins, "deals")[won])
        return None if found is None else found / DAY

    def factor(self, change: Change) -> Floats:
        """By what the wins (or their amount) are multiplied, in draws."""
        if change.what == "stay":
            return np.ones(DRAWS)
        if change.what == "step":
            return self._step(change)
        today = self.today()
        now = today.inflow if change.what == "inflow" else today.amount
        if now is None:
            return np.ones(DRAWS)
        base = float(now.mean())
        new = change.of(base)
        if new < 0:
            raise InputError(say("a change cannot go below nothing"), do=say("try a smaller one"))
        return np.full(DRAWS, new / base if base else 1.0)

    def _step(self, change: Change) -> Floats:
        position = change.position or 0
        now = self._share(position)
        if now is None:
            return np.ones(DRAWS)
        new = change.of(now)
        if not 0 <= new <= 1:
            raise InputError(
                say("a step cannot become {share}%", share=round(100 * new)),
                say("now it is {share}%", share=round(100 * now)),
                say("try a smaller change"),
            )
        table, horizon = self.own.risk(None, position), self.asked.settled.steps[position] * DAY
        drawn = np.maximum(redrawn(table, horizon, now), 1e-6)
        # Set to a value, or moved by points: how much that is depends on what the present share truly is.
        later = np.clip(
            drawn * (1 + change.value) if change.how == "times" else change.of(now) - now + drawn, 0, 1
        )
        return np.asarray((np.full(DRAWS, new) if change.how == "set" else later) / drawn)

    def _share(self, position: int) -> float | None:
        table, horizon = self.own.risk(None, position), self.asked.settled.steps[position] * DAY
        return incidence(table, 0, horizon).value

    def _stay(self, position: int) -> float | None:
        """The median days on a block until whatever came of it, of deals that really stood there."""
        part = self.own.part(None, position)
        if not len(part):
            return None
        median = float(quantiles(stood(self.own.columns, [part]), [0.5]).age[0, 0])
        return None if np.isnan(median) else median / DAY

    def days(self, change: Change) -> float:
        """By how many days the way of an average won deal becomes longer: only those that stand on the stage feel it."""
        if change.what != "stay" or change.position is None:
            return 0.0
        now = self._stay(change.position)
        if now is None:
            return 0.0
        new = change.of(now)
        if new < 0:
            raise InputError(
                say("a stay cannot become shorter than nothing"),
                say("now its median is {days} days", days=round(now, 1)),
                say("try a smaller change"),
            )
        came, skipped = (self.own.count(None, change.position, name=name) for name in ("deals", "skipped"))
        return (new - now) * (came - skipped) / came

    def lag(self, change: Change) -> float:
        """Days until the first wins that the change brings: from the stage on, or of the whole way."""
        found = self._days_to_win(self.first if change.position is None else change.position)
        return found if found is not None else float(self.asked.settled.win)

    def told(self, tried: Sequence[Change]) -> list[dict[str, Any]]:
        """Each change with what it is about, and its value now and then, for the words."""
        return [self._told(change) for change in tried]

    def _told(self, change: Change) -> dict[str, Any]:
        today = self.today()
        assert self.asked.pipeline is not None
        now: float | None
        if change.position is not None:
            stage = self.asked.pipeline.block(change.position)
            name = stage.name if stage else f"#{change.position}"
            now = self._share(change.position) if change.what == "step" else self._stay(change.position)
        else:
            name = ""
            values = today.inflow if change.what == "inflow" else today.amount
            now = None if values is None else float(values.mean())
        return {
            "what": change.what,
            "stage": name,
            "now": now,
            "then": None if now is None else change.of(now),
        }
