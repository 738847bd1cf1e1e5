"""Something that a company should hear of at once: what is out of its usual range, on what that stands, and what is at stake."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, get_args

from voronka.language import Phrase
from voronka.model.money import Money

Rule = Literal["inflow", "conversion", "stay", "stuck", "plan", "response", "sync", "history", "goal"]
RULES: tuple[Rule, ...] = get_args(Rule)
Unit = Literal["deals", "share", "days", "hours", "money"]

#: How improbable something must be before it rings, as −log10 of its probability, and how far votes may move that.
SURPRISE = 2.3
MOST, LEAST = 6.0, 1.7
#: A vote moves the line by so much: up when it was of no use, down when it was.
UP, DOWN = 0.3, 0.15


@dataclass(frozen=True)
class About:
    """What an alert is about: a pipeline, stage, source, person or goal, by id and name."""

    kind: Literal["pipeline", "stage", "source", "person", "goal", "store"]
    id: str
    name: str


@dataclass(frozen=True)
class Week:
    """One of the weeks up to an alert, which ended at `until` (naive UTC): what was `seen` against what was usual then, in the alert's unit."""

    until: datetime
    seen: float
    usual: float
    low: float
    high: float


@dataclass(frozen=True)
class Alert:
    """One rule that rings at the moment `at`, looking at what happened from `since` to `until` (naive UTC).

    `key` names the trouble, the same every day while it lasts. `observed` stands against what is `usual`, mostly between `low` and `high`, in `unit`, and rests on `n` deals.
    `money` is what is at stake in a week if it stays so; `surprise` is −log10 of how probable it is by chance; `deals` are the parameters of the list of deals behind it.
    `told` says it in a sentence, `advice` where to look first. `is_good`: good news. `weeks` are those up to the look, the last one being the one that rang.

    >>> alert = Alert("inflow", "inflow/pipeline=1", datetime(2026, 6, 8), datetime(2026, 6, 1), datetime(2026, 6, 8), (About("pipeline", "1", "Sales"),), 4, 26, 19, 34)
    >>> alert.is_good, alert.about[0].name
    (False, 'Sales')
    """

    rule: Rule
    key: str
    at: datetime
    since: datetime
    until: datetime
    about: tuple[About, ...]
    observed: float | None = None
    usual: float | None = None
    low: float | None = None
    high: float | None = None
    unit: Unit = "deals"
    n: int = 0
    money: Money | None = None
    surprise: float = 0.0
    deals: tuple[tuple[str, str], ...] | None = None
    told: Phrase | str = ""
    advice: Phrase | str = ""
    is_good: bool = False
    weeks: tuple[Week, ...] = ()


@dataclass(frozen=True)
class Lines:
    """Where rules ring: those that are `off` never; `surprise` is −log10 of the probability by rule (else `SURPRISE`); stuck money above `stuck_minor` (None: above what was usual).

    At most `a_week` ring in a week: whoever sends them keeps count.
    """

    off: frozenset[Rule] = frozenset()
    surprise: Mapping[Rule, float] = field(default_factory=dict)
    stuck_minor: int | None = None
    a_week: int = 5

    def of(self, rule: Rule) -> float:
        """The surprise from which on that rule rings."""
        return self.surprise.get(rule, SURPRISE)


def tuned(votes: Sequence[bool], start: float = SURPRISE) -> float:
    """The surprise from which on a rule rings after its votes, the oldest first: True where the alert was of use.

    The weighted up-down method (Kaernbach 1991, Perception & Psychophysics 49, 227-229): it comes to rest where two of three alerts are of use.

    >>> tuned([]), round(tuned([False, False]), 2), round(tuned([True, False, True]), 2)
    (2.3, 2.9, 2.3)
    """
    line = start
    for is_useful in votes:
        line = min(MOST, max(LEAST, line - DOWN if is_useful else line + UP))
    return line


@dataclass(frozen=True)
class Ringing:
    """A past alert of the back-test: it first rang on the day that began at `at`, and held `rightly` or not (None: that cannot be known yet)."""

    alert: Alert
    rightly: bool | None
