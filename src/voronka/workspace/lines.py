"""The lines of alerts as a company draws them, in words; votes move them, and rules read them as numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self

from voronka.errors import InputError
from voronka.language import say
from voronka.model.alert import RULES, SURPRISE, Lines, Rule, tuned
from voronka.team.alerts import Vote

#: How improbable something must be to ring, beside what is usual: −log10 of its probability.
LEVELS: Mapping[str, float] = {"off": 0.0, "calm": 1.0, "usual": 0.0, "keen": -0.7}
#: Alerts that are told in a week.
MOST = 3


@dataclass(frozen=True)
class Drawn:
    """What the company chose: how keen each rule is, above how much money in stuck deals it is told (None: by its own history), and how much a week.

    >>> Drawn().set("stay", "off").lines([]).off
    frozenset({'stay'})
    """

    levels: Mapping[str, str] = field(default_factory=dict)
    stuck_minor: int | None = None
    most: int = MOST

    def level(self, rule: str) -> str:
        """How keen a rule is."""
        return self.levels.get(rule, "usual")

    def set(self, rule: str, level: str) -> Self:
        """The same with another level of a rule; InputError where there is no such rule or level."""
        for name, known in ((rule, RULES), (level, tuple(LEVELS))):
            if name not in known:
                raise InputError(
                    say("“{name}” is not known", name=name),
                    say("it is one of: {names}", names=", ".join(known)),
                )
        return replace(self, levels={**self.levels, rule: level})

    def lines(self, votes: Iterable[Vote]) -> Lines:
        """The lines as votes have moved them, the oldest vote first."""
        said = list(votes)
        return Lines(
            frozenset(rule for rule in RULES if self.level(rule) == "off"),
            {rule: self._line(rule, said) for rule in RULES},
            self.stuck_minor,
            self.most,
        )

    def _line(self, rule: Rule, votes: Sequence[Vote]) -> float:
        start = SURPRISE + LEVELS[self.level(rule)]
        return tuned([one.is_useful for one in votes if one.rule == rule], start)

    def to_dict(self) -> dict[str, Any]:
        """As it is kept."""
        return {"levels": dict(self.levels), "stuck_minor": self.stuck_minor, "most": self.most}

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> Self:
        """As it was kept; nothing: as it comes."""
        return cls(dict(kept.get("levels", {})), kept.get("stuck_minor"), kept.get("most", MOST))


def only(lines: Lines, rules: Iterable[str]) -> Lines:
    """The same lines for some rules, all others being off."""
    return replace(lines, off=lines.off | (frozenset(RULES) - frozenset(rules)))
