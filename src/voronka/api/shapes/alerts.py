"""Alerts."""

from __future__ import annotations

from pydantic import Field

from voronka.api.shapes.shape import Shape
from voronka.api.shapes.values import Money
from voronka.language import say


class AlertPart(Shape):
    """What an alert is about."""

    kind: str = Field(examples=["source"])
    id: str
    name: str = Field(examples=["Сайт"])


class Alert(Shape):
    """Something that is not as usual."""

    key: str = Field(description=say("the same for the same trouble on another day"))
    rule: str = Field(examples=["inflow"])
    is_good: bool
    title: str
    sentence: str
    advice: str = Field(description=say("where to begin"))
    since: str
    until: str
    about: list[AlertPart]
    observed: float | None
    usual: float | None
    low: float | None = Field(description=say("lower end of what is usual"))
    high: float | None = Field(description=say("upper end of what is usual"))
    unit: str = Field(examples=["deals"])
    n: int = Field(description=say("from so many deals"))
    surprise: float = Field(description=say("how improbable it is by chance: so many zeros"))
    money_a_week: Money | None = Field(description=say("what is at stake in a week if it stays so"))
    deals: str | None = Field(description=say("page of the deals behind it"))
    told_at: str | None = Field(description=say("when somebody was told of it"))
    put_off_until: str | None


class AlertList(Shape):
    """Alerts, and as of when."""

    looked_at: str
    total: int
    alerts: list[Alert]
