"""Goals and their changes."""

from __future__ import annotations

from pydantic import Field

from voronka.api.shapes.shape import Shape
from voronka.language import say


class Goal(Shape):
    """One goal."""

    number: int
    aim: str = Field(description=say("what is to be reached"), examples=["revenue"])
    whom: str = Field(
        description=say("whose goal it is: company, or person or team with account and id"),
        examples=["person 1/7"],
    )
    name: str = Field(description=say("what they are called"), examples=["Анна Соколова"])
    period: str = Field(examples=["2026-12"])
    pipeline: str = Field(description=say("name of the pipeline; empty: the main one"))
    value: float = Field(
        description=say("money in minor units, a share of 1, else a plain number"), examples=[150_000_000]
    )
    author: str
    changed_at: str | None


class Goals(Shape):
    """All goals that the asker may know of."""

    goals: list[Goal]


class GoalChange(Shape):
    """One change of a goal."""

    goal: Goal
    at: str
    who: str
    before: float | None = Field(description=say("null: there was no goal"))
    after: float | None = Field(description=say("null: the goal was taken back"))
    why: str


class GoalChanges(Shape):
    """Changes of goals, the newest first."""

    changes: list[GoalChange]


class WantedGoal(Shape):
    """A goal to be set, in words as a table of plans has them."""

    who: str = Field(
        "",
        max_length=200,
        description=say("name or id of a person or team; empty: the whole company"),
        examples=["Анна Соколова"],
    )
    what: str = Field(
        "", max_length=200, description=say("what is to be reached; empty: won money"), examples=["calls"]
    )
    period: str = Field(max_length=60, examples=["2026-12"])
    value: str = Field(
        max_length=60,
        description=say("as a person writes it: major units of money, per cent"),
        examples=["1500000"],
    )
    pipeline: str = Field(
        "", max_length=200, description=say("name or id of the pipeline; empty: the main one")
    )


class WantedGoals(Shape):
    """Goals to be set, all or none."""

    goals: list[WantedGoal] = Field(min_length=1, max_length=1000)
    why: str = Field("", max_length=500, description=say("why it is set or changed, for its history"))


class GoalsSet(Shape):
    """What came of it."""

    changed: int = Field(description=say("goals that are other than before"))
    goals: list[Goal]
