"""Reports, their schedules and deliveries."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from voronka.api.shapes.shape import Shape
from voronka.language import say


class ReportKind(Shape):
    """A kind of report."""

    kind: str = Field(examples=["weekly"])
    title: str
    help: str = Field(description=say("what it tells"))


class Reports(Shape):
    """The kinds of reports."""

    reports: list[ReportKind]
    forms: list[str] = Field(description=say("forms of a report's file"))


class ScheduleRecipient(Shape):
    """Who gets a report, by which channel."""

    channel: Literal["smtp", "telegram", "max", "webhook", "folder"]
    address: str = Field(examples=["anna@example.com"])
    name: str
    is_outside: bool = Field(description=say("not of the team: made under the rights of who set it up"))


class Schedule(Shape):
    """A report that goes out by itself."""

    number: int
    kind: str = Field(examples=["weekly"])
    title: str
    view: str = Field(description=say("page of the saved view, for the kind “view”"))
    when: str = Field(description=say("as in mon 09:00, workdays 09:00, month 09:00, quarter 09:00 or cron"))
    next_at: str | None = Field(description=say("null: it is paused"))
    is_paused: bool
    formats: list[str]
    language: str
    recipients: list[ScheduleRecipient]


class Schedules(Shape):
    """Schedules of reports."""

    schedules: list[Schedule]


class WantedSchedule(Shape):
    """A schedule to be set up."""

    kind: str = Field(max_length=40, examples=["weekly"])
    when: str = Field(
        max_length=100,
        description=say("as in mon 09:00, workdays 09:00, month 09:00, quarter 09:00 or cron"),
        examples=["mon 09:00"],
    )
    to: list[Annotated[str, Field(max_length=400)]] = Field(
        min_length=1,
        max_length=200,
        description=say(
            "e-mails, telegram:NUMBER, max:NUMBER, webhook:https://…, folder:NAME; anna@example.com=telegram:NUMBER for somebody of the team"
        ),
        examples=[["anna@example.com"]],
    )
    formats: list[Literal["html", "pdf", "xlsx", "png"]] = Field(["html"], max_length=4)
    title: str = Field("", max_length=120)
    view: str = Field("", max_length=2000, description=say("page of the saved view, for the kind “view”"))
    language: Literal["ru", "en"] = "ru"


class Delivery(Shape):
    """What was sent to somebody."""

    number: int
    schedule: int
    moment: str = Field(description=say("the moment of the schedule that it is for"))
    channel: str
    address: str
    name: str
    state: Literal["waiting", "handing", "delivered", "doubtful", "dead"]
    attempts: int
    missed_before: int = Field(description=say("earlier moments that were missed and are not repeated"))
    ended_at: str | None
    why: list[str] = Field(description=say("what happened, why and what to do, where it did not arrive"))


class Deliveries(Shape):
    """What was sent, the newest first."""

    deliveries: list[Delivery]
