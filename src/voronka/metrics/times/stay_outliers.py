"""Whose deals stand longer or shorter than those of the others on the same stage, and is it more than luck?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from voronka.engines.base import Engine
from voronka.language import Phrase, say
from voronka.metrics.catalog import DIMENSIONS, METRICS
from voronka.metrics.found import Facts, Found
from voronka.metrics.places import block
from voronka.metrics.places import position as position_of
from voronka.metrics.scope import Asked
from voronka.metrics.segments import labels, segment_condition_sql
from voronka.metrics.statement import statement_sql
from voronka.metrics.times.tables import Key, tables
from voronka.metrics.times.versus import with_times
from voronka.metrics.times.words import span
from voronka.model.answer import Row
from voronka.model.cell import Cell
from voronka.stats.discoveries import adjusted
from voronka.stats.discoveries import reliable as holds
from voronka.stats.logrank import against_the_rest
from voronka.stats.risk import Risk
from voronka.stats.times import times_by_group

#: With fewer ended stays than this nobody is compared; the others need enough for a curve.
FEWEST = 10
#: So many differences are told in words.
TOLD = 3


def statements(asked: Asked) -> list[str]:
    """The statements that are run, in order."""
    return [statement_sql(asked, "stay_outliers")]


def answer(engine: Engine, asked: Asked) -> Found:
    """One row per stage and group, by manager unless asked by something else: reliable differences first, then by stage."""
    counted = engine.run(statements(asked)[0])
    groups, risk = tables(
        counted, ["position", "owner_id" if asked.by is None else "segment"], "hours", "exit", "stays"
    )
    names = labels(_split(asked), list(dict.fromkeys(segment for _, segment in groups)))
    found = [
        row
        for position in sorted({at for at, _ in groups})
        for row in _on_stage(asked, position, groups, risk, names)
    ]
    known = np.array([np.nan if row["p_value"] is None else row["p_value"] for row in found])
    sure, fair = holds(known), adjusted(known)
    judged = [
        row | {"p_value": None if np.isnan(p) else float(p), "verdict": _verdict(row, bool(is_sure))}
        for row, is_sure, p in zip(found, sure, fair, strict=True)
    ]
    judged.sort(key=lambda row: row["verdict"] not in {"longer", "shorter"})
    top = asked.number("top")
    return Found(judged[: int(top)] if top else judged, findings=_findings(judged))


def facts(asked: Asked, cell: Cell) -> Facts:
    """The stays of one group on one stage."""
    if not cell.keys:
        return Facts("stay_outliers", "true")
    at, who = cell.keys
    condition = segment_condition_sql(_split(asked), who)
    if asked.by is None:
        condition = condition.replace("segment", "owner_id", 1)
    return Facts("stay_outliers", f"position = {position_of(asked, at)} and {condition}")


def compare(_: Asked, found: Found, __: Asked, other: Found) -> list[Row]:
    """Rows with those of the other period."""
    return with_times(METRICS["stay_outliers"], found.rows, other.rows)


def _split(asked: Asked) -> Asked:
    """The question as it names its groups."""
    return asked if asked.by is not None else replace(asked, by=DIMENSIONS["manager"])


def _on_stage(
    asked: Asked, position: int, groups: list[Key], risk: Risk, names: dict[Any, str | None]
) -> list[dict[str, Any]]:
    """The groups on one stage, each with the others there."""
    own = [number for number, (at, _) in enumerate(groups) if at == position]
    rows = np.isin(risk.group, own)
    here = Risk.make(
        risk.age[rows],
        risk.events[:, rows],
        risk.censored[rows],
        group=np.searchsorted(own, risk.group[rows]),
        groups=len(own),
    )
    test, times = against_the_rest(here), times_by_group(here, 24)
    found = []
    for name in names.values():
        for number, group in enumerate(own):
            if names[groups[group][1]] != name:
                continue
            [others] = times_by_group(_without(here, number), 24)
            enough = (
                len(own) > 1 and min(times[number].n - times[number].open, others.n - others.open) >= FEWEST
            )
            found.append(
                {
                    "segment": None if asked.by is None else name,
                    "position": position,
                    **block(asked, position),
                    "who": name,
                    "stays": times[number].n,
                    "stay": times[number],
                    "others": others,
                    "p_value": float(test.p_values[number])
                    if enough and not np.isnan(test.z[number])
                    else None,
                    "z": float(test.z[number]) if enough and not np.isnan(test.z[number]) else None,
                }
            )
    return found


def _without(risk: Risk, group: int) -> Risk:
    others = risk.group != group
    return Risk.make(risk.age[others], risk.events[:, others], risk.censored[others])


def _verdict(row: dict[str, Any], is_sure: bool) -> str:
    if row["z"] is None:
        return "few"
    if not is_sure:
        return "same"
    return "longer" if row["z"] < 0 else "shorter"


def _findings(rows: list[dict[str, Any]]) -> tuple[Phrase, ...]:
    sure = sorted(
        (row for row in rows if row["verdict"] in {"longer", "shorter"} and row["stay"].median_days is not None and row["others"].median_days is not None),
        key=lambda row: -abs(float(row["z"])),
    )  # fmt: skip
    if not any(row["verdict"] in {"longer", "shorter"} for row in rows):
        if all(row["verdict"] == "few" for row in rows):
            return (say("Too few stays to compare anybody."),)
        return (say("No reliable difference: what the groups differ by may be luck."),)
    found = []
    for row in sure[:TOLD]:
        who, stage = row["who"] or say("unknown"), row["name"]
        own, others = span(row["stay"].median_days), span(row["others"].median_days)
        if row["verdict"] == "longer":
            found.append(
                say(
                    "{who}: deals stand longer on “{stage}”, half of them for {own} against {others} with the others.",
                    who=who,
                    stage=stage,
                    own=own,
                    others=others,
                )
            )
        else:
            found.append(
                say(
                    "{who}: deals leave “{stage}” sooner, half of them within {own} against {others} with the others.",
                    who=who,
                    stage=stage,
                    own=own,
                    others=others,
                )
            )
    return tuple(found)
