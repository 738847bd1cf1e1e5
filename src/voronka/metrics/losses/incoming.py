"""The audit of enquiries: how many are taken, by what the others are lost, and whether the claim of 30 % holds here."""

from __future__ import annotations

from typing import Any

import numpy as np

from voronka.engines.base import Columns, Engine
from voronka.metrics.folding import grouped
from voronka.metrics.found import Facts, Found
from voronka.metrics.losses.enquiries import CAUSES
from voronka.metrics.losses.verdicts import findings, verdict
from voronka.metrics.scope import Asked
from voronka.metrics.segments import labels
from voronka.metrics.statement import statement_sql
from voronka.model.answer import Row
from voronka.model.cell import Cell
from voronka.stats.intervals import wilson
from voronka.stats.risk import Risk
from voronka.stats.times import times

MINUTES_A_DAY = 1_440
FILES = ("incoming", "incoming_waits", "activity_kinds")


def statements(asked: Asked) -> list[str]:
    """The statements that are run, in order."""
    return [statement_sql(asked, name) for name in FILES]


def answer(engine: Engine, asked: Asked) -> Found:
    """One row per segment; without a breakdown a single one."""
    counted, waits, kinds = (engine.run(sql) for sql in statements(asked))
    groups = {
        key: int(counted["enquiries"][part].sum()) for key, part in grouped(counted, "segment", "cause")
    }
    listed = {value: int(counted["listed"][part].sum()) for (value,), part in grouped(counted, "segment")}
    waited = {value: part for (value,), part in grouped(waits, "segment")}
    nothing = np.zeros(0, dtype=np.int64)
    names = labels(asked, list(dict.fromkeys(segment for segment, _ in groups)))
    found = [
        _row(
            name,
            {cause: number for (segment, cause), number in groups.items() if segment == value},
            listed.get(value, 0),
            _wait(waits, waited.get(value, nothing)),
            len(names),
        )
        for value, name in names.items()
    ]
    is_told = bool({"call", "mail", "message"} & set(kinds["kind"].tolist()))
    notes = () if is_told else ("answers_unknown",)
    return Found(found, notes=notes, findings=findings(asked, found, is_told))


def facts(_: Asked, cell: Cell) -> Facts:
    """Enquiries of a cause; `lost`: of any; `resolved`: those that do not wait."""
    if cell.figure == "lost":
        return Facts("incoming", "cause not in ('taken', 'waiting')")
    return Facts("incoming", "true" if cell.figure == "enquiries" else f"cause = '{cell.figure}'")


def _row(segment: str | None, causes: dict[str, int], listed: int, wait: Any, segments: int) -> Row:
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
        "verdict": verdict(lost, waiting, enquiries, segments),
        **counts,
        "lost": lost,
        "wait": wait,
    }


def _wait(waits: Columns, part: Any) -> Any:
    """Time until somebody took or declined the enquiry; None where none was in the list."""
    if not len(part):
        return None
    minutes, number = waits["minutes"][part].astype(np.int64), waits["enquiries"][part].astype(np.int64)
    is_sorted = waits["is_sorted"][part].astype(bool)
    return times(
        Risk.make(minutes, np.where(is_sorted, number, 0), np.where(is_sorted, 0, number)), MINUTES_A_DAY
    )
