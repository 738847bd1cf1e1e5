"""Traits that know the outcome: filled in after it, or changed around it. They are found by what they say, and refused."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from voronka.model.estimate import Estimate
from voronka.predict.score.fit import fit
from voronka.predict.score.judge import Flags, auc
from voronka.predict.score.traits import Trait
from voronka.stats.risk import Counts

#: No single trait that was known in time tells won from lost as well as this.
UNBELIEVABLE = 0.80
#: Known so much more often of closed deals than of open ones (or of those won than of the rest): it was written down afterwards.
FILLED_AFTER = 0.5
#: At least this share of the changes of a dated trait comes with the closing.
CHANGED_AT_END = 0.5
#: The first part of the past that a trait is fitted to; the rest judges it.
EARLIER = 0.7
#: Fewer rows (or changes, or wins) than this judge nothing.
FEWEST = 30


@dataclass(frozen=True)
class Finding:
    """What is known of a trait alone: `area` is its AUC out of time; `why` it is refused, "" where it is not: `told_by_outcome`, `filled_after`, `changed_at_end`, `constant`."""

    area: Estimate
    share_known: float
    why: str = ""


def examine(
    trait: Trait, won: Flags, closed: Flags, order: Counts, *, is_dated: bool, late: float | None = None
) -> Finding:
    """One row per deal with its outcome in the end; `order` is when it came. `is_dated`: the trait was read as of the moment, so that it cannot know more than the moment;
    `late`: the share of its changes that came with the closing (`late_share`)."""
    area = _alone(trait, won, order)
    why = ""
    if late is not None and late >= CHANGED_AT_END:
        why = "changed_at_end"
    elif not is_dated and _is_filled_after(trait, won, closed):
        why = "filled_after"
    elif not is_dated and area.value is not None and max(area.value, 1 - area.value) >= UNBELIEVABLE:
        why = "told_by_outcome"
    elif area.value is None:
        why = "constant"
    return Finding(area, trait.share_known, why)


def late_share(changed: Counts, ended: Counts, within: int) -> float | None:
    """The share of changes at most `within` seconds before the deal's end, or after it; None where too few changes are known."""
    return float((changed >= ended - within).mean()) if len(changed) >= FEWEST else None


def _is_filled_after(trait: Trait, won: Flags, closed: Flags) -> bool:
    known = trait.is_known
    for one in (won, closed):
        if min(one.sum(), (~one).sum()) >= FEWEST and known[one].mean() - known[~one].mean() >= FILLED_AFTER:
            return True
    return False


def _alone(trait: Trait, won: Flags, order: Counts) -> Estimate:
    """AUC of the trait alone in the later part, by a fit to the earlier one; nothing where the trait is the same for all, or too few are there."""
    rank = np.argsort(np.argsort(order, kind="stable"), kind="stable")
    early = rank < EARLIER * len(won)
    if min(won[early].sum(), (~won[early]).sum(), won[~early].sum(), (~won[~early]).sum()) < FEWEST:
        return Estimate(len(won), None)
    found = fit({"trait": trait[early]}, won[early])
    if not found.design.parts:
        return Estimate(len(won), None)
    return auc(found.odds({"trait": trait[~early]}), won[~early])
