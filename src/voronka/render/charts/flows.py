"""How deals go through the stages: on to the next, over some, back, and out of the pipeline.

Stages stand one under another, as long as the deals that reached them. A blue band leads to the next stage, a red one steps out;
what skips stages bows to the right, what returns bows to the left.
"""

from __future__ import annotations

from dataclasses import dataclass

from voronka.render.charts.base import Chart, Head, Space, Table
from voronka.render.charts.scene import Scene
from voronka.render.charts.units import Count
from voronka.render.words import Words


@dataclass(frozen=True)
class Station:
    """A stage with the deals that reached it and those lost on it; `out_href` opens the lost ones."""

    name: str
    count: int
    lost: int = 0
    role: str = "now"
    href: str = ""
    out_href: str = ""


@dataclass(frozen=True)
class Flow:
    """Moves from one station to another, by their places in the list."""

    start: int
    end: int
    count: int
    href: str = ""

    @property
    def kind(self) -> str:
        """Onward to the next, skip over some, back; "again" onto the same, which is not drawn."""
        if self.end == self.start:
            return "again"
        return "onward" if self.end == self.start + 1 else "skip" if self.end > self.start else "back"


@dataclass(frozen=True, kw_only=True)
class Flows(Chart):
    """Stages in their order and the moves between them."""

    stations: tuple[Station, ...]
    flows: tuple[Flow, ...]

    @property
    def is_empty(self) -> bool:
        """No deal reached any stage."""
        return not any(station.count for station in self.stations)

    def notes(self) -> tuple[str, ...]:
        """What the bows mean, where there are any."""
        kinds = {flow.kind for flow in self.flows if flow.count}
        return tuple(f"chart.note.flow.{kind}" for kind in ("skip", "back") if kind in kinds)

    def table(self, words: Words) -> Table:
        """A row per move and per loss."""
        heads = (Head(words("chart.from")), Head(words("chart.to")), Head(words("chart.n"), Count()))
        names = [station.name for station in self.stations]
        moves = [(names[flow.start], names[flow.end], flow.count) for flow in self.flows]
        lost = [(station.name, words("chart.out"), station.lost) for station in self.stations if station.lost]
        return Table(heads, (*moves, *lost))

    def scene(self, space: Space) -> Scene:
        """The chart laid out."""
        from voronka.render.charts.flows_scene import draw

        return draw(self, space)
