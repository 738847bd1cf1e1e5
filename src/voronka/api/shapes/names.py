"""Metrics, and the names that a company has."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from voronka.api.shapes.shape import Shape
from voronka.language import say


class Column(Shape):
    """A column of a metric's rows."""

    name: str
    title: str
    kind: str = Field(description=say("what a cell holds: count, money, rate, estimate, times, days, …"))
    figure: str | None = Field(description=say("the figure that opens the deals behind the cell"))


class Figure(Shape):
    """A number that opens its deals."""

    name: str
    title: str
    keys: list[str] = Field(description=say("columns of the row that its cell needs"))


class Metric(Shape):
    """A metric of the catalogue."""

    name: str
    title: str
    question: str
    help: str
    formula: str
    pitfalls: str
    unit_of_value: str
    unit: Literal["deal", "move", "stay", "activity"]
    populations: list[str]
    options: list[str]
    sources: list[str]
    headline: str | None
    needs_period: bool
    columns: list[Column]
    figures: list[Figure]


class Metrics(Shape):
    """The catalogue."""

    metrics: list[Metric]


class Account(Shape):
    """A connected CRM account or set of files."""

    id: int
    name: str
    base_url: str
    timezone: str
    currency: str
    source: str


class Stage(Shape):
    """A stage of a pipeline."""

    id: int
    name: str
    position: int | None = Field(description=say("place in the funnel; null for lost and deleted stages"))
    kind: str
    color: str
    is_deleted: bool


class Pipeline(Shape):
    """A pipeline."""

    account_id: int
    id: int
    name: str
    is_main: bool
    is_archived: bool
    is_deleted: bool
    stages: list[Stage]


class Named(Shape):
    """A person or a team of the CRM."""

    account_id: int
    id: int
    name: str


class Dimension(Shape):
    """A way to cut the figures."""

    name: str
    title: str
    help: str
    can_group: bool = Field(description=say("whether by= takes it; where= always does"))


class Dictionary(Shape):
    """The names that questions are made of."""

    store_version: int
    definition: str
    known_from: str | None
    known_until: str
    timezone: str
    accounts: list[Account]
    pipelines: list[Pipeline]
    people: list[Named]
    teams: list[Named]
    fields: list[str]
    dimensions: list[Dimension]


class Choices(Shape):
    """The values that a filter can take."""

    dimension: str
    pipeline: str | None
    values: list[str] = Field(description=say("an empty text stands for unknown"))
