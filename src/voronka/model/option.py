"""What some metrics are asked with beyond the parts that every question has."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from voronka.errors import InputError
from voronka.language import Phrase, say

Value = str | float | tuple[str, ...]
#: No sum and no count comes near it.
LARGEST = 1e15


@dataclass(frozen=True)
class Option:
    """`kind`: `days` (a number above 0), `count` (a whole one), `number`, `choice` (one of `choices`), `text`, or `texts` (may be repeated)."""

    name: str
    help: Phrase
    kind: str = "text"
    choices: tuple[str, ...] = ()

    def read(self, texts: tuple[str, ...]) -> Value:
        """The value behind what was written; InputError when it is none.

        >>> OPTIONS["horizon"].read(("180",))
        180.0
        """
        text = texts[-1]
        if self.kind == "texts":
            return texts
        if self.kind == "choice" and text not in self.choices:
            raise InputError(
                say("“{name}” cannot be “{text}”", name=self.name, text=text),
                say("it is one of: {names}", names=", ".join(self.choices)),
            )
        if self.kind in {"choice", "text"}:
            return text
        return self._number(text)

    def _number(self, text: str) -> float:
        try:
            number = float(text.replace(",", ".").replace(" ", ""))
        except ValueError:
            number = math.nan
        if not abs(number) < LARGEST:
            raise self._wrong(text, say("it is a number"))
        if self.kind == "days" and not 0 < number < 100_000:
            raise self._wrong(text, say("it is a number of days above zero"))
        if self.kind == "count" and (number < 1 or number % 1):
            raise self._wrong(text, say("it is a whole number above zero"))
        return number

    def _wrong(self, text: str, why: Phrase) -> InputError:
        return InputError(say("“{name}” cannot be “{text}”", name=self.name, text=text), why)


OPTIONS: Mapping[str, Option] = {
    option.name: option
    for option in (
        Option("horizon", say("within so many days; else as long as 90% of past wins took"), "days"),
        Option("of", say("the metric to follow, as in --of win_rate")),
        Option("grain", say("step of a series"), "choice", ("day", "week", "month", "quarter")),
        Option("target", say("a plan to split, in the account's currency or in deals"), "number"),
        Option("ahead", say("so many steps of a forecast, the current one first"), "count"),
        Option("stage", say("a stage by name or number")),
        Option("to", say("the stage at the other end, by name or number")),
        Option("clock", say("wall clock or working hours"), "choice", ("wall", "working")),
        Option(
            "set", say("a change to try, may be repeated: step:КП=+5pp, stay:КП=-3d, inflow=+10%"), "texts"
        ),
        Option("against", say("a name to compare all others with, in place of the rest")),
        Option("cost", say("what the change costs once, in the account's currency"), "number"),
        Option("cost_monthly", say("what the change costs each month, in the account's currency"), "number"),
        Option("goal", say("the result that the key figures should serve, as in --goal revenue")),
        Option("change", say("a noted change by its number; see voronka note list")),
        Option("since", say("the day since which something is different, as in 2026-03-01")),
        Option("every", say("a point of the curve every so many days"), "days"),
        Option("deal", say("one deal by its number"), "number"),
        Option("top", say("so many rows, the most telling first"), "count"),
    )
}
