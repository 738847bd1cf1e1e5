"""The question's days as buckets, and events with the bucket they fell into."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from voronka.clock import local_day, start_of_day
from voronka.metrics.buckets import GRAINS, Bucket, Grain, bucket_sql, buckets
from voronka.metrics.literals import at_sql, text_sql
from voronka.metrics.scope import Asked

#: Without a grain in the question: periods of up to so many days are cut into these.
_GRAINS: tuple[tuple[int, Grain], ...] = ((31, "day"), (120, "week"))


def grain_of(asked: Asked) -> Grain:
    """The step of a series: as asked, else one that gives a readable number of points; months where no period is named."""
    for grain in GRAINS:
        if asked.text("grain") == grain:
            return grain
    if asked.first is not None and asked.last is not None:
        return next((grain for days, grain in _GRAINS if (asked.last - asked.first).days <= days), "month")
    return "month"


def span_of(asked: Asked) -> tuple[date, date] | None:
    """The local days [first, last) of the question that are known; None where there are none."""
    zone = asked.account.timezone
    since = asked.first or asked.names.known_from
    until = asked.as_of if asked.last is None else min(asked.last, asked.as_of)
    if since is None or since >= until:
        return None
    return local_day(since, zone), local_day(until - timedelta(microseconds=1), zone) + timedelta(days=1)


def buckets_of(asked: Asked) -> list[Bucket]:
    """The buckets of the question's days, the first and the last cut to them."""
    span = span_of(asked)
    if span is None:
        return []
    first, last = span
    found = buckets(first, last, grain_of(asked))
    return [Bucket(one.name, max(one.first, first), min(one.last, last)) for one in found]


def end_of(asked: Asked, bucket: Bucket) -> datetime:
    """The moment at which a bucket ends, as far as it is known."""
    return min(start_of_day(bucket.last, asked.account.timezone), asked.as_of)


def dated_stays(asked: Asked, words: set[str]) -> str:
    """Known stays with which a deal came into the funnel, left it, or was in it when the window began, with the numbers of their buckets."""
    ends = "is_start or (is_entry and entered_from <> 'moved') or (is_exit and exit in ('won', 'lost', 'deleted', 'handed_over'))"
    where = f"where not is_filled and kind in ('incoming', 'open') and ({ends})"
    words.update(re.findall(r"\w+", where))
    columns = {"entered_bucket": "entered_at", "left_bucket": "left_at"}
    return f"{_dated(asked, words, 'known_stays', columns)} {where}"


def dated_amounts(asked: Asked, words: set[str]) -> str:
    """Known changes of amount of open deals in the window, with the number of their bucket."""
    where = "where is_in and not is_initial and kind in ('incoming', 'open') and delta_minor <> 0"
    return f"{_dated(asked, words, 'known_amounts', {'changed_bucket': 'changed_at'})} {where}"


def marks(asked: Asked, _: set[str]) -> str:
    """The buckets by name, each with the moment of its end."""
    lines = [
        f"select {text_sql(one.name)} as bucket, {at_sql(end_of(asked, one))} as ends_at"
        for one in buckets_of(asked)
    ]
    none = "select cast(null as varchar) as bucket, cast(null as timestamp) as ends_at"
    return "\n    " + "\n    union all ".join(lines or [none])


def _dated(asked: Asked, words: set[str], relation: str, columns: dict[str, str]) -> str:
    days = buckets_of(asked)
    chosen = {name: at for name, at in columns.items() if name in words}
    # The relation beneath is cut to the columns that are named; these are named here.
    words.update(re.findall(r"\w+", " ".join(chosen.values())))
    made = ", ".join(
        f"{bucket_sql(at, days, asked.account.timezone, is_numbered=True)} as {name}"
        for name, at in chosen.items()
    )
    return f"\n    select *, {made} from {relation}"
