"""What is still to come after the as-of time: draws of wins, money and new deals by step and group.

Open deals are won by chance, each by what became of deals that stood as long on its stage. Deals that are not there yet come in as the past lets expect, and go
the same way from their first stage. The same store and question give the same digits; groups add up to the whole, draw by draw, because the whole is drawn
first, whatever it is split by.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from voronka.engines.base import Engine
from voronka.metrics.buckets import Bucket, Grain, buckets
from voronka.metrics.future.choosing import MEASURES, Choice, choose
from voronka.metrics.future.correcting import corrected, dealt
from voronka.metrics.future.drawing import Drawn, draw
from voronka.metrics.future.frame import draws_of
from voronka.metrics.future.ground import ground
from voronka.metrics.future.leaning import lean
from voronka.metrics.future.past import AHEAD, Past, past
from voronka.metrics.future.relations import day_of, number_of
from voronka.metrics.future.told import Told, told
from voronka.metrics.scope import Asked
from voronka.predict.stages import Floats, Ints


@dataclass(frozen=True, eq=False)
class Outlook:
    """Draws of what is still to come after `as_of`; what happened in a step before it is in `fact_…`.

    `spans` are steps of local days, half-open. `wins`, `money` (minor units) and `created` are (draws, groups, spans); `open_wins` and `open_money` are the part of
    the first two that comes from deals open now, the rest from deals that are not there yet. `stages` are (pipeline id, position) of the stages on which deals are
    open, `stage_deals` how many of each group, (stages, groups), `stage_wins` and `stage_money` what is expected of them, (stages, groups, spans). `choice` tells which method said it, and how it was corrected.
    """

    as_of: datetime
    spans: tuple[Bucket, ...]
    groups: tuple[str | None, ...]
    wins: Ints
    money: Ints
    created: Ints
    open_wins: Ints
    open_money: Ints
    stages: tuple[tuple[int, int], ...]
    stage_deals: Ints
    stage_wins: Floats
    stage_money: Floats
    fact_wins: Ints
    fact_money: Ints
    fact_created: Ints
    choice: Choice

    def draws(self, measure: str, group: int | None = None, span: int | None = None) -> Ints:
        """Fact and what is to come together, by draw: of `wins`, `money` or `created`; None: over all groups, over all spans."""
        whole = getattr(self, measure) + getattr(self, f"fact_{measure}")[None]
        groups = slice(None) if group is None else slice(group, group + 1)
        spans = slice(None) if span is None else slice(span, span + 1)
        found: Ints = whole[:, groups, spans].sum(axis=(1, 2))
        return found

    def reach(self, measure: str, target: float, group: int | None = None, span: int | None = None) -> float:
        """The probability that fact and what is to come reach `target`."""
        return float((self.draws(measure, group, span) >= target).mean())


def outlook(engine: Engine, asked: Asked, spans: Sequence[Bucket], by: str | None = None) -> Outlook:
    """What is to come in `spans` (local days) after the question's as-of time, by its own split or by `by`. The engine decides whose deals are seen."""
    known = asked if by is None else replace(asked, by=asked.names.dimension(by))
    here, deals = ground(engine, known), told(engine, known)
    ends = [(number_of(span.first), number_of(span.last)) for span in spans]
    lines = here.lines if deals.groups else ()
    leant = lean(engine, known, here)
    drawn = [draw(here, line, deals, ends, known.context.country, leant) for line in lines]
    judged = past(engine, known, grain_of_spans(spans))
    return _corrected(
        _outlook(known, tuple(spans), ends, deals, drawn, choose(judged, judged.now), draws_of(here)), judged
    )


def grain_of_spans(spans: Sequence[Bucket]) -> Grain:
    """By which steps spans of that length are judged."""
    days = max((span.last - span.first).days for span in spans)
    lengths: tuple[tuple[int, Grain], ...] = ((1, "day"), (10, "week"), (45, "month"))
    return next((grain for most, grain in lengths if days <= most), "quarter")


def _corrected(seen: Outlook, judged: Past) -> Outlook:
    """The same as far as the past forecasts allow; groups still add up to the whole, and open deals to no more than it."""
    made = {name: np.array(getattr(seen, name)) for name in (*MEASURES, *(f"open_{one}" for one in MEASURES))}
    for place, span in enumerate(seen.spans):
        length = number_of(span.last) - number_of(span.first)
        part = (number_of(span.last) - max(number_of(span.first), judged.here.today)) / length
        if part <= 0 or not seen.groups:
            continue
        step = min(_steps_ahead(judged, span), AHEAD[judged.grain] - 1)
        for measure, name in enumerate(MEASURES):
            groups, opened = (getattr(seen, one)[:, :, place] for one in (name, f"open_{name}"))
            whole = groups.sum(axis=1)
            wanted = corrected(whole, seen.choice, measure, step, part)
            made[name][:, :, place] = dealt(wanted, groups)
            share = np.divide(opened, groups, out=np.zeros(groups.shape), where=groups > 0)
            made[f"open_{name}"][:, :, place] = np.rint(share * made[name][:, :, place])
    return replace(
        seen,
        wins=made["wins"],
        money=made["money"],
        open_wins=made["open_wins"],
        open_money=made["open_money"],
    )


def _steps_ahead(judged: Past, span: Bucket) -> int:
    """How many steps lie between that of today and the span."""
    today = day_of(judged.here.today)
    return max(0, len(buckets(today, max(span.first, today) + timedelta(days=1), judged.grain)) - 1)


def _outlook(
    asked: Asked,
    spans: tuple[Bucket, ...],
    ends: list[tuple[int, int]],
    deals: Told,
    drawn: list[Drawn],
    choice: Choice,
    draws: int,
) -> Outlook:
    whole = (draws, len(deals.groups), len(spans))

    def total(*parts: Ints) -> Ints:
        return np.asarray(sum(parts, np.zeros(whole, dtype=np.int64)), dtype=np.int64)

    def stacked(shape: tuple[int, ...], parts: Sequence[npt.NDArray[Any]]) -> npt.NDArray[np.float64]:
        return np.concatenate([np.zeros((0, *shape)), *parts])

    shape = whole[1:]
    fact = {
        (term, figure): _fact(deals, ends, term, figure)
        for term, figure in (("won", "deals"), ("won", "amount"), ("new", "deals"))
    }
    return Outlook(
        as_of=asked.as_of,
        spans=spans,
        groups=deals.groups,
        wins=total(*(one.from_open.wins + one.new_wins for one in drawn)),
        money=total(*(one.from_open.money + one.new_money for one in drawn)),
        created=total(*(one.created for one in drawn)),
        open_wins=total(*(one.from_open.wins for one in drawn)),
        open_money=total(*(one.from_open.money for one in drawn)),
        stages=tuple(place for one in drawn for place in one.stages),
        stage_deals=stacked(shape[:1], [one.from_open.stage_deals for one in drawn]).astype(np.int64),
        stage_wins=stacked(shape, [one.from_open.stage_wins for one in drawn]),
        stage_money=stacked(shape, [one.from_open.stage_money for one in drawn]),
        fact_wins=fact["won", "deals"],
        fact_money=fact["won", "amount"],
        fact_created=fact["new", "deals"],
        choice=choice,
    )


def _fact(deals: Told, ends: list[tuple[int, int]], term: str, figure: str) -> Ints:
    """What happened already in each span: (groups, spans)."""
    counts = deals.counts
    found = np.zeros((len(deals.groups), len(ends)), dtype=np.int64)
    for number, (first, last) in enumerate(ends):
        here = (
            (counts["term"] == term)
            & (counts["day"] >= first)
            & (counts["day"] < last)
            & (counts["group"] >= 0)
        )
        np.add.at(found[:, number], counts["group"][here], counts[figure][here])
    return found
