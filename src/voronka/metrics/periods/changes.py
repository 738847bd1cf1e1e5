"""Did it work? Noted changes with the same figures before and after, and a verdict in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from voronka.engines.base import Engine
from voronka.errors import InputError
from voronka.language import Phrase, say
from voronka.metrics.found import Facts, Found
from voronka.metrics.periods.before_after import SHORTEST, Compared, Windows, measures, windows
from voronka.metrics.periods.sources_mix import shift
from voronka.metrics.periods.verdicts import season_says, summary, verdict_says
from voronka.metrics.scope import Asked
from voronka.metrics.statement import statement_sql
from voronka.model.answer import Row
from voronka.model.cell import Cell
from voronka.model.context import Note
from voronka.stats.discoveries import FALSE, adjusted

#: Better is more, except for time.
_BETTER = {"stay": -1}


@dataclass(frozen=True)
class _Change:
    note: Note
    windows: Windows
    found: list[Compared]


def statements(asked: Asked) -> list[str]:
    """The statement by which sources are compared; the figures have their own metrics, whose SQL they show."""
    return [statement_sql(asked, "endings")]


def answer(engine: Engine, asked: Asked) -> Found:
    """One row per noted change, or all figures of the one that is asked for."""
    one = _asked_for(asked)
    notes = _notes(asked) if one is None else [one]
    changes = []
    for note in notes:
        own = _in_pipeline(asked, note)
        around = windows(engine, own, note.day)
        changes.append(_Change(note, around, measures(engine, own, note, around, main_only=one is None)))
    reliable = _reliable([compared for change in changes for compared in change.found])
    rows = [row for change in changes for row in _rows(change, reliable)]
    if one is not None:
        return Found(rows, findings=_findings(engine, asked, changes[0], rows))
    return Found(
        rows,
        findings=()
        if rows
        else (say("Nothing was noted yet: voronka note add “new script” --day 2026-03-01."),),
    )


def facts(asked: Asked, _: Cell) -> Facts:
    """A verdict opens no deals: they are those of the figures it compares."""
    raise InputError(
        say("“{name}” opens no deals", name=asked.metric.name),
        say("its numbers are those of another metric"),
        say("ask for the deals of that metric in the same period"),
    )


def _asked_for(asked: Asked) -> Note | None:
    number, since = asked.text("change"), asked.text("since")
    if number:
        known = {str(note.number): note for note in asked.context.notes}
        if number not in known:
            raise InputError(
                say("there is no note number {number}", number=number),
                say("notes are: {names}", names=", ".join(known) or "—"),
                say("voronka note list shows them"),
            )
        return known[number]
    if since:
        try:
            return Note(0, date.fromisoformat(since), "")
        except ValueError as error:
            raise InputError(
                say("“{text}” is no day; write 2026-03-01", text=since),
                say("since= is the first day of a change"),
            ) from error
    return None


def _notes(asked: Asked) -> list[Note]:
    """The notes of the pipeline asked for, the newest first; of the period's days where one is named."""
    period, pipeline = asked.question.period, asked.question.pipeline
    chosen = asked.pipeline.name if asked.pipeline else ""
    found = [
        note
        for note in asked.context.notes
        if (period is None or period.first <= note.day < period.last)
        and (pipeline is None or note.pipeline in {"", chosen})
    ]
    return sorted(found, key=lambda note: (note.day, note.number), reverse=True)


def _in_pipeline(asked: Asked, note: Note) -> Asked:
    """The question in the pipeline that the note is about."""
    if not note.pipeline or asked.question.pipeline is not None:
        return asked
    pipeline = asked.names.pipeline(note.pipeline)
    return replace(
        asked,
        question=asked.question.with_(pipeline=note.pipeline),
        pipeline=pipeline,
        account=asked.names.account(pipeline.account_id),
    )


def _reliable(found: Sequence[Compared]) -> set[int]:
    """Which differences are more than luck, given how many are looked at."""
    chances = adjusted(np.array([one.p for one in found], dtype=np.float64))
    return {id(one) for one, p in zip(found, chances, strict=True) if p <= FALSE}


def _rows(change: _Change, reliable: set[int]) -> list[Row]:
    note = change.note
    head: dict[str, Any] = {
        "segment": None,
        "number": note.number or None,
        "day": note.day.isoformat(),
        "text": note.text or None,
        "window_days": change.windows.days,
        "horizon_days": change.windows.horizon,
    }
    if not change.found:
        return [{**head, **_row(Compared("win_rate", None, "share", None, None, 0, None), set())}]
    return [{**head, **_row(one, reliable)} for one in change.found]


def _row(one: Compared, reliable: set[int]) -> dict[str, Any]:
    found, year = one.difference, one.adjusted
    relative = found.value / one.before if found and one.before else None
    return {
        "measure": one.measure,
        "stage": one.stage,
        "unit": one.unit,
        "before": one.before,
        "after": one.after,
        "change": (found.value if found else None) if one.unit == "share" else relative,
        "deals": one.fewest,
        "difference": found.value if found else None,
        "low": found.low if found else None,
        "high": found.high if found else None,
        "adjusted": {"difference": year.value, "low": year.low, "high": year.high} if year else None,
        "verdict": _verdict(one, reliable),
    }


def _verdict(one: Compared, reliable: set[int]) -> str:
    if np.isnan(one.p) or one.difference is None:
        return "early"
    if id(one) not in reliable:
        return "none"
    return "improved" if one.difference.value * _BETTER.get(one.measure, 1) > 0 else "worse"


def _findings(engine: Engine, asked: Asked, change: _Change, rows: Sequence[Row]) -> tuple[Phrase, ...]:
    if change.windows.days < SHORTEST:
        return (
            say(
                "Too early: {days} days are known on both sides of {day}, at least {least} are needed.",
                days=change.windows.days,
                day=change.note.day.isoformat(),
                least=SHORTEST,
            ),
        )
    found = [summary(rows, change.windows)]
    found += [
        verdict_says(row, asked.account.currency) for row in rows if row["verdict"] in {"improved", "worse"}
    ]
    found += season_says(rows)
    mixed = shift(engine, _in_pipeline(asked, change.note), change.windows)
    if mixed is not None:
        found.append(
            say(
                "Other leads came in: the share of “{source}” went from {before}% to {after}%, which changes figures by itself.",
                source=mixed.source or "—",
                before=round(100 * mixed.before),
                after=round(100 * mixed.after),
            )
        )
    return tuple(found)
