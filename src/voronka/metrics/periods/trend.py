"""A series of one number of any metric by day, week, month or quarter, at equal age, with the moments since which it is different."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from voronka.clock import start_of_day
from voronka.engines.base import Engine
from voronka.errors import InputError
from voronka.language import Phrase, say
from voronka.metrics.ask import module_of, settled
from voronka.metrics.buckets import Bucket, buckets
from voronka.metrics.conversion.horizons import win_horizon
from voronka.metrics.endings import of_whole
from voronka.metrics.found import Facts, Found
from voronka.metrics.kinds import Dimension
from voronka.metrics.periods.dated import buckets_of, end_of, grain_of, span_of
from voronka.metrics.periods.headline import Headline, column_of, headline
from voronka.metrics.periods.levels import Point, levels, words
from voronka.metrics.scope import Asked, asked
from voronka.model.answer import Row
from voronka.model.cell import Cell
from voronka.model.column import Column
from voronka.model.estimate import Estimate, Times
from voronka.model.period import Period
from voronka.model.question import Question
from voronka.model.rate import Rate
from voronka.stats.changepoint import Change

#: More questions than this are not asked for one series.
MOST = 120


@dataclass(frozen=True)
class _Answered:
    """What the followed metric said: its columns, and by bucket the rows of each segment."""

    columns: Sequence[Column]
    rows: dict[str, list[Row]]


def statements(asked: Asked) -> list[str]:
    """The statements of the followed metric: for all buckets at once, or those of the last bucket, which stand for all."""
    followed = _followed(asked)
    whole = _whole(asked, followed)
    if _is_series(followed):
        return module_of(followed.metric).statements(whole)
    if _is_by_cohort(asked, followed):
        return module_of(followed.metric).statements(_by_cohort(asked, whole))
    days = buckets_of(asked)
    return module_of(followed.metric).statements(_of_bucket(asked, whole, days[-1], None) if days else whole)


def answer(engine: Engine, asked: Asked) -> Found:
    """One row per segment and bucket."""
    followed = _followed(asked)
    whole = settled(engine, _whole(asked, followed))
    horizon = whole.settled if isinstance(whole.settled, float | int) else win_horizon(engine, asked)
    days = buckets_of(asked)
    told = _answers(engine, asked, whole, followed, days, horizon)
    segments = list(dict.fromkeys(row["segment"] for rows in told.rows.values() for row in rows))
    series = {
        segment: [_point(asked, followed, told, bucket, segment, horizon) for bucket in days]
        for segment in (segments if asked.by else [None])
    }
    values = (point.value for points in series.values() for point in points)
    column = column_of(followed, told.columns, next((value for value in values if value is not None), None))
    # What stands open today stood open yesterday: its points are no draws of their own.
    kind = "" if followed.is_stock else column.kind
    found: list[Row] = []
    points: list[Point] = []
    changes: Mapping[int, Change] = {}
    for segment, points in series.items():
        changes = levels(points, kind)
        found += [
            {"segment": segment, **point.to_row(), "is_change": number in changes}
            for number, point in enumerate(points)
        ]
    return Found(
        found,
        ended=of_whole(engine, whole),
        columns=_columns(column),
        findings=_findings(asked, found, points, changes, horizon, kind),
        population=whole.population,
    )


def _findings(
    asked: Asked,
    rows: Sequence[Row],
    points: Sequence[Point],
    changes: Mapping[int, Change],
    horizon: float,
    kind: str,
) -> tuple[Phrase, ...]:
    if all(row["value"] is None for row in rows):
        return (say("Nothing is known of this number in any of these periods."),)
    return () if asked.by else words(points, changes, horizon, kind in {"rate", "estimate", "count"})


def facts(asked: Asked, _: Cell) -> Facts:
    """A series has no facts of its own: they are those of the metric it follows."""
    raise InputError(
        say("“{name}” opens no deals", name=asked.metric.name),
        say("its numbers are those of another metric"),
        say("ask for the deals of that metric in the same period"),
    )


def _followed(asked: Asked) -> Headline:
    return headline(asked.text("of"), asked.text("stage"))


def _is_series(followed: Headline) -> bool:
    return followed.metric.keys == ("bucket",)


def _is_by_cohort(asked: Asked, followed: Headline) -> bool:
    """A cohort metric with a horizon takes all buckets as segments of one question: the horizon is one, open deals are censored."""
    return (
        "horizon" in followed.metric.options
        and followed.metric.populations[0] == "cohort"
        and followed.metric.can_split
        and asked.by is None
        and not asked.is_closed
    )


def _whole(asked_: Asked, followed: Headline) -> Asked:
    """The question of the followed metric over all buckets."""
    own = followed.metric.options
    question = asked_.question
    span = span_of(asked_)
    period = question.period
    if period is None and followed.metric.needs_period and span is not None:
        period = Period(*span)
    options = tuple(pair for pair in question.options if pair[0] in own and pair[0] != "of")
    if "grain" in own:
        options = (*(pair for pair in options if pair[0] != "grain"), ("grain", grain_of(asked_)))
    inner = Question(
        followed.metric.name,
        pipeline=question.pipeline,
        period=period,
        as_of=asked_.as_of,
        by=question.by,
        where=question.where,
        options=tuple(sorted(options)),
    )
    return asked(inner, asked_.names, asked_.context)


def _by_cohort(asked: Asked, whole: Asked) -> Asked:
    name = f"cohort_{grain_of(asked)}"
    return replace(whole, by=Dimension(name, name, say("the month in which the deal was created")))


def _of_bucket(asked_: Asked, whole: Asked, bucket: Bucket, horizon: float | None) -> Asked:
    """The question of one bucket; with a `horizon`, when its last deals were that old."""
    end = end_of(asked_, bucket)
    if whole.population == "snapshot":
        question = whole.question.with_(period=None, as_of=end)
    else:
        basis = whole.question.period.basis if whole.question.period else "created"
        as_of = asked_.as_of if horizon is None else min(asked_.as_of, end + timedelta(days=horizon))
        question = whole.question.with_(period=Period(bucket.first, bucket.last, basis), as_of=as_of)
    return replace(asked(question, asked_.names, asked_.context), settled=whole.settled)


def _answers(
    engine: Engine, asked: Asked, whole: Asked, followed: Headline, days: Sequence[Bucket], horizon: float
) -> _Answered:
    module = module_of(followed.metric)
    if _is_series(followed):
        found = module.answer(engine, whole)
        return _Answered(_shown(followed, found), _gathered(found.rows, "bucket"))
    if _is_by_cohort(asked, followed):
        found = module.answer(engine, _by_cohort(asked, whole))
        rows = [{**row, "bucket": row["segment"], "segment": None} for row in found.rows]
        return _Answered(_shown(followed, found), _gathered(rows, "bucket"))
    if len(days) > MOST:
        raise InputError(
            say("{n} periods are too many for one series", n=len(days)),
            say("this metric is asked for each of them; {most} is the most", most=MOST),
            say("choose a longer step, as in grain=month, or a shorter period"),
        )
    return _one_by_one(engine, asked, whole, followed, days, horizon)


def _one_by_one(
    engine: Engine, asked: Asked, whole: Asked, followed: Headline, days: Sequence[Bucket], horizon: float
) -> _Answered:
    module = module_of(followed.metric)
    told: dict[str, list[Row]] = {}
    columns: Sequence[Column] = ()
    for bucket in days:
        found = module.answer(engine, _of_bucket(asked, whole, bucket, None))
        if whole.population == "cohort" and _is_plain_share(followed, found.rows):
            # A plain share knows nothing of open deals: each bucket when its deals were of one age.
            found = module.answer(engine, _of_bucket(asked, whole, bucket, horizon))
        told[bucket.name] = list(found.rows)
        columns = _shown(followed, found)
    return _Answered(columns, told)


def _is_plain_share(followed: Headline, rows: Sequence[Row]) -> bool:
    return isinstance(followed.value(rows), Rate)


def _shown(followed: Headline, found: Found) -> Sequence[Column]:
    return followed.metric.columns if found.columns is None else found.columns


def _gathered(rows: Sequence[Row], key: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row[key], []).append(row)
    return found


def _point(
    asked: Asked, followed: Headline, told: _Answered, bucket: Bucket, segment: str | None, horizon: float
) -> Point:
    rows = [row for row in told.rows.get(bucket.name, ()) if row["segment"] == segment]
    value = followed.value(rows)
    return Point(bucket, value, _state(asked, followed, bucket, value, horizon))


def _state(asked: Asked, followed: Headline, bucket: Bucket, value: Any, horizon: float) -> str | None:
    """`partial`: the bucket is not a whole one; `young`: its deals have not had the time that others had."""
    [whole] = buckets(bucket.first, bucket.first + timedelta(days=1), grain_of(asked))
    if bucket != whole or start_of_day(whole.last, asked.account.timezone) > asked.as_of:
        return "partial"
    if followed.metric.populations[0] == "cohort" and isinstance(value, Rate | Estimate):
        return "young" if end_of(asked, bucket) + timedelta(days=horizon) > asked.as_of else None
    return "young" if isinstance(value, Times) and "unfinished_cohort" in value.doubts else None


def _columns(value: Column) -> tuple[Column, ...]:
    words = (("partial", say("not a whole one")), ("young", say("too young")))
    return (
        Column("bucket", say("period"), "name"),
        value,
        Column("n", say("deals"), "count", spare=2),
        Column("state", say("caution"), "code", spare=1, words=words),
    )
