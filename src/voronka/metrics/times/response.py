"""How soon an enquiry is answered by a person, by the clock on the wall and in working hours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from voronka.engines.base import Columns, Engine
from voronka.language import Phrase, say
from voronka.metrics.catalog import METRICS
from voronka.metrics.found import Facts, Found
from voronka.metrics.scope import Asked
from voronka.metrics.segments import labels
from voronka.metrics.statement import statement_sql
from voronka.metrics.times.tables import Key, tables
from voronka.metrics.times.versus import remarks, with_times
from voronka.metrics.times.words import span
from voronka.model.answer import Row
from voronka.model.cell import Cell
from voronka.stats.doubts import ENOUGH
from voronka.stats.incidence import incidences
from voronka.stats.risk import Risk
from voronka.stats.times import times_by_group

#: Minutes within which the share of answered enquiries is told.
WITHIN = (5, 15, 60)
CLOCKS = ("wall", "working")
MINUTES = 1440


def statements(asked: Asked) -> list[str]:
    """The statements that are run, in order: by the clock on the wall, and in working hours."""
    return [
        statement_sql(replace(asked, question=asked.question.with_(options=(("clock", clock),))), "response")
        for clock in CLOCKS
    ]


def answer(engine: Engine, asked: Asked) -> Found:
    """One row per segment; where nobody is known ever to have called or written, answers are unknown and their columns empty."""
    tables_ = [_table(engine.run(statement)) for statement in statements(asked)]
    chosen = CLOCKS.index(asked.text("clock") or "wall")
    times = [dict(zip(groups, times_by_group(risk, MINUTES), strict=False)) for groups, risk in tables_]
    groups, risk = tables_[chosen]
    shares = {
        minutes: dict(zip(groups, incidences(risk, 0, minutes).estimates(), strict=False))
        for minutes in WITHIN
    }
    is_known = any(row.open < row.n for row in times[0].values()) or _is_recorded(engine, asked)
    found: list[Row] = []
    for value, name in labels(asked, [key for (key,) in groups]).items() if groups else ():
        wall, working = (by_clock[value,] for by_clock in times)
        told = {
            "answered": wall.n - wall.open,
            "unanswered": wall.open,
            **{f"within_{minutes}": shares[minutes][value,] for minutes in WITHIN},
            "wall": wall,
            "wall_minutes": _minutes(wall.median_days),
            "working": working,
            "working_minutes": _minutes(working.median_days),
            "p90_minutes": _minutes((wall, working)[chosen].p90_days),
        }
        found.append({"segment": name, "enquiries": wall.n, **(told if is_known else dict.fromkeys(told))})
    return Found(found, findings=_findings(asked, found, is_known))


def facts(_: Asked, cell: Cell) -> Facts:
    """Enquiries, answered or not."""
    conditions = {
        "enquiries": "true",
        "answered": "is_answered",
        "unanswered": "not is_answered",
    }
    return Facts("response", conditions[cell.figure])


def compare(_: Asked, found: Found, __: Asked, other: Found) -> list[Row]:
    """Rows with those of the other period."""
    return with_times(METRICS["response"], found.rows, other.rows)


def remark(_: Asked, rows: Sequence[Row]) -> tuple[Phrase, ...]:
    """Whether people answer sooner or later than in the other period."""
    return remarks(rows, "wall")


def _table(columns: Columns) -> tuple[list[Key], Risk]:
    ending = np.where(columns["is_answered"].astype(bool), "answered", "open")
    return tables({**columns, "ending": ending}, ["segment"], "minutes", "ending", "deals")


def _minutes(days: float | None) -> float | None:
    return None if days is None else round(days * MINUTES)


def _is_recorded(engine: Engine, asked: Asked) -> bool:
    """Whether the account tells of any call, mail or message that went out."""
    found = engine.run(
        statement_sql(asked, "response", "select count(*) as sent from seen_activities where is_sent")
    )
    return bool(int(found["sent"][0]))


def _findings(asked: Asked, rows: list[Row], is_known: bool) -> tuple[Phrase, ...]:
    if not is_known:
        return (
            say(
                "Calls, mails and messages are unknown here, so nobody can say how soon an enquiry is answered: connect telephony and mail to the CRM."
            ),
        )
    if asked.by is not None or not rows or rows[0]["enquiries"] < ENOUGH:
        return ()
    row = rows[0]
    found = [
        say(
            "Within an hour {share}% of the enquiries are answered, within a quarter of an hour {quarter}%.",
            share=round(100 * (row["within_60"].value or 0)),
            quarter=round(100 * (row["within_15"].value or 0)),
        )
    ]
    if row["wall"].median_days is not None and row["working"].median_days is not None:
        found.append(
            say(
                "Half wait {wall} by the clock on the wall, and {working} of working time.",
                wall=span(row["wall"].median_days),
                working=span(row["working"].median_days),
            )
        )
    return tuple(found)
