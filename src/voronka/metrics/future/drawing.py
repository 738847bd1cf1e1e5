"""The draws of one pipeline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from voronka.metrics.future.frame import frame, pool_of
from voronka.metrics.future.from_new import of_new
from voronka.metrics.future.from_open import FromOpen, of_open
from voronka.metrics.future.ground import Ground, Line
from voronka.metrics.future.horizon import horizon
from voronka.metrics.future.told import Told
from voronka.predict.stages import Ints


@dataclass(frozen=True, eq=False)
class Drawn:
    """Of one pipeline, as in `Outlook`; wins of deals to come apart."""

    from_open: FromOpen
    new_wins: Ints
    new_money: Ints
    created: Ints
    stages: tuple[tuple[int, int], ...]


def draw(
    here: Ground, line: Line, told: Told, ends: Sequence[tuple[int, int]], country: str, lean: float
) -> Drawn:
    """Draw what is to come in spans of days (numbers, half-open)."""
    known = frame(here, line, told, horizon(here.today, ends), country, lean)
    pool = pool_of(known)
    new_wins, new_money, created = of_new(known, pool)
    stages = tuple((line.pipeline.pipeline_id, position) for position in line.pipeline.blocks)
    return Drawn(of_open(known, pool), new_wins, new_money, created, stages)
