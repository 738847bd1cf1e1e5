"""Faults of the simulated service, each a switch with its help text; off unless asked for.

What is not a fault but everyday life of an account (deleted stages in history, users who left, robots as authors, events in no useful
order, false creation dates) is in the simulated company itself and always on.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import Any

from voronka.errors import InputError


@dataclass(frozen=True)
class Faults:
    """Which faults are on. Shares are of data requests, 0..1; `*_after` count data requests, 0 is off.

    All draws depend on `seed` and the number of the request only, so the same requests meet the same faults.

    >>> parse("moving,late,500=0.02")
    Faults(moving=True, late=600, error_500=0.02)
    """

    moving: bool = field(
        default=False,
        metadata={
            "name": "moving",
            "on": True,
            "help": "deals get a new updated_at while pages are read, so rows shift between pages",
        },
    )
    late: int = field(
        default=0,
        metadata={
            "name": "late",
            "on": 600,
            "help": "a tenth of new deals and events become visible up to that many seconds late (600)",
        },
    )
    error_500: float = field(
        default=0, metadata={"name": "500", "on": 0.02, "help": "share of requests answered by 500"}
    )
    error_504: float = field(
        default=0,
        metadata={
            "name": "504",
            "on": 0.02,
            "help": "share of requests answered by 504 and an HTML page of the gateway",
        },
    )
    truncated: float = field(
        default=0,
        metadata={"name": "truncated", "on": 0.01, "help": "share of answers whose JSON stops in the middle"},
    )
    dropped: float = field(
        default=0,
        metadata={
            "name": "dropped",
            "on": 0.01,
            "help": "share of answers during which the connection is cut",
        },
    )
    slow: float = field(
        default=0,
        metadata={"name": "slow", "on": 0.01, "help": "share of answers that take `pause` seconds longer"},
    )
    pause: float = field(
        default=2.0, metadata={"name": "pause", "on": 2.0, "help": "seconds a slow answer takes (2)"}
    )
    expire_after: int = field(
        default=0,
        metadata={
            "name": "expired",
            "on": 50,
            "help": "an OAuth access token dies after so many requests (50), before its time",
        },
    )
    unpaid_after: int = field(
        default=0,
        metadata={
            "name": "402",
            "on": 1,
            "help": "402 for everything from the n-th request on (1): the account is not paid",
        },
    )
    forbidden_after: int = field(
        default=0,
        metadata={
            "name": "403",
            "on": 1,
            "help": "403 for everything from the n-th request on (1): the method is not allowed to this token",
        },
    )
    hooks_twice: float = field(
        default=0, metadata={"name": "hooks-twice", "on": 0.2, "help": "share of web hooks delivered twice"}
    )
    hooks_lost: float = field(
        default=0, metadata={"name": "hooks-lost", "on": 0.1, "help": "share of web hooks never delivered"}
    )
    seed: int = field(default=1, metadata={"name": "seed", "on": 1, "help": "seed of all draws (1)"})

    def __repr__(self) -> str:
        shown = (
            f"{part.name}={getattr(self, part.name)!r}"
            for part in fields(self)
            if getattr(self, part.name) != part.default
        )
        return f"Faults({', '.join(shown)})"

    def draws(self, share: float, name: str, number: int) -> bool:
        """Whether request `number` meets the fault `name` that has this share."""
        return share > 0 and draw(self.seed, name, number) < share


def draw(seed: int, name: str, number: int) -> float:
    """A number in [0, 1) that depends on nothing but the three arguments."""
    value = (seed * 0x9E3779B97F4A7C15 + number * 0xBF58476D1CE4E5B9) & (2**64 - 1)
    for letter in name.encode():
        value = ((value ^ letter) * 0x100000001B3) & (2**64 - 1)
    value ^= value >> 31
    value = (value * 0x94D049BB133111EB) & (2**64 - 1)
    return (value >> 11) / 2**53


def switches() -> dict[str, str]:
    """Name → help of every switch, for `--help`."""
    return {part.metadata["name"]: part.metadata["help"] for part in fields(Faults)}


def parse(text: str) -> Faults:
    """Faults from the text form `name` or `name=value`, separated by commas; InputError on an unknown name or value.

    >>> parse("")
    Faults()
    """
    known = {part.metadata["name"]: part for part in fields(Faults)}
    changes: dict[str, Any] = {}
    for item in filter(None, (item.strip() for item in text.split(","))):
        name, _, value = item.partition("=")
        if name not in known:
            raise InputError(
                f'no fault called "{name}"',
                f"faults are: {', '.join(known)}",
                "write them as moving,500=0.02",
            )
        part = known[name]
        changes[part.name] = _value(name, value, part.metadata["on"])
    return replace(Faults(), **changes)


def _value(name: str, text: str, on: Any) -> Any:
    if not text:
        return on
    if isinstance(on, bool):
        raise InputError(f'the fault "{name}" takes no value', f'"{text}" was given', f"write {name}")
    try:
        number = type(on)(text)
    except ValueError:
        number = type(on)(-1)
    if number < 0 or (isinstance(on, float) and name != "pause" and number > 1):
        wanted = "a share from 0 to 1" if isinstance(on, float) and name != "pause" else "a number from 0 up"
        raise InputError(f'the fault "{name}" cannot be {text}', f"it takes {wanted}", f"write {name}={on}")
    return number
