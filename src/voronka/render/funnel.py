"""The picture of a funnel as values: what each block's bar is made of and how wide, for any surface to draw.

The bar of a stage is as long as the deals that reached it, and it shows where they went: on to the next stage, still here,
handed over, lost. By the reach identity the part that went on is exactly as long as the next bar.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from voronka.model.answer import Answer, Row
from voronka.model.rate import Rate

#: Parts of a bar in drawing order, and the figure that each counts.
PARTS = (("here", "here_now"), ("handed", "handed_over"), ("lost", "lost_here"))
#: No bar of at least one deal is thinner than this, in percent of the widest.
THINNEST = 0.4


@dataclass(frozen=True)
class Part:
    """A part of a bar: `kind` is onward, here, handed or lost; `start` and `width` in percent of the picture."""

    kind: str
    deals: int
    start: float
    width: float


@dataclass(frozen=True)
class Block:
    """A stage or the win. Widths in percent of the widest bar; `before` holds its numbers of the compared period."""

    row: Row
    is_win: bool
    width: float
    next_width: float
    parts: tuple[Part, ...]
    before: Mapping[str, Any] | None = None
    before_width: float | None = None

    @property
    def change(self) -> Mapping[str, Any] | None:
        """The step less that of the compared period: difference, low, high (None without an interval)."""
        step = self.before.get("step") if self.before else None
        return step if step and step.get("difference") is not None else None

    @property
    def has_step(self) -> bool:
        """Whether a share that goes on from here can be shown."""
        return not self.is_win and isinstance(self.row.get("step"), Rate)


@dataclass(frozen=True)
class Funnel:
    """All blocks of one segment, top down."""

    segment: str | None
    blocks: tuple[Block, ...]

    def at(self, position: int) -> Block | None:
        """The block of that position; a segment that never used the incoming stage has none there."""
        return next((block for block in self.blocks if block.row["position"] == position), None)

    def after(self, block: Block) -> Block | None:
        """The block that follows."""
        return next((one for one in self.blocks if one.row["position"] > block.row["position"]), None)

    @property
    def first(self) -> Block:
        """The entrance."""
        return self.blocks[0]

    @property
    def win(self) -> Block | None:
        """The last block when it is the win."""
        return self.blocks[-1] if self.blocks[-1].is_win else None

    @property
    def leak(self) -> Block | None:
        """The stage that loses the most, where the answer names one."""
        return next((block for block in self.blocks if block.row.get("is_leak")), None)


def funnels(answer: Answer) -> list[Funnel]:
    """One picture per segment, in the answer's order; empty for a snapshot, which is not a funnel."""
    segments: dict[str | None, list[Row]] = {}
    for row in answer.rows:
        if "reached" in row:
            segments.setdefault(row["segment"], []).append(row)
    # Each picture fills its own width: between segments shares are compared, not counts.
    return [Funnel(name, tuple(_blocks(rows))) for name, rows in segments.items()]


def stages(shown: list[Funnel]) -> list[Row]:
    """The stages of all segments, each once, without the win: what the columns of a table of segments are."""
    found = {
        block.row["position"]: block.row for funnel in shown for block in funnel.blocks if not block.is_win
    }
    return [found[position] for position in sorted(found)]


def _blocks(rows: list[Row]) -> Iterable[Block]:
    before = [(row.get("versus") or {}).get("reached") for row in rows]
    widest = max(max(row["reached"] for row in rows), *(number or 0 for number in before))
    for row, following, earlier in zip(rows, [*rows[1:], None], before, strict=True):
        onward = following["reached"] if following else 0
        yield Block(
            row=row,
            is_win=row["stage"] == "won",
            width=_width(row["reached"], widest),
            next_width=_width(onward, widest),
            parts=tuple(_parts(row, onward, widest)),
            before=row.get("versus"),
            before_width=None if earlier is None else _width(earlier, widest),
        )


def _parts(row: Row, onward: int, widest: int) -> Iterable[Part]:
    reached = row["reached"]
    counts = [("onward", onward), *((kind, row.get(figure) or 0) for kind, figure in PARTS)]
    if row["stage"] == "won" or row["here_now"] is None or sum(count for _, count in counts) != reached:
        # The numbers of a flow are of different deals and do not make up its bar: one part then.
        counts = [("onward", reached)]
    start = 0.0
    for kind, count in counts:
        width = _width(count, widest)
        if width:
            yield Part(kind, count, round(start, 3), width)
        start += width


def _width(count: int, widest: int) -> float:
    return round(max(100 * count / widest, THINNEST), 3) if count and widest else 0.0
