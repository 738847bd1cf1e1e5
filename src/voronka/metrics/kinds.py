"""What a metric and a dimension are: values with their help, feeding menus, command line, documentation and tests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from voronka.language import Phrase
from voronka.model.column import Column
from voronka.model.question import Population

Unit = Literal["deal", "move", "stay", "activity"]


@dataclass(frozen=True)
class Figure:
    """One countable number of a metric. `keys` name what its cell needs: columns of the row, such as `position`, or nothing.

    `from|kind` is the first of these columns that says something.
    """

    name: str
    title: Phrase
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Metric:
    """A metric. `module` has its `statements`, `answer` and `facts` (see `metrics.ask`).

    `question` asks in plain language what it answers; `help` says what is counted; `formula`, `pitfalls` and `sources` are for the catalogue's pages.
    `unit` is what a fact is. `populations` come with the default first. `columns` say what a row holds; `keys` which of them tell rows apart, besides
    the segment. Of the `compared` columns `events` count deals that come, are won or are lost each by itself in the period, so that chance alone moves them;
    `sums` are sums over deals, each with the column of their mean. `options` are names of `model.option`. `attribution` says whose a fact is: of the owner of the `journey`, or at the `moment`.
    `example` are parts of a question (options, mostly) without which the metric cannot be asked; `can_split` is False where it has no `by`; `dimensions` are those that it is split by, all where it names none.
    `fact_columns` are those that a list of its facts shows beside the deal's own (columns of `facts` in its SQL). `unit_of_value` is for the catalogue.
    `headline` is the one number by which it is followed over time (`trend`): a dotted path into a row, such as `by_count`; where a segment has several
    rows, with the row in front: `stage=won.cumulative`, `term=open_end.amount`. "" where no single number says it. `direction`: +1 when more is better, -1 when less is, 0 when neither.
    """

    name: str
    title: Phrase
    question: Phrase
    help: Phrase
    unit: Unit
    populations: tuple[Population, ...]
    figures: tuple[Figure, ...]
    module: str
    columns: tuple[Column, ...] = ()
    keys: tuple[str, ...] = ()
    compared: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    sums: tuple[tuple[str, str], ...] = ()
    options: tuple[str, ...] = ()
    formula: Phrase | str = ""
    pitfalls: Phrase | str = ""
    sources: tuple[str, ...] = ("journeys", "stays")
    unit_of_value: Phrase | str = ""
    headline: str = ""
    direction: int = 0
    needs_period: bool = False
    keeps_deleted: bool = False
    over_all_pipelines: bool = True
    attribution: Literal["journey", "moment"] = "journey"
    fact_columns: tuple[Column, ...] = ()
    example: tuple[tuple[str, str], ...] = ()
    can_split: bool = True
    dimensions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Dimension:
    """A way to cut: `by` when `can_group`, `where` always. A deal may have several values at once when `is_multiple`."""

    name: str
    title: Phrase | str
    help: Phrase
    can_group: bool = True
    is_multiple: bool = False
    is_field: bool = False
