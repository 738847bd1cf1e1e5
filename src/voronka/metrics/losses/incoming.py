"""The audit of enquiries: how many are taken, by what the others are lost, and whether the claim of 30 % holds here."""

from __future__ import annotations

from typing import Any

import numpy as np

from voronka.engines.base import Columns, Engine
from voronka.language import Phrase, say
from voronka.metrics.folding import grouped
from voronka.metrics.found import Facts, Found
from voronka.metrics.losses.enquiries import CAUSES, patience_days
from voronka.metrics.scope import Asked
from voronka.metrics.segments import labels
from voronka.metrics.statement import statement_sql
from voronka.model.answer import Row
from voronka.model.cell import Cell
from voronka.stats.intervals import wilson
from voronka.stats.risk import Risk
from voronka.stats.times import times

#: «Потеря до 30 % входящих обращений».
CLAIM = 0.30
MINUTES_A_DAY = 1_440
FILES = ("incoming", "incoming_waits")
CAUSE_NAMES = {
    "rejected": say("rejected"),
    "duplicate": say("duplicates"),
    "spam": say("junk"),
    "never_answered": say("never answered"),
    "lost_early": say("lost before qualification"),
}


def statements(asked: Asked) -> list[str]:
    """The statements that are run, in order."""
    return [statement_sql(asked, name) for name in FILES]


def answer(engine: Engine, asked: Asked) -> Found:
    """One row per segment; without a breakdown a single one."""
    counted, waits = (engine.run(sql) for sql in statements(asked))
    groups = {
        key: int(counted["enquiries"][part].sum()) for key, part in grouped(counted, "segment", "cause")
    }
    listed = {value: int(counted["listed"][part].sum()) for (value,), part in grouped(counted, "segment")}
    waited = {value: part for (value,), part in grouped(waits, "segment")}
    nothing = np.zeros(0, dtype=np.int64)
    found = [
        _row(
            name,
            {cause: number for (segment, cause), number in groups.items() if segment == value},
            listed.get(value, 0),
            _wait(waits, waited.get(value, nothing)),
        )
        for value, name in labels(asked, list(dict.fromkeys(segment for segment, _ in groups))).items()
    ]
    return Found(found, findings=_findings(asked, found))


def facts(_: Asked, cell: Cell) -> Facts:
    """Enquiries of a cause; `lost`: of any; `resolved`: those that do not wait."""
    if cell.figure == "lost":
        return Facts("incoming", "cause not in ('taken', 'waiting')")
    return Facts("incoming", "true" if cell.figure == "enquiries" else f"cause = '{cell.figure}'")


def _row(segment: str | None, causes: dict[str, int], listed: int, wait: Any) -> Row:
    enquiries, waiting = sum(causes.values()), causes.get("waiting", 0)
    lost = sum(causes.get(one, 0) for one in CAUSES)
    junk = causes.get("duplicate", 0) + causes.get("spam", 0)
    counts = {one: causes.get(one, 0) for one in ("taken", *CAUSES, "waiting")}
    return {
        "segment": segment,
        "enquiries": enquiries,
        "listed": listed,
        "lost_share": wilson(lost, enquiries - waiting),
        "lost_share_clean": wilson(lost - junk, enquiries - waiting - junk),
        "verdict": verdict(lost, waiting, enquiries),
        **counts,
        "lost": lost,
        "wait": wait,
    }


def verdict(lost: int, waiting: int, enquiries: int) -> str | None:
    """Whether the lost share is below or above the claim however those that wait turn out; None without enquiries.

    >>> verdict(10, 0, 100), verdict(45, 5, 100), verdict(25, 20, 100)
    ('below', 'above', 'unclear')
    """
    if not enquiries:
        return None
    if (wilson(lost + waiting, enquiries).high or 1.0) < CLAIM:
        return "below"
    return "above" if (wilson(lost, enquiries).low or 0.0) > CLAIM else "unclear"


def _wait(waits: Columns, part: Any) -> Any:
    """Time until somebody took or declined the enquiry; None where none was in the list."""
    if not len(part):
        return None
    minutes, number = waits["minutes"][part].astype(np.int64), waits["enquiries"][part].astype(np.int64)
    is_sorted = waits["is_sorted"][part].astype(bool)
    return times(
        Risk.make(minutes, np.where(is_sorted, number, 0), np.where(is_sorted, 0, number)), MINUTES_A_DAY
    )


def _findings(asked: Asked, rows: list[Row]) -> tuple[Phrase, ...]:
    if asked.by is not None or not rows or not rows[0]["lost_share"].trials:
        return ()
    [row] = rows
    share = row["lost_share"]
    numbers = {
        "n": share.trials,
        "share": _percent(share.value),
        "low": _percent(share.low),
        "high": _percent(share.high),
    }
    claims = {
        "below": say("Of {n} enquiries {share}% were lost ({low} to {high}%): below the 30% that are said of others.", **numbers),
        "above": say("Of {n} enquiries {share}% were lost ({low} to {high}%): above the 30% that are said of others.", **numbers),
        "unclear": say("Of {n} enquiries {share}% were lost ({low} to {high}%): whether that is above or below the 30% said of others cannot be told.", **numbers),
    }  # fmt: skip
    found = [claims[row["verdict"]]]
    cause = max(CAUSES, key=lambda one: row[one])
    if row[cause]:
        found.append(
            say(
                "The most frequent cause is: {cause} ({n}); without duplicates and junk {clean}% were lost.",
                cause=CAUSE_NAMES[cause],
                n=row[cause],
                clean=_percent(row["lost_share_clean"].value),
            )
        )
    if row["waiting"]:
        found.append(
            say(
                "{n} wait, for less than {days} days so far: they are not in the share.",
                n=row["waiting"],
                days=round(patience_days(asked)),
            )
        )
    return tuple(found)


def _percent(share: float | None) -> int:
    return round(100 * (share or 0.0))
