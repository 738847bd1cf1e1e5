"""What the numbers of a chart are measured in: how a value is written beside a mark, and how on an axis."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import floor, log10
from typing import ClassVar

from voronka.model.money import Money
from voronka.render import numbers


@dataclass(frozen=True)
class Unit:
    """Whole numbers; the other units refine it. `least` is the smallest step of an axis, `most` its end where there is one."""

    least: ClassVar[float] = 0.0
    most: ClassVar[float | None] = None
    steps: ClassVar[tuple[float, ...]] = ()

    def text(self, value: float, language: str) -> str:
        """The value in full, as beside a mark and in the table."""
        return numbers.decimal(value, 0, language)

    def tick(self, value: float, step: float, language: str) -> str:
        """The value on an axis whose ticks are `step` apart: as short as they can be told apart."""
        return numbers.decimal(value, decimals(step), language)

    def interval(self, low: float, high: float, language: str) -> str:
        """Both ends of an interval."""
        return f"{self.text(low, language)}{numbers.DASH}{self.text(high, language)}"

    def plain(self, value: float) -> float:
        """The value as a spreadsheet should have it."""
        return round(value, 6)


@dataclass(frozen=True)
class Number(Unit):
    """A number with decimals, such as calls per deal."""

    digits: int = 1

    def text(self, value: float, language: str) -> str:
        """With as many decimals as were asked for."""
        return numbers.decimal(value, self.digits, language)


class Count(Unit):
    """Deals, moves, anything counted.

    >>> Count().text(1248, "en"), Count().tick(1500, 500, "en")
    ('1,248', '1,500')
    """

    least = 1.0


class Percent(Unit):
    """A share of 0..1.

    >>> Percent().text(0.0911, "en"), Percent().tick(0.05, 0.05, "en"), Percent().interval(0.19, 0.29, "en")
    ('9.1%', '5%', '19–29%')
    """

    most = 1.0

    def text(self, value: float, language: str) -> str:
        """A share as everywhere."""
        return numbers.percent(value, language)

    def tick(self, value: float, step: float, language: str) -> str:
        """Whole per cent unless the ticks are closer."""
        gap = numbers.NARROW if language == "ru" else ""
        return numbers.decimal(value * 100, decimals(step * 100), language) + gap + "%"

    def interval(self, low: float, high: float, language: str) -> str:
        """One sign for both ends."""
        return numbers.interval(low, high, language)


class Points(Unit):
    """A difference of shares, in points."""

    def text(self, value: float, language: str) -> str:
        """Signed; no difference has no decimals."""
        if not value:
            return numbers.points(0.0, language).replace("0,0", "0").replace("0.0", "0")
        return numbers.points(value, language)

    def tick(self, value: float, step: float, language: str) -> str:
        """Signed and without the unit, which the title says."""
        return numbers.signed(numbers.decimal(value * 100, decimals(step * 100), language), value)

    def interval(self, low: float, high: float, language: str) -> str:
        """Both ends signed, with words between: a dash would read as a minus."""
        joint = " … "
        return joint.join(self.text(end, language) for end in (low, high))


class Days(Unit):
    """A length of time in days.

    >>> Days().text(1.9, "en"), Days().tick(30, 30, "en")
    ('1.9\\xa0days', '30')
    """

    steps = (1, 2, 7, 14, 30, 60, 90, 180, 365)

    def text(self, value: float, language: str) -> str:
        """Hours below a day."""
        return numbers.duration(value, language)

    def interval(self, low: float, high: float, language: str) -> str:
        """The unit once where both ends are days."""
        if low < 1 or high < 1:
            return super().interval(low, high, language)
        digits = 0 if high >= 9.95 else 1
        return f"{numbers.decimal(low, digits, language)}{numbers.DASH}{self.text(high, language)}"


class Minutes(Unit):
    """A length of time in minutes."""

    steps = (1, 2, 5, 10, 15, 30, 60, 120, 240, 480, 1440)

    def text(self, value: float, language: str) -> str:
        """Hours from two hours on."""
        return numbers.minutes(value, language)

    def tick(self, value: float, step: float, language: str) -> str:  # noqa: ARG002
        """With its unit, which changes along the axis."""
        return numbers.minutes(value, language) if value else "0"


@dataclass(frozen=True)
class Amount(Unit):
    """Money in minor units of a currency.

    >>> Amount("RUB").text(614_000_000, "en"), Amount("RUB").tick(200_000_000, 100_000_000, "en")
    ('₽6.1M', '₽2M')
    """

    currency: str = "RUB"
    is_signed: bool = False

    def text(self, value: float, language: str) -> str:
        """About three digits and a scale; signed where it is a change."""
        text = numbers.money(Money(round(value), self.currency), language)
        return numbers.signed(text, value) if self.is_signed else text

    def tick(self, value: float, step: float, language: str) -> str:  # noqa: ARG002
        """Without decimals that say nothing."""
        if not value:
            return "0"
        return re.sub(r"[.,]0(?=\D|$)", "", self.text(value, language))

    def plain(self, value: float) -> float:
        """Major units."""
        return Money(round(value), self.currency).major


def decimals(step: float) -> int:
    """Decimals that tell ticks apart which are `step` apart.

    >>> [decimals(step) for step in (10, 2.5, 0.5, 0.02)]
    [0, 1, 1, 2]
    """
    if step <= 0 or float(step).is_integer():
        return 0
    first = max(0, -floor(log10(step)))
    return first if round(step * 10**first, 6).is_integer() else first + 1
