"""Setting goals, as somebody may: one by one, from a table, or taking a proposal as it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from voronka.clock import local_day
from voronka.clock import now as clock_now
from voronka.errors import InputError, RightsError
from voronka.language import Phrase, say
from voronka.model.goal import Goal, PlanLine, Whom

if TYPE_CHECKING:
    from voronka.metrics.future.reading import Understood
    from voronka.workspace.told import Told

#: Wrong lines that an error names.
_NAMED = 5


@dataclass(frozen=True)
class Planning:
    """The goals of a company, written by `who`."""

    company: Told
    who: str = ""

    def set(self, line: PlanLine, why: str = "", whom: Whom | None = None) -> Goal:
        """Set one goal, in words as a table has them: whose (or `whom`), what, when and how much. InputError names what cannot be read, RightsError whose deals are not seen."""
        from voronka.metrics.future.reading import goal_of

        goal = goal_of(line, self.company.dictionary(), self.company.members(), whom)
        self.take([goal], why)
        return next(one for one in self.company.goals().all() if one.place == goal.place)

    def take(self, goals: Iterable[Goal], why: str = "") -> int:
        """Set goals, all or none; how many are other than before."""
        listed = list(goals)
        for one in listed:
            self._check(one)
        return self.company.goals().put(listed, self.who, clock_now(), why)

    def change(self, number: int, seen: float, text: str, why: str = "") -> Goal:
        """Another value, in words, for a goal that had the value `seen` when its writer looked."""
        from voronka.metrics.future.aims import aim_of
        from voronka.metrics.future.reading import currency_of
        from voronka.metrics.future.values import read_value

        known = self._find(number)
        value = read_value(aim_of(known.aim), text, currency_of(self.company.dictionary()))
        return self.company.goals().change(number, seen, value, self.who, clock_now(), why)

    def remove(self, number: int, why: str = "") -> Goal:
        """Take a goal back."""
        return self.company.goals().remove(self._find(number).number, self.who, clock_now(), why)

    def read(self, file: Path | str) -> Understood:
        """What a table of plans (CSV, XLSX) says, understood line by line; nothing is kept. InputError where it is no such table."""
        from voronka.metrics.future.reading import Wrong, understood
        from voronka.sources.files.plans import read_plan

        names = self.company.dictionary()
        year = local_day(names.known_until, names.timezone).year
        lines, broken = read_plan(Path(file), year)
        found = understood(lines, names, self.company.members())
        unseen = [(line, goal) for line, goal in found.goals if not self.company.sees(goal)]
        wrong = [
            *found.wrong,
            *(Wrong(one.line, one.reason) for one in broken),
            *(Wrong(line, say("goals of others are set by those who see their deals")) for line, _ in unseen),
        ]
        kept = tuple(pair for pair in found.goals if pair not in unseen)
        return type(found)(kept, tuple(sorted(dict.fromkeys(wrong), key=lambda one: one.line)))

    def import_(self, found: Understood, why: str = "", rest: bool = False) -> int:
        """Set the goals of a table; nothing where a line is wrong, unless the `rest` is wanted all the same. InputError names the lines."""
        if found.wrong and not rest:
            raise InputError(
                say("{n} lines of the plan are wrong, nothing was set", n=len(found.wrong)),
                _listed([(one.line, one.why) for one in found.wrong]),
                say("mend them, or ask for the rest to be set without them"),
            )
        return self.take([goal for _, goal in found.goals], why)

    def _find(self, number: int) -> Goal:
        goal = self.company.goals().find(number)
        self._check(goal)
        return goal

    def _check(self, goal: Goal) -> None:
        if not self.company.sees(goal):
            raise RightsError(
                say("goals of others are set by those who see their deals"),
                do=say("ask the owner for another role"),
            )


def _listed(wrong: Sequence[tuple[int, Phrase | str]]) -> Phrase:
    """The first wrong lines, each with its reason."""
    [(line, why), *others] = wrong
    if not others:
        return say("line {line}: {why}", line=line, why=why)
    if len(wrong) > _NAMED:
        return say("{one}; and {n} more", one=_listed(wrong[:_NAMED]), n=len(wrong) - _NAMED)
    return say("{one}; {rest}", one=_listed(wrong[:1]), rest=_listed(others))
