"""What an alert says: one sentence with its numbers, and where to look first."""

from __future__ import annotations

from voronka.language import Phrase, say
from voronka.metrics.alerts.signals import Look, Signal
from voronka.metrics.wording import count_text
from voronka.model.alert import Rule


def told(signal: Signal, look: Look) -> Phrase:
    """The sentence."""
    name = signal.about[-1].name
    seen, low, high = (count_text(round(one)) for one in (look.seen, look.low, look.high))
    if signal.rule == "inflow":
        if signal.about[-1].kind == "source":
            return say(
                "New deals from “{name}” in 7 days: {seen}, usually {low} to {high}.",
                name=name,
                seen=seen,
                low=low,
                high=high,
            )
        return say(
            "New deals in “{name}” in 7 days: {seen}, usually {low} to {high}.",
            name=name,
            seen=seen,
            low=low,
            high=high,
        )
    raise AssertionError(signal.rule)


def advice(rule: Rule, is_good: bool) -> Phrase:
    """Where to look first."""
    if is_good:
        return say("See whether there are hands enough for these deals, and what brought them.")
    return _ADVICE[rule]


_ADVICE: dict[Rule, Phrase] = {
    "inflow": say(
        "Send a request through this source yourself: forms, numbers and advertising stop without a word."
    ),
}
