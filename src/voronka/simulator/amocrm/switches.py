"""Faults of the simulated service, each a switch with its help text; off unless asked for.

What is not a fault but everyday life of an account (deleted stages in history, users who left, robots as authors, events in no useful
order, false creation dates) is in the simulated company itself and always on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import Field, dataclass, field, fields, replace
from typing import Any

from voronka.errors import InputError
from voronka.language import say


def _switch(name: str, default: float, on: float, text: str) -> Any:
    """A fault called `name` in the text form, which means `on` when it is given without a value."""
    return field(default=default, metadata={"name": name, "on": on, "help": text})


@dataclass(frozen=True)
class Faults:
    """Which faults are on. Shares are of data requests, 0..1; `*_after` count data requests, 0 is off.

    All draws depend on `seed` and the number of the request only, so the same requests meet the same faults.

    >>> parse("moving,late,500=0.02")
    Faults(moving=True, late=600, error_500=0.02)
    """

    moving: bool = _switch(
        "moving", False, True, "deals get a new updated_at while pages are read, so rows shift between pages"
    )
    late: int = _switch(
        "late", 0, 600, "a tenth of new deals and events become visible up to that many seconds late (600)"
    )
    live: float = _switch(
        "live",
        0,
        3600,
        "the account stands 30 days before its end and lives on, that many seconds in one (3600)",
    )
    error_500: float = _switch("500", 0.0, 0.02, "share of requests answered by 500")
    error_504: float = _switch(
        "504", 0.0, 0.02, "share of requests answered by 504 and an HTML page of the gateway"
    )
    truncated: float = _switch("truncated", 0.0, 0.01, "share of answers whose JSON stops in the middle")
    dropped: float = _switch("dropped", 0.0, 0.01, "share of answers during which the connection is cut")
    slow: float = _switch("slow", 0.0, 0.01, "share of answers that take `pause` seconds longer")
    pause: float = _switch("pause", 2.0, 2.0, "seconds a slow answer takes (2)")
    expire_after: int = _switch(
        "expired", 0, 50, "an OAuth access token dies after so many requests (50), before its time"
    )
    unpaid_after: int = _switch(
        "402", 0, 1, "402 for everything from the n-th request on (1): the account is not paid"
    )
    forbidden_after: int = _switch(
        "403", 0, 1, "403 for everything from the n-th request on (1): the token may not call the method"
    )
    hooks_twice: float = _switch("hooks-twice", 0.0, 0.2, "share of web hooks delivered twice")
    hooks_lost: float = _switch("hooks-lost", 0.0, 0.1, "share of web hooks never delivered")
    seed: int = _switch("seed", 1, 1, "seed of all draws (1)")

    def __repr__(self) -> str:
        return f"Faults({', '.join(f'{part.name}={value!r}' for part, value in self._changed())})"

    def __str__(self) -> str:
        """The text form, as `parse` reads it."""
        return ",".join(
            part.metadata["name"] + ("" if value is True else f"={value}") for part, value in self._changed()
        )

    def _changed(self) -> Iterator[tuple[Field[Any], Any]]:
        return ((part, value) for part in fields(self) if (value := getattr(self, part.name)) != part.default)

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
                say("no fault called “{name}”", name=name),
                say("faults are: {names}", names=", ".join(known)),
                say("write them as {example}", example="moving,500=0.02"),
            )
        part = known[name]
        changes[part.name] = _value(name, value, part.metadata["on"])
    return replace(Faults(), **changes)


def _value(name: str, text: str, on: Any) -> Any:
    if not text:
        return on
    if isinstance(on, bool):
        raise InputError(
            say("the fault “{name}” takes no value", name=name),
            say("“{text}” was given", text=text),
            say("write {example}", example=name),
        )
    is_share = isinstance(on, float) and on < 1
    try:
        number = type(on)(text)
    except ValueError:
        number = -1
    if not 0 <= number <= (1 if is_share else 1e9):
        raise InputError(
            say("the fault “{name}” cannot be {text}", name=name, text=text),
            say("it takes a share from 0 to 1") if is_share else say("it takes a number from 0 up"),
            say("write {example}", example=f"{name}={on}"),
        )
    return number
