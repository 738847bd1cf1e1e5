"""Values inside of answers: money, shares, times, and how far to trust them."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from voronka.api.shapes.shape import Shape
from voronka.language import say


class Money(Shape):
    """An exact amount."""

    minor: int = Field(description=say("kopecks, cents: whole minor units"), examples=[18_920_000])
    currency: str = Field(description=say("code of the currency"), examples=["RUB"])


class Rate(Shape):
    """A share with its counts."""

    hits: int = Field(examples=[36])
    trials: int = Field(examples=[255])
    value: float | None = Field(description=say("hits ÷ trials; null for 0 of 0"), examples=[0.1412])
    low: float | None = Field(description=say("lower end of the 95% interval"), examples=[0.1037])
    high: float | None = Field(description=say("upper end of the 95% interval"), examples=[0.1893])


class Estimate(Shape):
    """An estimated figure."""

    n: int = Field(description=say("from so many deals"))
    value: float | None
    low: float | None = Field(description=say("lower end of the 95% interval"))
    high: float | None = Field(description=say("upper end of the 95% interval"))
    doubts: list[str] = Field(default=[], description=say("why it should be read with care"))


class Times(Shape):
    """How long something lasts, in days."""

    n: int
    open: int = Field(description=say("of them not over yet"))
    median_days: float | None
    p75_days: float | None
    p90_days: float | None
    low: float | None = Field(description=say("lower end of the 95% interval"))
    high: float | None = Field(description=say("upper end of the 95% interval"))
    doubts: list[str] = Field(default=[], description=say("why it should be read with care"))


Value = bool | int | float | str | Money | Rate | Estimate | Times | list[Any] | dict[str, Any] | None
Row = dict[str, Value]


class Trust(Shape):
    """How complete the history behind a figure is."""

    level: Literal["good", "fair", "poor"]
    deals: int
    broken: int
    inferred: int
    filled_in: float | None
    bulk_moves: float | None
    no_reason: float | None
    no_amount: float | None
    zombies: float | None
    notes: list[str]
    since: str | None = Field(
        default=None, description=say("while a first sync is under way: before it history is still to come")
    )
