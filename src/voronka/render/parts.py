"""The numbers that one figure is made of: a share with both ends of its interval and the count that it is of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from voronka.language import Phrase, say
from voronka.model.estimate import Estimate, Times
from voronka.model.rate import Rate


@dataclass(frozen=True)
class Part:
    """`name` "" is the figure itself; `kind` that of a column of such numbers, "" for the column's own."""

    name: str = ""
    take: Callable[[Any], Any] = lambda value: value
    kind: str = ""

    def of(self, value: Any) -> Any:
        """The number, None where there is no figure."""
        return None if value is None else self.take(value)


#: Name of a part → its words after the figure's title.
SAYS_OF: Mapping[str, Phrase] = {
    "low": say("95% from"),
    "high": say("95% to"),
    "trials": say("out of"),
    "n": say("out of"),
    "open": say("not over yet"),
    "p75_days": say("75% up to"),
    "p90_days": say("90% up to"),
    "then": say("before"),
    "difference": say("difference"),
    "difference_low": say("difference from"),
    "difference_high": say("difference to"),
}


def _parts(kind: str, *names: str, counts: tuple[str, ...] = ()) -> tuple[Part, ...]:
    return (
        Part("", attrgetter("median_days" if kind == "days" else "value"), kind),
        *(Part(name, attrgetter(name), kind) for name in names),
        *(Part(name, attrgetter(name), "count") for name in counts),
    )


#: Kind of column → its parts, the figure itself first; other kinds have but themselves.
PARTS: Mapping[str, tuple[Part, ...]] = {
    "rate": _parts("share", "low", "high", counts=("trials",)),
    "estimate": _parts("share", "low", "high", counts=("n",)),
    "amount": _parts("amount", "low", "high", counts=("n",)),
    "mean": _parts("number", "low", "high", counts=("n",)),
    "times": _parts("days", "low", "high", "p75_days", "p90_days", counts=("n", "open")),
}


def then(told: Any) -> Any:
    """What a figure was in the other period: the number itself, or that of its estimate."""
    value = told.get("then") if isinstance(told, Mapping) else told
    if isinstance(value, Rate | Estimate):
        return value.value
    return value.median_days if isinstance(value, Times) else value


def difference(told: Any, part: str) -> Any:
    """The `difference` of a share or an estimate to the other period, or an end of its interval."""
    return told.get(part) if isinstance(told, Mapping) else None
