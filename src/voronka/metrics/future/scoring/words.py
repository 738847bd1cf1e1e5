"""What a score says of itself in words: what it can tell, what it cannot and why, and what it refused to know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from voronka.language import Phrase, say
from voronka.metrics.future.scoring.chances import Model
from voronka.metrics.future.scoring.learning import ENOUGH, Learned
from voronka.metrics.future.scoring.names import joined
from voronka.metrics.wording import deals_text, sum_text
from voronka.model.estimate import Estimate
from voronka.model.score import trait_title
from voronka.predict.score.guard import Finding

_WHYS = {
    "filled_after": say("filled in after the outcome"),
    "told_by_outcome": say("tells the outcome too well to have been known before it"),
    "changed_at_end": say("changed together with the closing"),
}


def why_refused(why: str) -> Phrase:
    """Why a trait is refused, in words."""
    return _WHYS[why]


def refusal(state: str, closed: int | None) -> Phrase | None:
    """Why no chance is told; None where one is."""
    if state == "too_few":
        return say(
            "The score needs {enough} closed deals to learn from, and {closed} are known: until then points by rules are what there is.",
            enough=ENOUGH,
            closed=closed or 0,
        )
    if state == "undated":
        return say("The score cannot learn: no closed deal’s history says when what happened.")
    if state == "untried":
        return say(
            "The score cannot be tried yet: too little of the past is old enough to know how it ended."
        )
    if state == "no_signal":
        return say(
            "No signal: on later deals the score told no more than the same chance for all, or the stage alone, would have. Chances are not shown."
        )
    return None


def findings(model: Model, totals: Mapping[str, Any]) -> tuple[Phrase, ...]:
    """What a reader should take from the list of open deals."""
    if not totals["open"]:
        return (say("No deal is open."),)
    if refused := refusal(model.state, model.closed):
        return (refused,)
    return (_worth(totals), FAIR) if totals["people"] else (_worth(totals),)


#: Said wherever a person is one of the traits.
FAIR = say(
    "The manager is one of the traits: it says how deals of his went so far, not how good he is. It can be left out in the settings of the score."
)


def _worth(totals: Mapping[str, Any]) -> Phrase:
    deals, days = deals_text(totals["open"]), round(totals["horizon_days"])
    if not totals["expected"].minor:
        return say("{deals} are open; a chance is that of a win within {days} days.", deals=deals, days=days)
    return say(
        "{deals} are open; within {days} days {sum} may be expected of them.",
        deals=deals,
        days=days,
        sum=sum_text(totals["expected"]),
    )


def record_findings(learned: Learned, area: Estimate | None, error: float | None) -> tuple[Phrase, ...]:
    """How good the score was on deals that it had not seen."""
    refused = refusal(learned.state, learned.closed)
    found = [refused] if refused else []
    if area is not None and area.value is not None and error is not None:
        found.append(
            say(
                "Of two deals, one that was won later and one that was not, the score gave the better chance to the right one in {share} cases of 100; what it told was off by {points} points on average.",
                share=round(area.value * 100),
                points=_tenths(error * 100),
            )
        )
    return (*found, *refused_traits(learned.findings))


def refused_traits(findings: Mapping[str, Finding]) -> tuple[Phrase, ...]:
    """Traits that know the outcome, with what they would have told."""
    refused = [(name, one) for name, one in findings.items() if one.why in _WHYS]
    if not refused:
        return ()
    return (
        say(
            "Refused, for they know the outcome: {traits}.",
            traits=joined([_refused(name, one) for name, one in refused]),
        ),
    )


def _refused(name: str, one: Finding) -> Phrase:
    if one.area.value is None:
        return say("{trait} ({why})", trait=trait_title(name), why=_WHYS[one.why])
    return say(
        "{trait} ({why}; alone it would be right {share} times of 100)",
        trait=trait_title(name),
        why=_WHYS[one.why],
        share=round(100 * max(one.area.value, 1 - one.area.value)),
    )


def _tenths(number: float) -> Phrase:
    whole, tenth = divmod(round(number * 10), 10)
    return say("{whole}.{tenth}", whole=whole, tenth=tenth)
