"""Which share of new deals comes to a block at all, by their age: with each deal's clock from its creation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from voronka.engines.base import Columns, Engine
from voronka.metrics.conversion.ages import NO_ROWS, Rows, numbers, summed
from voronka.metrics.days import count_sql
from voronka.metrics.folding import grouped
from voronka.metrics.scope import Asked
from voronka.metrics.statement import statement_sql
from voronka.stats.risk import Risk


@dataclass(frozen=True)
class Reaches:
    """Counts of reach_times.sql and end_times.sql, and which rows are whose."""

    asked: Asked
    came: Columns
    came_parts: dict[tuple[Any, int], Rows]
    ended: Columns
    ended_parts: dict[Any, Rows]

    @staticmethod
    def statements(asked: Asked) -> list[str]:
        """The statements that are run."""
        return [count_sql(asked, "reach_times"), statement_sql(asked, "end_times")]

    @classmethod
    def read(cls, engine: Engine, asked: Asked) -> Reaches:
        """The counts of a question, by segment."""
        came, ended = (engine.run(sql) for sql in cls.statements(asked))
        return cls(
            asked,
            came,
            {
                (segment, int(position)): part
                for (segment, position), part in grouped(came, "segment", "position")
            },
            ended,
            {segment: part for (segment,), part in grouped(ended, "segment")},
        )

    @property
    def segments(self) -> list[Any]:
        """Values that SQL grouped by."""
        return list(self.ended_parts)

    def won(self, segment: Any) -> int:
        """Deals that are won."""
        return summed(
            self.ended, "deals", self.ended_parts.get(segment, NO_ROWS), self.ended["outcome"] == "won"
        )

    def broken(self, segment: Any, position: int) -> int:
        """Deals that came to the block and have gaps in their history."""
        end = self.ended_parts.get(segment, NO_ROWS)
        return summed(self.ended, "broken", end, numbers(self.ended, "position") >= position)

    def risk(self, segment: Any, position: int) -> Risk:
        """When deals came to the block (cause 0), or ended short of it: lost (1) or handed over (2)."""
        assert self.asked.pipeline is not None
        end = self.ended_parts.get(segment, NO_ROWS)
        outcome, furthest = self.ended["outcome"][end], numbers(self.ended, "position")[end]
        hours, deals = (numbers(self.ended, name)[end] for name in ("hours", "deals"))
        came = self.came_parts.get((segment, position), NO_ROWS)
        came_hours, came_deals = (numbers(self.came, name)[came] for name in ("hours", "deals"))
        if position == self.asked.pipeline.win:
            is_won = outcome == "won"
            came_hours, came_deals = hours[is_won], deals[is_won]
        short = furthest < position
        ways = np.array(
            [np.where(short & (outcome == way), deals, 0) for way in ("lost", "handed_over")], dtype=np.int64
        )
        still = np.where(short, deals, 0) - ways.sum(axis=0)
        nothing = np.zeros(len(end), dtype=np.int64)
        none = np.zeros((2, len(came_deals)), dtype=np.int64)
        return Risk.make(
            np.concatenate([came_hours, hours]),
            np.vstack([np.concatenate([came_deals, nothing]), np.hstack([none, ways])]),
            np.concatenate([np.zeros(len(came_deals), dtype=np.int64), still]),
        )
