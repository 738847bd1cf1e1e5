"""Activity: what people did, what came back, and how much of it a win takes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import numpy as np

from voronka.clock import local_day, start_of_day
from voronka.engines.base import Columns, Engine, rows
from voronka.metrics.activity.relation import ORIGIN
from voronka.metrics.activity.words import findings
from voronka.metrics.folding import grouped
from voronka.metrics.found import Facts, Found
from voronka.metrics.scope import Asked
from voronka.metrics.segments import labels
from voronka.metrics.statement import statement_sql
from voronka.model.answer import Row
from voronka.model.cell import Cell
from voronka.model.estimate import Estimate
from voronka.stats.intervals import wilson
from voronka.stats.means import mean
from voronka.stats.survival import weighted_median

FILES = (
    *("activity_kinds", "activity", "activity_talk", "activity_days"),
    *("activity_replies", "activity_touches", "activity_first_replies"),
)
#: What is counted → the kind of activity that a CRM must have told before the count means anything.
THINGS = {
    "calls_out": "call",
    "calls_in": "call",
    "meetings": "meeting",
    "mails_out": "mail",
    "mails_in": "mail",
    "messages_out": "message",
    "messages_in": "message",
    "tasks": "task",
}


def statements(asked: Asked) -> list[str]:
    """The statements that are run, in order."""
    return [statement_sql(asked, name) for name in FILES]


def answer(engine: Engine, asked: Asked) -> Found:
    """One row per segment; without a breakdown a single one. A kind that the CRM had not told by the end of the window is None."""
    found = {name: engine.run(sql) for name, sql in zip(FILES, statements(asked), strict=True)}
    known = known_kinds(asked, found["activity_kinds"])
    counted = {
        name: dict(_by_segment(columns)) for name, columns in found.items() if name != "activity_kinds"
    }
    values: list[Any] = list(dict.fromkeys(value for groups in counted.values() for value in groups))
    shown = [
        _row(asked, name, known, {file: groups.get(value) for file, groups in counted.items()})
        for value, name in labels(asked, values).items()
    ]
    notes = tuple(f"{kind}s_unknown" for kind in ("call", "meeting", "mail", "message") if kind not in known)
    return Found(shown, notes=notes, findings=findings(asked, shown, known))


def facts(_: Asked, cell: Cell) -> Facts:
    """Activities of a sort; `missed`: calls that came in and nobody took; `replied`: mails and messages that were answered."""
    if cell.figure == "missed":
        return Facts("activity", "thing = 'calls_in' and is_missed")
    if cell.figure == "touches":
        return Facts("activity", "is_touch")
    if cell.figure == "replied":
        return Facts("activity_replies", "is_answered")
    return Facts("activity", f"thing = '{cell.figure}'")


def known_kinds(asked: Asked, kinds: Columns) -> set[str]:
    """Kinds of activity that had been told by the end of the window."""
    _, end = asked.window
    return {row["kind"] for row in rows(kinds) if row["first_at"] < end}


def _by_segment(columns: Columns) -> Iterator[tuple[Any, Columns]]:
    for (value,), part in grouped(columns, "segment"):
        yield value, {name: column[part] for name, column in columns.items()}


def _row(asked: Asked, segment: str | None, known: set[str], counted: dict[str, Columns | None]) -> Row:
    things = {row["thing"]: row for row in rows(counted["activity"] or {})}
    is_called = "call" in known
    calls, missed = _count(things, "calls_in", "activities"), _count(things, "calls_in", "missed")
    touches = sum(row["touches"] for row in things.values())
    is_touched = bool(known & {"call", "mail", "message", "meeting"})
    # Days are people's: those on which somebody did something about deals of one source say nothing.
    is_of_people = asked.by is None or asked.by.name in {"manager", "team"}
    days = _days(asked, counted["activity_days"]) if is_of_people else None
    row: dict[str, Any] = {"segment": segment}
    row |= {
        name: _count(things, name, "activities") if kind in known else None for name, kind in THINGS.items()
    }
    row |= {
        "calls_missed": missed if is_called else None,
        "missed": wilson(missed, calls) if is_called else None,
    }
    row |= (
        _talk(counted["activity_talk"]) if is_called else {"talk_seconds": None, "talk_median_seconds": None}
    )
    row |= {"replies": _replies(counted["activity_replies"]) if known & {"mail", "message"} else None}
    row |= {"touches": touches if is_touched else None, "days": days}
    row |= {"per_day": touches / days if is_touched and days else None}
    for name, outcome in (("touches_per_win", "won"), ("touches_per_loss", "lost")):
        row[name] = _mean(counted["activity_touches"], outcome) if is_touched else None
    row["touches_to_reply"] = _mean(counted["activity_first_replies"]) if is_touched else None
    return row


def _count(things: dict[str, Any], name: str, what: str) -> int:
    return int(things[name][what]) if name in things else 0


def _talk(talks: Columns | None) -> dict[str, Any]:
    """Sum and median of the calls that were talked; a source may tell of a talk and not how long it was."""
    if talks is None:
        return {"talk_seconds": 0, "talk_median_seconds": None}
    seconds, calls = talks["seconds"].astype(np.int64), talks["calls"].astype(np.int64)
    return {
        "talk_seconds": int((seconds * calls).sum()),
        "talk_median_seconds": weighted_median(seconds, calls),
    }


def _replies(sent: Columns | None) -> Any:
    return wilson(0, 0) if sent is None else wilson(int(sent["answered"].sum()), int(sent["sent"].sum()))


def _days(asked: Asked, hours: Columns | None) -> int:
    """Days worked: local days on which somebody did something, each person's own."""
    if hours is None:
        return 0
    zone = asked.account.timezone
    origin = start_of_day(ORIGIN, zone)
    people, numbers = hours["person_id"].tolist(), hours["hour_no"].tolist()
    days = {number: local_day(origin + timedelta(hours=number), zone) for number in set(numbers)}
    return len({(person, days[number]) for person, number in zip(people, numbers, strict=True)})


def _mean(counts: Columns | None, outcome: str | None = None) -> Estimate | None:
    """Mean touches of a deal, None where there is no deal."""
    if counts is None:
        return None
    which = slice(None) if outcome is None else counts["outcome"] == outcome
    found = mean(counts["touches"][which].astype(np.int64), counts["deals"][which].astype(np.int64))
    return found if found.n else None
