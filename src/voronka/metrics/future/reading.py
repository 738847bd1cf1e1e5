"""A table of plans understood: which goals it sets, and what is wrong in which line."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from voronka.errors import InputError
from voronka.language import Phrase, say
from voronka.metrics.future.aims import REVENUE, aim_of
from voronka.metrics.future.values import read_value
from voronka.metrics.future.whose import whom_of
from voronka.metrics.lookup import Member
from voronka.metrics.names import Dictionary
from voronka.model.goal import Goal, PlanLine, Whom
from voronka.model.period import Period


@dataclass(frozen=True)
class Wrong:
    """A line that sets no goal, and why."""

    line: int
    why: Phrase | str
    do: Phrase | str = ""


@dataclass(frozen=True)
class Understood:
    """The goals of a table with their lines, in its order, and what is wrong with the others."""

    goals: tuple[tuple[int, Goal], ...]
    wrong: tuple[Wrong, ...]


def understood(lines: Sequence[PlanLine], names: Dictionary, staff: Collection[Member]) -> Understood:
    """Read the words of a table; a goal that stands in it twice is wrong where it stands again."""
    goals: list[tuple[int, Goal]] = []
    wrong: list[Wrong] = []
    first: dict[object, int] = {}
    for one in lines:
        try:
            goal = goal_of(one, names, staff)
        except InputError as error:
            wrong.append(Wrong(one.line, error.what, error.do or error.why))
            continue
        if goal.place in first:
            wrong.append(
                Wrong(one.line, say("the same goal stands in line {line} already", line=first[goal.place]))
            )
            continue
        first[goal.place] = one.line
        goals.append((one.line, goal))
    return Understood(tuple(goals), tuple(dict.fromkeys(wrong)))


def goal_of(line: PlanLine, names: Dictionary, staff: Collection[Member], whom: Whom | None = None) -> Goal:
    """The goal of one line, of `whom` where that was picked rather than written; InputError for what cannot be read. Without words for what it is about it is about won money."""
    aim = aim_of(line.what) if line.what else REVENUE
    whom = whom_of(staff, line.who) if whom is None else whom
    if not line.period:
        raise InputError(say("no period is named"), do=say("write 2026-07, 2026-Q3 or 2026, for example"))
    period = Period.parse(line.period)
    pipeline = names.pipeline(line.pipeline).name if line.pipeline else ""
    return Goal(aim.name, period, read_value(aim, line.value, currency_of(names)), whom, pipeline)


def currency_of(names: Dictionary) -> str:
    """The currency in which plans are written: the first account's."""
    return names.accounts[0].currency if names.accounts else "RUB"
