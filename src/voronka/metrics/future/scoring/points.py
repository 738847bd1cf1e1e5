"""Points by rules: which deals meet a criterion, as of the moment at which their traits were read."""

from __future__ import annotations

import numpy as np

from voronka.metrics.future.scoring.names import Names
from voronka.model.score import Criterion, Rule
from voronka.predict.score.judge import Flags
from voronka.predict.score.traits import Trait, Traits
from voronka.stats.risk import Counts


def meets(criterion: Criterion, traits: Traits, names: Names, rows: int) -> Flags:
    """Which rows meet it; one of which the trait is not known meets nothing."""
    trait = traits.get(criterion.trait)
    if trait is None:
        return np.zeros(rows, dtype=bool)
    if criterion.number is not None:
        return _compared(criterion.sign, criterion.number, trait)
    wanted = {word.casefold() for word in criterion.words}
    known = [
        {
            code.casefold(),
            str(names.word(criterion.trait, code)).casefold(),
            _russian(names, criterion.trait, code),
        }
        for code in trait.words or ()
    ]
    # The last one stands for code -1: nothing is known.
    is_among = np.array([bool(spelled & wanted) for spelled in known] + [False])
    found = is_among[trait.values] if trait.words is not None else np.zeros(rows, dtype=bool)
    return np.asarray(found if criterion.sign == "=" else trait.is_known & ~found)


def points(rules: tuple[Rule, ...], traits: Traits, names: Names, rows: int) -> Counts:
    """The points of each row."""
    found = np.zeros(rows, dtype=np.int64)
    for rule in rules:
        found += np.where(meets(rule.criterion, traits, names, rows), rule.points, 0)
    return found


def _compared(sign: str, number: float, trait: Trait) -> Flags:
    if trait.words is not None:
        return np.zeros(len(trait), dtype=bool)
    compared = {">=": np.greater_equal, "<=": np.less_equal, "=": np.equal}[sign]
    return np.asarray(trait.is_known & compared(trait.values, number))


def _russian(names: Names, trait: str, code: str) -> str:
    word = names.word(trait, code)
    return (word.in_("ru") if hasattr(word, "in_") else str(word)).casefold()
