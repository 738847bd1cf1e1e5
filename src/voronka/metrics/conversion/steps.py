"""Conversion: from each block of the funnel, which share goes on within the horizon; and which share of new deals comes to it at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from voronka.engines.base import Columns, Engine
from voronka.language import Phrase, say
from voronka.metrics.ask import settled
from voronka.metrics.conversion.ages import DAY, NO_ROWS, Rows, doubted, risk, summed
from voronka.metrics.conversion.horizons import Horizons, horizons, step_sql, win_sql
from voronka.metrics.conversion.reaches import Reaches
from voronka.metrics.conversion.versus import remarks, with_differences
from voronka.metrics.days import count_sql
from voronka.metrics.folding import grouped
from voronka.metrics.found import Facts, Found
from voronka.metrics.places import block
from voronka.metrics.places import position as position_of
from voronka.metrics.scope import Asked
from voronka.metrics.segments import labels
from voronka.model.answer import Row
from voronka.model.cell import Cell
from voronka.stats.incidence import incidence
from voronka.stats.risk import Risk

#: Ways to leave a block for good, going on first.
ENDINGS = ("advanced", "lost", "handed_over")
_CONDITIONS = {
    "reached": "true",
    "skipped": "is_filled",
    **{name: f"ending = '{name}'" for name in (*ENDINGS, "open")},
}


@dataclass(frozen=True)
class Steps:
    """Counts of conversion.sql, and which of its rows are of a segment's block."""

    columns: Columns
    parts: dict[tuple[Any, int], Rows]

    def risk(self, segment: Any, position: int) -> Risk:
        """How deals left the block, by the time since they first reached it."""
        return risk(self.columns, [self.part(segment, position)], ENDINGS, "ending")

    def part(self, segment: Any, position: int) -> Rows:
        """The rows of a block."""
        return self.parts.get((segment, position), NO_ROWS)

    def count(self, segment: Any, position: int, ending: str = "", name: str = "deals") -> int:
        """How many deals of a block ended so, or all of them."""
        where = self.columns["ending"] == ending if ending else None
        return summed(self.columns, name, self.part(segment, position), where)


def settle(engine: Engine, asked: Asked) -> Horizons:
    """The horizons in days."""
    return horizons(engine, asked)


def statements(asked: Asked) -> list[str]:
    """The statements that are run, in order."""
    own = [count_sql(asked, "conversion")]
    return [win_sql(asked), step_sql(asked), *own, *Reaches.statements(by_journey(asked))]


def answer(engine: Engine, asked: Asked) -> Found:
    """A row per segment and block, the win last."""
    asked = settled(engine, asked)
    found, reaches = steps(engine, asked), Reaches.read(engine, by_journey(asked))
    assert asked.pipeline is not None
    rows: list[Row] = []
    kept: dict[tuple[Any, ...], tuple[Risk, float]] = {}
    segments = dict.fromkeys([*(segment for segment, _ in found.parts), *reaches.segments])
    for value, name in labels(asked, list(segments)).items():
        for position in shown(asked, found, value):
            own = found.risk(value, position)
            kept[name, position] = (own, asked.settled.steps[position] * DAY)
            row = _row(asked, name, position) | _numbers(
                asked, found, value, position, own, reaches.broken(value, position)
            )
            rows.append(row | _cumulative(asked, reaches, value, position))
        win = asked.pipeline.win
        rows.append(_row(asked, name, win) | _won(reaches, value) | _cumulative(asked, reaches, value, win))
    return Found(
        rows,
        filled_in=_filled_in(rows),
        findings=tuple(_findings(asked, rows)),
        totals={"horizon_days": asked.settled.win},
        kept=kept,
    )


def facts(asked: Asked, cell: Cell) -> Facts:
    """The deals that a block counts."""
    assert asked.pipeline is not None
    at = position_of(asked, cell.keys[0]) if cell.keys else None
    if at == asked.pipeline.win:
        return Facts(
            "end_times", "outcome = 'won'" if cell.figure == "reached" else "false", by_journey(asked)
        )
    place = "true" if at is None else f"position = {at}"
    return Facts("conversion", f"{_CONDITIONS[cell.figure]} and {place}")


def compare(asked: Asked, found: Found, _: Asked, other_found: Found) -> list[Row]:
    """The rows with the other period's at equal age."""
    return with_differences(asked.metric, found.rows, other_found.rows, "step", found.kept, other_found.kept)


def remark(asked: Asked, rows: Sequence[Row]) -> list[Phrase]:
    """The comparison in words, of the steps of the whole."""
    return [] if asked.by is not None else remarks(rows, "step", "name")


def steps(engine: Engine, asked: Asked) -> Steps:
    """How deals left each block, by segment and age."""
    columns = engine.run(count_sql(asked, "conversion"))
    return Steps(
        columns,
        {
            (segment, int(position)): part
            for (segment, position), part in grouped(columns, "segment", "position")
        },
    )


def by_journey(asked: Asked) -> Asked:
    """A step is its owner's when the deal reached the block; what came of new deals is that of their first owner."""
    return replace(asked, metric=replace(asked.metric, attribution="journey"))


def shown(asked: Asked, found: Steps, segment: Any) -> list[int]:
    """The blocks that are shown: the incoming one only where a deal really stood on it."""
    assert asked.pipeline is not None
    is_used = found.count(segment, 0) > found.count(segment, 0, name="skipped")
    return [position for position in asked.pipeline.blocks if position or is_used]


def _row(asked: Asked, segment: str | None, position: int) -> dict[str, Any]:
    return {"segment": segment, "position": position, **block(asked, position)}


def _numbers(
    asked: Asked, found: Steps, segment: Any, position: int, own: Risk, broken: int
) -> dict[str, Any]:
    days = asked.settled.steps[position]
    return {
        "reached": found.count(segment, position),
        "skipped": found.count(segment, position, name="skipped"),
        **{name: found.count(segment, position, name) for name in (*ENDINGS, "open")},
        "step": doubted(incidence(own, 0, days * DAY), broken),
        "horizon_days": days,
    }


def _won(reaches: Reaches, segment: Any) -> dict[str, Any]:
    nothing = dict.fromkeys(("skipped", *ENDINGS, "open", "step", "horizon_days"))
    return {"reached": reaches.won(segment), **nothing}


def _cumulative(asked: Asked, reaches: Reaches, segment: Any, position: int) -> dict[str, Any]:
    return {"cumulative": incidence(reaches.risk(segment, position), 0, asked.settled.win * DAY)}


def _filled_in(rows: Sequence[Row]) -> float | None:
    """Share of passed stages that were skipped; the incoming stage and the win do not count."""
    passed = [row for row in rows if row["kind"] == "open"]
    reached = sum(row["reached"] for row in passed)
    return sum(row["skipped"] for row in passed) / reached if reached else None


def _findings(asked: Asked, rows: Sequence[Row]) -> list[Phrase]:
    if asked.by is not None:
        return []
    told = [row for row in rows if row["step"] is not None]
    known = [row for row in told if row["step"].value is not None and not row["step"].is_wide]
    if len(told) < 2:
        return []
    if len(known) < 2:
        return [say("Too few deals to tell the steps apart.")]
    lowest, next_lowest = sorted(known, key=lambda row: row["step"].value)[:2]
    if lowest["step"].high >= next_lowest["step"].low:
        return [
            say(
                "No step is reliably the narrowest: the intervals of “{one}” and “{other}” overlap.",
                one=lowest["name"],
                other=next_lowest["name"],
            )
        ]
    share = lowest["step"]
    return [
        say(
            "Fewest go on from “{stage}”: {value} ({low}–{high}) of 100 within {days} days; {lost} of the others are lost, {open} are still there.",
            stage=lowest["name"],
            value=round(100 * share.value),
            low=round(100 * share.low),
            high=round(100 * share.high),
            days=lowest["horizon_days"],
            lost=lowest["lost"],
            open=lowest["open"],
        )
    ]
