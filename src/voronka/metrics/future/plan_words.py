"""What a reader should take from the goals, in words."""

from __future__ import annotations

from collections.abc import Sequence

from voronka.language import Phrase, say
from voronka.metrics.future.standing import Standing
from voronka.metrics.future.values import value_text
from voronka.metrics.future.whose import name_of
from voronka.metrics.scope import Asked

#: Goals that are told one by one.
TOLD = 5
#: The fewest and the most figures that a team keeps in mind.
SET = (5, 7)
#: Verdicts that call for something to be done, the gravest first.
_GRAVE = ("missed", "hopeless", "unlikely", "behind")


def findings(asked: Asked, stood: Sequence[Standing]) -> tuple[Phrase, ...]:
    """The company's goals and those that are in danger, then what is to be said of the set."""
    if not stood:
        return (say("No goals are set here: voronka goal add sets one, the page “Plan” too."),)
    first = [one for one in stood if one.goal.whom.kind == "company"][:TOLD]
    grave = sorted(
        (one for one in stood if one.verdict in _GRAVE and one not in first),
        key=lambda one: _GRAVE.index(one.verdict),
    )
    return (*(sentence(asked, one) for one in [*first, *grave][:TOLD]), *of_set(stood))


def sentence(asked: Asked, one: Standing) -> Phrase:
    """A goal in one sentence."""
    currency = asked.account.currency

    def text(value: float) -> Phrase | int | str:
        return value_text(one.aim, value, currency)

    named = {
        "whom": name_of(asked.names, one.goal.whom),
        "aim": one.aim.title,
        "period": str(one.goal.period),
    }
    if one.now is None:
        return say("{whom}, {aim}, {period}: the plan is {plan}.", **named, plan=text(one.goal.value))
    numbers = named | {"fact": text(one.now.value), "plan": text(one.goal.value)}
    if one.verdict in {"reached", "missed"}:
        return say("{whom}, {aim}, {period}: {fact} of {plan}.", **numbers)
    if one.chance.reach is None:
        return say(
            "{whom}, {aim}, {period}: {fact} of {plan}, {pace} would be on pace.",
            **numbers,
            pace=text(one.pace),
        )
    return say(
        "{whom}, {aim}, {period}: {fact} of {plan}, {pace} would be on pace; the plan is reached with a probability of {chance}%.",
        **numbers,
        pace=text(one.pace),
        chance=round(100 * one.chance.reach),
    )


def of_set(stood: Sequence[Standing]) -> tuple[Phrase, ...]:
    """Whether so many figures can be kept in mind."""
    fewest, most = SET
    measures = len({one.aim.name for one in stood if one.goal.whom.kind == "company"})
    if measures > most:
        return (
            say(
                "{n} figures are planned: more than a team keeps in mind. Choose {fewest} to {most}.",
                n=measures,
                fewest=fewest,
                most=most,
            ),
        )
    return ()
