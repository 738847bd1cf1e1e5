"""What an alert says: one sentence with its numbers, and where to look first."""

from __future__ import annotations

from typing import Any

from voronka.language import Phrase, say
from voronka.metrics.alerts.signals import Look, Signal, learned_on
from voronka.metrics.wording import count_text
from voronka.model.alert import Rule


def told(signal: Signal, look: Look, day: int) -> Phrase:
    """The sentence."""
    seen, low, high = (count_text(round(one)) for one in (look.seen, *look.range))
    given = {"name": signal.about[-1].name, "seen": seen, "low": low, "high": high}
    if signal.rule == "stay":
        return say(
            "Deals leave “{name}” more slowly: {seen} in 7 days, of those that stand there usually {low} to {high} would have left.",
            **given,
        )
    if signal.is_share:
        return _share_told(signal, look, day)
    if signal.about[-1].kind == "source":
        return say("New deals from “{name}” in 7 days: {seen}, usually {low} to {high}.", **given)
    return say("New deals in “{name}” in 7 days: {seen}, usually {low} to {high}.", **given)


def _share_told(signal: Signal, look: Look, day: int) -> Phrase:
    share, low, high = (round(100 * one / look.trials) for one in (look.seen, *look.range))
    given = {
        "name": signal.about[-1].name,
        "seen": count_text(round(look.seen)),
        "n": count_text(round(look.trials)),
        "share": share,
        "low": low,
        "high": high,
    }
    if signal.rule == "response":
        return _answers_told(signal.minutes(learned_on(day)), given)
    return say(
        "From “{name}” {seen} of {n} deals went on in 7 days ({share}%), usually {low} to {high}%.", **given
    )


def _answers_told(minutes: int, given: dict[str, Any]) -> Phrase:
    """In hours where these are whole and several."""
    if minutes % 60 == 0 and minutes > 60:
        return say(
            "“{name}”: in 7 days {seen} of {n} enquiries were answered within {hours} working hours ({share}%), usually {low} to {high}%.",
            hours=minutes // 60,
            **given,
        )
    return say(
        "“{name}”: in 7 days {seen} of {n} enquiries were answered within {minutes} working minutes ({share}%), usually {low} to {high}%.",
        minutes=minutes,
        **given,
    )


def advice(rule: Rule, is_good: bool) -> Phrase:
    """Where to look first."""
    if is_good:
        return say("See whether there are hands enough for these deals, and what brought them.")
    return ADVICE[rule]


#: Where to look first, by rule.
ADVICE: dict[Rule, Phrase] = {
    "stuck": say("Open the list of stuck deals and decide each one this week: a step, a date, or close it."),
    "plan": say("See on the page “Plan” what is missing, and which open deals can still make it."),
    "sync": say(
        "Look at the page “Connection”: most often the access to the CRM has ended and is to be renewed."
    ),
    "history": say("Run voronka sync --repair, which reads open deals and the last 30 days again."),
    "conversion": say(
        "Open the deals lost there this week: what they have in common (price, stock, a person, a form) is the cause."
    ),
    "stay": say("Ask who works on this stage what they are waiting for, and begin with the oldest deals."),
    "response": say("See who is on duty for new enquiries, and whether calls and messages reach them."),
    "inflow": say(
        "Send a request through this source yourself: forms, numbers and advertising stop without a word."
    ),
}
