"""Usual practice for each kind of stage, and what a stage's losses hint at."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from voronka.engines.base import Columns
from voronka.language import Phrase, say
from voronka.metrics.scope import Asked
from voronka.metrics.times.roles import stage_roles
from voronka.stats.doubts import ENOUGH

_PRACTICE: dict[str, Phrase] = {
    "incoming": say(
        "Usual practice for new enquiries: one person on duty, an answer within minutes, a second try at every missed call, and a required reason for each refusal."
    ),
    "first": say(
        "Usual practice for deals just taken on: a first call the same day, the next step with a date in every deal, and an end to those that never answered."
    ),
    "qualified": say(
        "Usual practice for qualification: a short list of what must be known before a deal goes on (need, budget, who decides, when), fields that cannot be left empty, and an early no to what does not fit."
    ),
    "proposal": say(
        "Usual practice for proposals: one made for this client, with his task in his own words and two or three variants; a talk about it within two days of sending, with the next step and its date agreed."
    ),
    "contract": say(
        "Usual practice for contracts and invoices: ask at once what is still open, answer questions of lawyers and accountants within a day, know who signs and when, and sign electronically."
    ),
    "payment": say(
        "Usual practice for payment: several simple ways to pay, a reminder before the date and on it, receipt confirmed the same day with what happens next."
    ),
    "other": say(
        "Usual practice for such a stage: agree what must be done here, by whom and within how many days, and look every week at the deals that stand longer."
    ),
}
#: Role → the practice that it shares with others.
_SHARED = {"invoice": "contract", "signature": "contract", "confirmation": "payment"}
_CAUSES: dict[str, Phrase] = {
    "incoming": say("look at how enquiries are taken"),
    "first": say("look at which enquiries are taken on"),
    "qualified": say("look at how deals are qualified"),
    "proposal": say("look at the offer itself"),
    "contract": say("look at how contracts are agreed"),
    "payment": say("look at terms and ways of payment"),
    "other": say("look at what is done on this stage"),
}


def kind_of(asked: Asked, position: int) -> str:
    """What kind of stage a block is, by its role; a block without one by its place."""
    roles = {at: role for role, at in reversed(list(stage_roles(asked).items()))}
    if position in roles:
        return _SHARED.get(roles[position], roles[position])
    return {0: "incoming", 1: "first"}.get(position, "other")


def practice(asked: Asked, position: int) -> Phrase:
    """Usual practice for a block, in a sentence."""
    return _PRACTICE[kind_of(asked, position)]


def cause(asked: Asked, position: int) -> Phrase:
    """Where to look when most losses of a block have one reason."""
    return _CAUSES[kind_of(asked, position)]


def top_reason(losses: Columns, position: int) -> dict[str, Any] | None:
    """The commonest reason of the losses of a block: `reason`, `deals` of the `told` that have one; None where fewer than thirty have."""
    here = np.flatnonzero(losses["position"] == position)
    counts: Counter[str] = Counter()
    for reason, deals in zip(losses["reason"][here].tolist(), losses["deals"][here].tolist(), strict=True):
        if reason:
            counts[reason] += int(deals)
    told = counts.total()
    if told < ENOUGH:
        return None
    reason, deals = min(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return {"reason": reason, "deals": deals, "told": told}
