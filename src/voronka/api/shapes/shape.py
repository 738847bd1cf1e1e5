"""What every shape of the interface for programs is, and errors."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from voronka.language import say


class Shape(BaseModel):
    """A mapping with exactly these names."""

    model_config = ConfigDict(extra="forbid")


class Error(Shape):
    """What went wrong."""

    what: str = Field(description=say("what happened"), examples=["no metric called “funel”"])
    why: str = Field(description=say("why, or which names there are"), examples=["metrics are: funnel, …"])
    do: str = Field(description=say("what to do"), examples=["did you mean “funnel”?"])
