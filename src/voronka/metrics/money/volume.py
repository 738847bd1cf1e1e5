"""Volume: how many deals are open and for how much at the end of each day, week or month, and what came and went in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from voronka.engines.base import Engine, rows
from voronka.language import Phrase, say
from voronka.metrics.ask import compared
from voronka.metrics.found import Facts, Found
from voronka.metrics.literals import text_sql
from voronka.metrics.periods.dated import buckets_of, end_of
from voronka.metrics.scope import Asked
from voronka.metrics.segments import labels
from voronka.metrics.statement import statement_sql
from voronka.model.answer import Row
from voronka.model.cell import Cell
from voronka.model.money import Money

_TERMS = ("new", "reopened", "won", "lost", "gone")

#: (number of the bucket, term) → its counts, of one segment.
Counts = Mapping[tuple[int | None, str], Mapping[str, int]]


def statements(asked: Asked) -> list[str]:
    """The statement that counts events by bucket."""
    return [statement_sql(asked, "volume")]


def answer(engine: Engine, asked: Asked) -> Found:
    """One row per bucket, in order; the open deals of one and its events give those of the next."""
    counted = rows(engine.run(statements(asked)[0]))
    segments: dict[Any, dict[tuple[int | None, str], dict[str, int]]] = {}
    for row in counted:
        segments.setdefault(row["segment"], {})[row["bucket"], row["term"]] = row
    values = list(segments) or ([None] if asked.by is None else [])
    found: list[Row] = []
    for value, name in labels(asked, values).items():
        found += _series(asked, name, segments.get(value, {}))
    return Found(found, findings=_findings(found) if asked.by is None else ())


def facts(asked: Asked, cell: Cell) -> Facts:
    """The deals that were open when a bucket ended, or that came or went in it."""
    name = cell.keys[0] if cell.keys else None
    if cell.figure == "open":
        return Facts("volume_open", "true" if name is None else f"bucket = {text_sql(name)}")
    numbers = {bucket.name: number for number, bucket in enumerate(buckets_of(asked))}
    place = "bucket is not null" if name is None else f"bucket = {numbers.get(name, -1)}"
    return Facts("volume", f"term = '{cell.figure}' and {place}")


def compare(asked: Asked, found: Found, _: Asked, other: Found) -> list[Row]:
    """The first bucket with the first of the other period, and so on."""
    numbered = [_numbered(one.rows) for one in (found, other)]
    matched = compared(asked.metric, *numbered)
    return [{**row, "bucket": own["bucket"]} for row, own in zip(matched, found.rows, strict=True)]


def _numbered(rows: Sequence[Row]) -> list[Row]:
    """The rows with the number of the bucket within its segment in place of its name."""
    places: Counter[Any] = Counter()
    found: list[Row] = []
    for row in rows:
        places[row["segment"]] += 1
        found.append({**row, "bucket": places[row["segment"]]})
    return found


def _series(asked: Asked, segment: str | None, counts: Counts) -> list[Row]:
    start = counts.get((None, "open_start"), {})
    deals, amount = start.get("events", 0), start.get("delta", 0)
    found: list[Row] = []
    for number, bucket in enumerate(buckets_of(asked)):
        here = {term: counts.get((number, term), {}) for term in (*_TERMS, "revalued")}
        deals += sum(one.get("events", 0) for one in here.values())
        amount += sum(one.get("delta", 0) for one in here.values())

        def money(minor: int) -> Money:
            return Money(minor, asked.account.currency)

        found.append(
            {
                "segment": segment,
                "bucket": bucket.name,
                "first": bucket.first.isoformat(),
                "until": end_of(asked, bucket),
                "open": deals,
                "amount": money(amount),
                **{term: here[term].get("deals", 0) for term in _TERMS},
                **{f"{term}_amount": money(here[term].get("amount", 0)) for term in ("won", "lost")},
            }
        )
    return found


def _findings(found: list[Row]) -> tuple[Phrase, ...]:
    """Whether the funnel fills or empties."""
    if len(found) < 2:
        return ()
    came = sum(row["new"] + row["reopened"] for row in found)
    went = sum(row["won"] + row["lost"] + row["gone"] for row in found)
    return (
        say(
            "From {first} to {last} {came} deals came in and {went} were closed; {now} are open at the end.",
            first=found[0]["bucket"],
            last=found[-1]["bucket"],
            came=came,
            went=went,
            now=found[-1]["open"],
        ),
    )
