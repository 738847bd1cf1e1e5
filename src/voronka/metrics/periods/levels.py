"""The points of a series, and since when its level is another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from voronka.language import Phrase, say
from voronka.metrics.buckets import Bucket
from voronka.model.estimate import Estimate, Times
from voronka.model.rate import Rate
from voronka.stats.changepoint import Change, count_changes, rate_changes

#: Fewer whole points than this say nothing of a change.
ENOUGH = 6
#: So many changes are put into words, the latest ones.
LATEST = 3


@dataclass(frozen=True)
class Point:
    """A bucket and its value; `state` says why it should not be compared."""

    bucket: Bucket
    value: Any
    state: str | None

    @property
    def n(self) -> int | None:
        """The deals that the value stands on, where it tells."""
        if isinstance(self.value, Rate):
            return self.value.trials
        return self.value.n if isinstance(self.value, Estimate | Times) else None

    def to_row(self) -> dict[str, Any]:
        """As a row of the answer."""
        return {
            "bucket": self.bucket.name,
            "first": self.bucket.first.isoformat(),
            "last": self.bucket.last.isoformat(),
            "n": self.n,
            "value": self.value,
            "state": self.state,
        }


def levels(points: Sequence[Point], kind: str) -> Mapping[int, Change]:
    """Where the level changed: number of the point → change. Points that cannot be compared are left out; `kind` of the column tells shares and counts, others have none."""
    whole = [number for number, point in enumerate(points) if point.state is None and _is_known(point.value)]
    values = [points[number].value for number in whole]
    if len(values) < ENOUGH:
        return {}
    if kind == "rate":
        found = rate_changes([value.hits for value in values], [value.trials for value in values])
    elif kind == "estimate":
        hits = [round(value.n * value.value) for value in values]
        found = rate_changes(hits, [value.n for value in values])
    elif kind == "count":
        days = [(points[number].bucket.last - points[number].bucket.first).days for number in whole]
        found = count_changes(values, days)
    else:
        return {}
    return {whole[change.at]: change for change in found}


def _is_known(value: Any) -> bool:
    return value is not None and (not isinstance(value, Rate | Estimate) or value.value is not None)


def words(
    points: Sequence[Point], changes: Mapping[int, Change], horizon: float, can_change: bool
) -> tuple[Phrase, ...]:
    """What the series says; where its level can be told from chance, whether it changed."""
    found = [_changed(points, number, change) for number, change in sorted(changes.items())[-LATEST:]]
    compared = [point for point in points if point.state is None and _is_known(point.value)]
    if not found and compared and can_change:
        found.append(
            say("No reliable change of level in {n} periods.", n=len(compared))
            if len(compared) >= ENOUGH
            else say("Too few whole periods to tell a change of level from chance.")
        )
    young = sum(point.state == "young" for point in points)
    if young:
        found.append(
            say(
                "Too young to compare: {n} of the last periods; their deals have not had {days} days yet.",
                n=young,
                days=round(horizon),
            )
        )
    return tuple(found)


def _changed(points: Sequence[Point], number: int, change: Change) -> Phrase:
    if isinstance(points[number].value, int):
        before, after = (round(level * 30) for level in (change.before, change.after))
        return say(
            "Since {since} another level: {after} in 30 days, {before} before.",
            since=points[number].bucket.name,
            after=after,
            before=before,
        )
    return say(
        "Since {since} another level: {after}%, {before}% before.",
        since=points[number].bucket.name,
        after=round(100 * change.after),
        before=round(100 * change.before),
    )
