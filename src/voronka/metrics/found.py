"""What a metric's module gives back to the asker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from voronka.engines.base import Engine
from voronka.language import Phrase
from voronka.metrics.endings import Endings
from voronka.metrics.scope import Asked
from voronka.model.answer import Row
from voronka.model.cell import Cell
from voronka.model.column import Column
from voronka.model.question import Population


@dataclass(frozen=True)
class Found:
    """Rows and what is to be said of them.

    `ended` are the endings with each deal counted once, where the module has read them anyway; `columns` replace the metric's own where they depend
    on the question; `population` replaces the question's where another metric's is shown; `kept` is for the module's own comparison of two periods (curves, counts) and goes no further.
    """

    rows: Sequence[Row]
    outcomes: Mapping[str, int] | None = None
    ended: Endings | None = None
    filled_in: float | None = None
    notes: tuple[str, ...] = ()
    findings: tuple[Phrase, ...] = ()
    totals: Mapping[str, Any] = field(default_factory=dict)
    columns: tuple[Column, ...] | None = None
    kept: Any = None
    population: Population | None = None


@dataclass(frozen=True)
class Facts:
    """The facts that a cell counts: the SQL file that has them, and the condition that picks them (segment apart).

    `asked` where they are not those of the question itself, but of its period's closings, for example.
    """

    name: str
    condition: str
    asked: Asked | None = None


class MetricModule(Protocol):
    """What `Metric.module` names. It may also have

    `compare(asked, found, other, other_found) -> list[Row]`: the rows with what differs from the other period;
    `remark(asked, rows) -> Sequence[Phrase]`: what those rows say of the comparison in words;
    `settle(engine, asked) -> Any`: what must be measured before it can be asked, such as a default horizon. All others find it in `asked.settled`,
    and the other period of a comparison is asked with the same.
    """

    @staticmethod
    def statements(asked: Asked) -> list[str]:
        """The statements that are run, in order, each able to run when pasted."""

    @staticmethod
    def answer(engine: Engine, asked: Asked) -> Found:
        """Ask the engine and conclude."""

    @staticmethod
    def facts(asked: Asked, cell: Cell) -> Facts:
        """Which facts a cell counts; its figure is known to be one of the metric's, with as many keys or none."""
