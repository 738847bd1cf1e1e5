"""Win rate: which share of the deals that came in is won within the horizon, by count, by value, and as the CRM would show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Any

import numpy as np

from voronka.engines.base import Columns, Engine
from voronka.language import Phrase, say
from voronka.metrics.ask import settled
from voronka.metrics.conversion.ages import DAY, NO_ROWS, Rows, doubted, numbers, risk, summed
from voronka.metrics.conversion.horizons import win_horizon, win_sql
from voronka.metrics.conversion.versus import remarks, with_differences
from voronka.metrics.folding import grouped
from voronka.metrics.found import Facts, Found
from voronka.metrics.scope import Asked
from voronka.metrics.segments import labels
from voronka.metrics.statement import statement_sql
from voronka.model.answer import Row
from voronka.model.cell import Cell
from voronka.model.estimate import Estimate
from voronka.stats.incidence import incidences
from voronka.stats.intervals import wilson
from voronka.stats.risk import Risk
from voronka.stats.worth import Money, worth

#: Ways to end, the one that is asked about first.
WAYS = ("won", "lost", "handed_over")
#: Figure → the condition on the facts of win_rate.sql.
_CONDITIONS = {
    "deals": "true",
    "resolved": "outcome <> 'open'",
    **{name: f"outcome = '{name}'" for name in (*WAYS, "open")},
}
_CLOSINGS = {"crm_won": "outcome = 'won'", "crm_lost": "outcome = 'lost'"}


@dataclass(frozen=True)
class Counted:
    """The counts of a question by segment (the value SQL grouped by), and one table of ages with a group for each."""

    columns: Columns
    parts: dict[Any, Rows]
    risk: Risk


def settle(engine: Engine, asked: Asked) -> float:
    """The horizon in days."""
    return win_horizon(engine, asked)


def statements(asked: Asked) -> list[str]:
    """The statements that are run, in order."""
    return [win_sql(asked), statement_sql(asked, "win_rate"), statement_sql(closing(asked), "closings")]


def answer(engine: Engine, asked: Asked) -> Found:
    """A row per segment."""
    asked = settled(engine, asked)
    found, closed = counted(engine, asked), engine.run(statement_sql(closing(asked), "closings"))
    horizon = asked.settled * DAY
    shares = incidences(found.risk, 0, horizon).estimates()
    closings = {
        key: int(numbers(closed, "deals")[part].sum()) for key, part in grouped(closed, "segment", "outcome")
    }
    places = {value: group for group, value in enumerate(found.parts)}
    names = labels(asked, list(dict.fromkeys([*found.parts, *(segment for segment, _ in closings)])))
    rows: list[Row] = []
    for value, name in names.items():
        won, lost = (closings.get((value, outcome), 0) for outcome in ("won", "lost"))
        share = shares[places[value]] if value in places else Estimate(0, None)
        own = found.parts.get(value, NO_ROWS)
        crm = {"as_in_crm": wilson(won, won + lost), "crm_won": won, "crm_lost": lost}
        rows.append({"segment": name, **_numbers(found.columns, own, share, asked.settled), **crm})
    return Found(
        rows,
        findings=tuple(_findings(asked, rows)),
        totals={"horizon_days": asked.settled},
        kept={
            (name,): (found.risk.of(places[value]), horizon)
            for value, name in names.items()
            if value in places
        },
    )


def facts(asked: Asked, cell: Cell) -> Facts:
    """The deals that a number counts; those of the CRM's report are of another population."""
    if cell.figure in _CLOSINGS:
        return Facts("closings", _CLOSINGS[cell.figure], closing(asked))
    if cell.figure == "forgotten":
        return Facts("win_rate", f"outcome = 'open' and hours >= {ceil(asked.settled * DAY)}")
    return Facts("win_rate", _CONDITIONS[cell.figure])


def compare(asked: Asked, found: Found, _: Asked, other_found: Found) -> list[Row]:
    """The rows with the other period's at equal age."""
    return with_differences(
        asked.metric, found.rows, other_found.rows, "by_count", found.kept, other_found.kept
    )


def remark(_: Asked, rows: Sequence[Row]) -> list[Phrase]:
    """The comparison in words."""
    return remarks(rows, "by_count", "segment")


def closing(asked: Asked) -> Asked:
    """The question of what was closed in the period, whenever it came in."""
    return replace(asked, population="flow")


def counted(engine: Engine, asked: Asked) -> Counted:
    """Counts by age of the deals that came in, by segment."""
    columns = engine.run(statement_sql(asked, "win_rate"))
    parts = {value: part for (value,), part in grouped(columns, "segment")}
    return Counted(columns, parts, risk(columns, list(parts.values()), WAYS, "outcome"))


def _numbers(columns: Columns, part: Rows, share: Estimate, days: float) -> dict[str, Any]:
    outcome, is_late = columns["outcome"], numbers(columns, "hours") >= days * DAY
    ends = {name: summed(columns, "deals", part, outcome == name) for name in (*WAYS, "open")}
    broken, no_amount = (summed(columns, name, part) for name in ("broken", "no_amount"))
    return {
        "horizon_days": days,
        "deals": summed(columns, "deals", part),
        "resolved": sum(ends[way] for way in WAYS),
        **ends,
        "forgotten": summed(columns, "deals", part, (outcome == "open") & is_late),
        "by_count": doubted(share, broken),
        "by_value": doubted(_by_value(columns, part, days), broken),
        "no_amount": no_amount,
    }


def _by_value(columns: Columns, part: Rows, days: float) -> Estimate:
    """The share of the money; None where most deals that were not won have no amount, as if they had been worth nothing."""
    is_missed = columns["outcome"] != "won"
    missed, unpriced = (summed(columns, name, part, is_missed) for name in ("deals", "no_amount"))
    priced = summed(columns, "deals", part) - summed(columns, "no_amount", part)
    if 2 * unpriced > missed:
        return Estimate(priced, None)
    return worth(_money(columns, part), 0, days * DAY)


def _money(columns: Columns, part: Rows) -> Money:
    cause = np.full(len(part), -1, dtype=np.int64)
    for number, way in enumerate(WAYS):
        cause[columns["outcome"][part] == way] = number
    hours, deals, no_amount, amount = (
        numbers(columns, name)[part] for name in ("hours", "deals", "no_amount", "amount")
    )
    return Money(hours, cause, deals - no_amount, amount, columns["squares"][part].astype(np.float64))


def _findings(asked: Asked, rows: list[Row]) -> list[Phrase]:
    if asked.by is not None:
        wide = sum(row["by_count"].is_wide for row in rows)
        return (
            [
                say(
                    "In {wide} of {rows} rows too few deals came in to tell the share.",
                    wide=wide,
                    rows=len(rows),
                )
            ]
            if wide
            else []
        )
    [row] = rows
    return [*_headline(row), *_crm(row), *_value(row)]


def _headline(row: Row) -> list[Phrase]:
    share, days = row["by_count"], _plain(row["horizon_days"])
    if share.value is None:
        return [say("Too few deals were followed for {days} days to tell how many are won.", days=days)]
    of = 100 if share.value >= 0.05 else 1000
    won, low, high = (round(of * number) for number in (share.value, share.low, share.high))
    return [
        say(
            "Of {of} deals that come in {won} ({low}–{high}) are won within {days} days.",
            of=of,
            won=won,
            low=low,
            high=high,
            days=days,
        )
    ]


def _crm(row: Row) -> list[Phrase]:
    share, shown = row["by_count"].value, row["as_in_crm"].value
    if share is None or shown is None or abs(shown - share) < 0.01:
        return []
    return [
        say(
            "The CRM would show {crm}%: its report leaves out the open deals ({open}); {forgotten} of them are older than {days} days.",
            crm=round(100 * shown),
            open=row["open"],
            forgotten=row["forgotten"],
            days=_plain(row["horizon_days"]),
        )
    ]


def _value(row: Row) -> list[Phrase]:
    count, value = row["by_count"], row["by_value"]
    if value.value is None and value.n:
        return [say("Nothing is said by value: most deals that were not won have no amount.")]
    if count.low is None or value.low is None:
        return []
    if value.high < count.low:
        return [
            say(
                "By value only {share}% is won: large deals are won less often.",
                share=round(100 * value.value),
            )
        ]
    if value.low > count.high:
        return [
            say("By value {share}% is won: large deals are won more often.", share=round(100 * value.value))
        ]
    return []


def _plain(days: float) -> float | int:
    """A number of days without a needless fraction."""
    return int(days) if float(days).is_integer() else days
