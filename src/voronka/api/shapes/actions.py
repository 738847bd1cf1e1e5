"""Actions in the CRM."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from voronka.api.shapes.shape import Shape
from voronka.language import say


class OneAction(Shape):
    """An action in the CRM."""

    number: int
    key: str = Field(description=say("is in the mark of everything it writes"))
    kind: str
    finding: str
    account_id: int
    state: str
    made_at: str | None
    made_by: str
    parameters: dict[str, Any]
    confirmed_at: str | None
    confirmed_by: str
    undone_at: str | None
    undone_by: str
    error: dict[str, list[str]] = Field(description=say("why it stopped, by language"))
    counts: dict[str, int] = Field(description=say("its deals by state"))


class ActionList(Shape):
    """All actions that the asker may know of."""

    actions: list[OneAction]


class OneActionRow(Shape):
    """A deal of an action."""

    place: int
    deal_id: int
    deal_name: str
    person_id: int
    person_name: str
    state: str
    content: dict[str, Any] = Field(description=say("what is written"))
    before: dict[str, Any] = Field(description=say("how the deal was"))
    answer: dict[str, Any] = Field(description=say("what amoCRM answered"))
    crm_id: int
    why: dict[str, str] = Field(description=say("a reason, by language"))
    written_at: str | None
    undone_at: str | None


class ActionWithRows(OneAction):
    """An action with its deals."""

    rows: list[OneActionRow]


class WantedAction(Shape):
    """An action to be prepared."""

    kind: str = Field(default="task", description=say("task, note, tag or score"))
    finding: str = Field(description=say("stuck, unanswered, score or deals"))
    question: str = Field(
        default="", max_length=2000, description=say("the question, as in the address of its page")
    )
    deals: list[str] = Field(
        default=[], max_length=500, description=say("numbers of deals, for the finding deals")
    )
    text: str = Field(default="", max_length=2000)
    days: int = Field(
        default=1, ge=0, le=60, description=say("deadline of a task in working days; 0 is today")
    )
    top: int = Field(default=20, ge=1, le=2000, description=say("so many deals at most"))
    tag: str = Field(default="", max_length=60)
    field: str = Field(default="", max_length=120, description=say("the field of deals that holds the score"))
    also_busy: bool = Field(default=False, description=say("also deals that have an open task"))
