"""Are chances truer because owner and source bear on them? Past months of simulated companies by segment, with their factors and without. `python -m bench.segments [SEEDS]`."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path

import numpy as np

from voronka.clock import start_of_day
from voronka.engines.base import Engine
from voronka.metrics.ask import settled
from voronka.metrics.future.frame import Frame, frame
from voronka.metrics.future.from_open import _open
from voronka.metrics.future.ground import ground
from voronka.metrics.future.horizon import horizon
from voronka.metrics.future.leaning import lean
from voronka.metrics.future.past import following, past
from voronka.metrics.future.relations import number_of
from voronka.metrics.future.told import told
from voronka.metrics.names import dictionary
from voronka.metrics.scope import asked
from voronka.model.context import NOTHING_TOLD
from voronka.model.question import Question
from voronka.predict.segments import Segments

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
#: Months that are looked at, steps ahead, and the size of the companies.
MONTHS, AHEAD, DEALS = 18, (1, 2, 3), 4000
SPLITS = ("current_manager", "source")
_NONE = np.zeros(0)


@dataclass(frozen=True)
class Seen:
    """The open deals of a segment when a month began: wins expected of them in the month that ends `ahead` months later, with factors and without, and those that came."""

    ahead: int
    expected: float
    plain: float
    won: int


def main() -> None:
    """Print by how much the factors change the deviance and the absolute error."""
    # The companies stand beside the tests.
    simulated = import_module("acceptance.simulated").simulated
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    found: dict[tuple[str, int], list[tuple[float, ...]]] = defaultdict(list)
    for seed in range(1, seeds + 1):
        with simulated(seed, DEALS) as (engine, _):
            for by in SPLITS:
                every = list(seen(engine, by))
                for ahead in AHEAD:
                    found[by, ahead].append(compared([one for one in every if one.ahead == ahead]))
        print(f"company {seed} of {seeds}", file=sys.stderr, flush=True)
    print("| split | months ahead | deviance | of companies better | absolute error |\n|---|---|---|---|---|")
    for (by, ahead), each in found.items():
        known, plain, off_known, off_plain = np.array(each).T
        better = int((known < plain).sum())
        print(
            f"| {by} | {ahead} | {known.sum() / plain.sum():.3f} | {better} of {seeds} | {off_known.sum() / off_plain.sum():.3f} |"
        )


def seen(engine: Engine, by: str) -> Iterator[Seen]:
    """Open deals of past months by segment, as the forecast of that day took them."""
    known = settled(engine, asked(Question("forecast", by=by), dictionary(engine), NOTHING_TOLD))
    every = past(engine, known, "month")
    whole = ground(engine, replace(known, by=None))
    for step in every.steps[max(0, every.now - MONTHS) : every.now]:
        at = replace(known, as_of=start_of_day(step.first, known.account.timezone))
        here, deals = whole.until(number_of(step.first)), told(engine, at)
        leant = lean(engine, replace(at, by=None), here)
        ends = [(number_of(one.first), number_of(one.last)) for one in following(step, "month")]
        for line, after in zip(here.lines, whole.lines, strict=True):
            made = frame(here, line, deals, horizon(here.today, ends), at.context.country, leant)
            ids = deals.open["deal_id"][deals.open["pipeline_id"] == line.pipeline.pipeline_id]
            chance, plain = (_chances(one, leant) for one in (made, _without(made)))
            for place, (first, end) in enumerate(ends):
                if end > whole.today:
                    continue
                came = np.isin(ids, after.wins.deal[(after.wins.day >= first) & (after.wins.day < end)])
                for group in np.unique(_open(made).group):
                    mine = _open(made).group == group
                    with_them, without = (float(one[mine, place].sum()) for one in (chance, plain))
                    yield Seen(place + 1, with_them, without, int(came[mine].sum()))


def _without(made: Frame) -> Frame:
    return replace(made, segments=Segments(_NONE, _NONE, _NONE, _NONE))


def _chances(made: Frame, leant: float) -> np.ndarray:
    found: np.ndarray = leant * _open(made).chance @ made.horizon.onto
    return found


def compared(every: list[Seen]) -> tuple[float, ...]:
    """Deviance with factors and without, absolute error with factors and without."""
    came = np.array([one.won for one in every], dtype=float)
    both = [np.array([one.expected for one in every]), np.array([one.plain for one in every])]
    return (*(_deviance(came, one) for one in both), *(float(np.abs(came - one).sum()) for one in both))


def _deviance(came: np.ndarray, told_of: np.ndarray) -> float:
    """Poisson deviance."""
    told_of = np.maximum(told_of, 1e-9)
    return float(
        2 * (np.where(came > 0, came * np.log(np.maximum(came, 1) / told_of), 0) - came + told_of).sum()
    )


if __name__ == "__main__":
    main()
