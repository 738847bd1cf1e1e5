"""Changes to try, as they are written: step:КП=+5pp, step:КП=40%, stay:КП=-3d, inflow=+10%, amount=+5%."""

from __future__ import annotations

import re
from dataclasses import dataclass

from voronka.errors import InputError
from voronka.language import Phrase, say
from voronka.metrics.places import position as position_of
from voronka.metrics.scope import Asked

_VALUE = re.compile(r"([+\-−]?)(\d+(?:[.,]\d+)?)\s*(pp|п\.?\s?п\.?|%|days?|d|дн\.?|д)?")
_POINTS, _DAYS = ("pp", "п"), ("d", "д")
#: What each thing may be changed by: (signed, unit) → how. Without a sign it is set to the value.
_WAYS: dict[str, dict[tuple[bool, str], str]] = {
    "step": {(True, "points"): "add", (True, "share"): "times", (False, "share"): "set"},
    "stay": {(True, "days"): "add", (True, "share"): "times", (False, "days"): "set"},
    "inflow": {(True, ""): "add", (True, "share"): "times", (False, ""): "set"},
    "amount": {(True, ""): "add", (True, "share"): "times", (False, ""): "set"},
}


@dataclass(frozen=True)
class Change:
    """`what` is step, stay, inflow or amount; `position` the block of the first two. `how` `value` is put: add, times (1 + value), or set.

    Shares are 0 to 1, stays in days, inflow in deals a month, amounts in minor units.
    """

    what: str
    position: int | None
    how: str
    value: float

    def of(self, now: float) -> float:
        """What becomes of the value now.

        >>> Change("inflow", None, "times", 0.1).of(200.0)
        220.00000000000003
        """
        if self.how == "add":
            return now + self.value
        return now * (1 + self.value) if self.how == "times" else self.value


def changes(asked: Asked) -> list[Change]:
    """The changes of the question, one of a kind and stage; InputError names what cannot be read, with an example."""
    texts = asked.option("set")
    if not isinstance(texts, tuple) or not texts:
        raise InputError(say("nothing is changed"), say("“what_if” needs a change to try"), _example())
    found = [_read(asked, text) for text in texts]
    places = [(one.what, one.position) for one in found]
    for text, place in zip(texts, places, strict=True):
        if places.count(place) > 1:
            raise InputError(say("“{text}” is changed twice", text=text.rpartition("=")[0]), do=_example())
    return found


def _read(asked: Asked, text: str) -> Change:
    target, mark, written = text.rpartition("=")
    what, _, stage = target.strip().partition(":")
    match = _VALUE.fullmatch(written.strip())
    if not mark or what not in _WAYS or match is None:
        raise _unread(text)
    if (what in {"step", "stay"}) != bool(stage.strip()):
        raise InputError(
            say("cannot read the change “{text}”", text=text),
            say("step and stay name a stage, inflow and amount do not"),
            _example(),
        )
    sign, digits, unit = match[1], match[2], _unit(match[3] or "")
    how = _WAYS[what].get((bool(sign), unit))
    if how is None:
        raise _unread(text)
    number = float(digits.replace(",", ".")) * (-1 if sign in {"-", "−"} else 1)
    number /= 100 if unit in {"share", "points"} else 1
    number *= 100 if what == "amount" and unit == "" else 1
    return Change(what, _place(asked, stage.strip(), text) if stage.strip() else None, how, number)


def _unit(written: str) -> str:
    if written == "%":
        return "share"
    if written.startswith(_POINTS):
        return "points"
    return "days" if written.startswith(_DAYS) else ""


def _place(asked: Asked, stage: str, text: str) -> int:
    assert asked.pipeline is not None
    position = position_of(asked, stage)
    if position not in asked.pipeline.blocks:
        raise InputError(
            say("cannot read the change “{text}”", text=text),
            say("a won deal neither goes on nor stays"),
            _example(),
        )
    return position


def _unread(text: str) -> InputError:
    return InputError(
        say("cannot read the change “{text}”", text=text),
        say(
            "a step changes by points or to a share, a stay by days, inflow and amount by percent or to a number"
        ),
        _example(),
    )


def _example() -> Phrase:
    return say("write --set step:КП=+5pp, step:КП=40%, stay:КП=-3d, inflow=+10% or amount=+5%")
