"""The track record in a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from voronka.language import Phrase, say
from voronka.metrics.future.choosing import MODEL
from voronka.metrics.scope import Asked

if TYPE_CHECKING:
    from voronka.metrics.future.saying import Said

#: A lean below that share of the facts is none.
_EVEN = 0.02
_NAMES = {
    "last_period": say("as much as in the period before"),
    "last_year": say("as much as in the same period a year ago"),
    "stage_weighted": say("open deals by the chances of their stages"),
}


def findings(_: Asked, said: Sequence[Said]) -> tuple[Phrase, ...]:
    """How often past forecasts of the next step held, by how much they leant, and whether they have begun to miss."""
    if not said:
        return (say("There is too little history yet to try the forecast on the past."),)
    return (_held(said), *_missing(said), *_inflow(said))


def _held(said: Sequence[Said]) -> Phrase:
    inside, n = sum(one.is_inside for one in said), len(said)
    measure = max(one.measure for one in said)
    fact = sum(float(one.fact[measure]) for one in said)
    lean = (sum(float(one.mean[measure]) for one in said) - fact) / fact if fact else 0.0
    if abs(lean) < _EVEN:
        return say(
            "Of {n} past forecasts {inside} held: what came was within the range; on average they were right.",
            n=n,
            inside=inside,
        )
    if lean > 0:
        return say(
            "Of {n} past forecasts {inside} held: what came was within the range; on average they promised {share}% too much.",
            n=n,
            inside=inside,
            share=round(100 * lean),
        )
    return say(
        "Of {n} past forecasts {inside} held: what came was within the range; on average they promised {share}% too little.",
        n=n,
        inside=inside,
        share=round(-100 * lean),
    )


def _missing(said: Sequence[Said]) -> tuple[Phrase, ...]:
    """The last two out of their range: something is different."""
    if len(said) < 2 or any(one.is_inside for one in said[-2:]):
        return ()
    return (
        say(
            "The last two forecasts missed: something has changed that the past does not know. Take the range for wider than it says."
        ),
    )


def _inflow(said: Sequence[Said]) -> tuple[Phrase, ...]:
    """New deals tell of a change before wins do."""
    other = [one for one in said[-2:] if one.is_other_inflow]
    if not other:
        return ()
    step = other[-1].step.name
    if other[-1].inflow < 0.5:
        return (
            say(
                "In {step} far fewer deals came in than was to be expected: the forecast has followed, those made before it promise too much.",
                step=step,
            ),
        )
    return (
        say(
            "In {step} far more deals came in than was to be expected: the forecast has followed, those made before it promise too little.",
            step=step,
        ),
    )


def method_words(method: str) -> tuple[Phrase, ...]:
    """What stands in for the model where it was worse."""
    if method == MODEL:
        return ()
    return (
        say(
            "A simpler forecast was better in the past and stands here in place of the model: {name}.",
            name=_NAMES[method],
        ),
    )
