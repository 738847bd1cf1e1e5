"""Answers and lists of deals."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from voronka.api.shapes.shape import Shape
from voronka.api.shapes.values import Money, Row, Trust, Value
from voronka.language import say


class Question(Shape):
    """What was asked; parts that were not named are null."""

    metric: str
    pipeline: str | None
    population: Literal["cohort", "flow", "snapshot"] | None
    period: str | None = Field(examples=["2026-Q3"])
    as_of: str | None
    by: str | None
    where: list[str] = Field(examples=[["source=Сайт"]])
    versus: str | None
    options: list[str] = Field(default=[], description=say("parts that this metric alone has, name=text"))


class Finding(Shape):
    """A sentence that says what to take from the figures."""

    en: str
    ru: str


class Answer(Shape):
    """The answer to a question. What the rows hold, the metric's page of the catalogue tells."""

    metric: str
    question: Question
    as_of: str = Field(
        description=say("history is known before this moment (UTC)"), examples=["2026-10-01T00:00:00Z"]
    )
    definition: str = Field(description=say("version of the definitions"))
    store_version: int = Field(
        description=say("version of the data; it grows with each sync that brought something")
    )
    trust: Trust
    sql: str = Field(
        description=say("the statements behind the figure; empty for readers who may not see them")
    )
    rows: list[Row]
    totals: dict[str, Value] = Field(default={})
    outcomes: dict[str, int] | None = None
    versus: Answer | None = Field(default=None, description=say("the same for the compared period"))
    notes: list[str] = Field(default=[])
    findings: list[Finding] = Field(default=[])


class Deals(Shape):
    """A page of the deals behind a number."""

    question: Question
    cell: str = Field(examples=["lost_here:3"])
    total: int = Field(description=say("how many there are in all: the number itself"))
    amount: Money
    no_amount: int
    order: str = Field(examples=["-amount"])
    offset: int
    limit: int
    next: str | None = Field(description=say("address of the next page; null on the last one"))
    sql: str = Field(
        description=say("the statements behind the figure; empty for readers who may not see them")
    )
    rows: list[Row]


class Explained(Shape):
    """The statements behind a figure."""

    metric: str
    sql: str


class Tables(Shape):
    """Names of the tables that can be downloaded."""

    tables: list[str]


class Health(Shape):
    """How the server is."""

    status: Literal["ok"]
    program: str = Field(description=say("version of Voronka"))
    store_version: int
    known_until: str
