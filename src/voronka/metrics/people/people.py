"""Managers, or any other segments, compared fairly: luck and the mix of deals taken out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from voronka.engines.base import Columns, Engine
from voronka.language import say
from voronka.metrics.ask import settled
from voronka.metrics.catalog import pick
from voronka.metrics.conversion.ages import DAY, Rows, numbers, risk
from voronka.metrics.conversion.horizons import win_horizon, win_sql
from voronka.metrics.folding import grouped
from voronka.metrics.found import Facts, Found
from voronka.metrics.people.verdicts import RELIABLE, is_told_late, verdicts, whole_share
from voronka.metrics.people.words import findings
from voronka.metrics.scope import Asked
from voronka.metrics.segments import labels, segment_condition_sql
from voronka.metrics.statement import statement_sql
from voronka.model.answer import Row
from voronka.model.cell import Cell
from voronka.model.estimate import Estimate
from voronka.model.money import Money
from voronka.stats.casemix import case_mix
from voronka.stats.fair import Fair, fair, limits
from voronka.stats.incidence import Incidences, incidences
from voronka.stats.intervals import Z
from voronka.stats.logit import indicators
from voronka.stats.risk import Counts, Floats, Risk
from voronka.stats.survival import weighted_median

WAYS = ("won", "lost", "handed_over")
#: What a mix is made of: the dimension of that name, and its column in people_mix.sql.
_TRAITS = {"source": "source", "amount_band": "band", "pipeline": "pipeline_id"}


def settle(engine: Engine, asked: Asked) -> float:
    """The horizon in days: as asked, else as long as 90 % of past wins took."""
    return win_horizon(engine, asked)


def statements(asked: Asked) -> list[str]:
    """The statements that are run, in order."""
    return [win_sql(asked), *(statement_sql(asked, name) for name in ("people", "people_mix"))]


def answer(engine: Engine, asked: Asked) -> Found:
    """One row per manager or segment, the best first by the fair estimate; those with too few deals last."""
    asked = settled(engine, asked)
    counted, mixed = (engine.run(sql) for sql in statements(asked)[1:])
    parts = {segment: part for (segment,), part in grouped(counted, "segment")}
    names = {value: name or "" for value, name in labels(_split(asked), list(parts)).items()}
    if not names:
        return Found([], totals={"horizon_days": asked.settled}, findings=findings([], asked.settled))
    table = risk(counted, [parts[value] for value in names], WAYS, "outcome")
    horizon = asked.settled * DAY
    found = incidences(table, 0, horizon)
    against = _against(asked, list(names.values()))
    compared = fair(found, mix := _mix(asked, mixed, list(names)), against)
    closed = fair(incidences(_closed(table), 0, horizon), mix, against)
    judged = verdicts(found, mix, compared, closed, against, is_told_late(found, list(names.values())))
    sums = [_sums(asked, counted, parts[value]) for value in names]
    rows = [
        {
            "segment": name if asked.by else None,
            "name": name,
            **sums[one],
            **_shares(found, mix, compared, one),
            **judged[one],
        }
        for one, name in enumerate(names.values())
    ]
    rows.sort(key=_place)
    for place, row in enumerate(rows, 1):
        row["rank"] = place if row["verdict"] in RELIABLE else None
    whole = incidences(table.together(), 0, horizon).estimate()
    totals = {"horizon_days": asked.settled, "win_rate": whole}
    columns = asked.metric.columns[1:] if asked.by else None
    return Found(rows, totals=totals, findings=findings(rows, asked.settled), columns=columns)


def facts(asked: Asked, cell: Cell) -> Facts:
    """The deals of a manager or segment."""
    condition = "outcome = 'won'" if cell.figure == "won" else "true"
    if cell.keys and asked.by is None:
        condition += f" and {segment_condition_sql(_split(asked), cell.keys[0])}"
    return Facts("people", condition)


def _split(asked: Asked) -> Asked:
    """Without a breakdown the managers are compared."""
    return asked if asked.by else replace(asked, by=asked.names.dimension("manager"))


def _closed(table: Risk) -> Risk:
    """Only the deals that were won or lost: in their shares nobody gains by leaving dead deals open, or by closing them late."""
    return Risk.make(
        table.age, table.events[:2], np.zeros_like(table.age), group=table.group, groups=table.groups
    )


def _mix(asked: Asked, mixed: Columns, values: list[Any]) -> Floats:
    """How good each segment's mix of deals is, 1 being the average; what it is split by is not adjusted for."""
    split = _split(asked).by
    assert split is not None
    traits = [_codes(mixed[column]) for name, column in _TRAITS.items() if name != split.name]
    deals, won, old = numbers(mixed, "deals"), numbers(mixed, "won"), mixed["is_old"].astype(bool)
    if not won[old].sum():
        old = np.ones(len(deals), dtype=bool)
    code = {value: number for number, value in enumerate(values)}
    group = np.array([code[value] for value in mixed["segment"].tolist()], dtype=np.int64)
    order = np.lexsort((*traits, group))
    order = order[old[order]]
    if not won[order].sum():
        return np.ones(len(values))
    kinds = np.column_stack([indicators(trait[order]) for trait in traits])
    found = case_mix(group[order], kinds, won[order], deals[order], len(values))
    tried = np.bincount(group[order], weights=deals[order], minlength=len(values))
    whole = won[order].sum() / deals[order].sum()
    return np.asarray(np.divide(found.expected, tried * whole, out=np.ones(len(values)), where=tried > 0))


def _codes(column: npt.NDArray[Any]) -> Counts:
    """A number for each distinct value, the same whatever the order of rows."""
    values = column.tolist()
    order = sorted(set(values), key=lambda value: (value is None, value))
    number = {value: code for code, value in enumerate(order)}
    return np.array([number[value] for value in values], dtype=np.int64)


def _against(asked: Asked, shown: list[str]) -> int | None:
    name = asked.text("against")
    if name is None:
        return None
    return pick(
        {one: number for number, one in enumerate(shown)},
        name,
        say("nobody called “{name}” to compare with", name=name),
        say("there are: {names}", names=", ".join(one for one in shown if one)),
    )


def _place(row: Row) -> tuple[bool, float, str]:
    """The best first; who has too few deals is not ranked and stands last."""
    value = row["fair"].value
    return row["verdict"] in {"too_few", "told_late"}, -(value if value is not None else -1.0), row["name"]


def _shares(found: Incidences, mix: Floats, compared: Fair, one: int) -> dict[str, Any]:
    told = found.estimate(one)
    return {
        "win_rate": told,
        "expected": _known(mix[one] * whole_share(found)),
        "adjusted": _estimate(told, compared.adjusted[one], compared.error[one]),
        "fair": _estimate(told, compared.shrunken[one], compared.spread[one]),
        "gap": _gap(told.n, compared.gap[one], compared.gap_error[one]),
        "best": _known(compared.best[one]),
    }


def _sums(asked: Asked, counted: Columns, part: Rows) -> dict[str, Any]:
    """Deals, wins, revenue, the average deal and the median cycle of won deals."""
    won = part[counted["outcome"][part] == "won"]
    revenue, priced = (int(numbers(counted, name)[won].sum()) for name in ("amount", "priced"))
    cycle = weighted_median(numbers(counted, "hours")[won], numbers(counted, "deals")[won])
    currency = asked.account.currency
    return {
        "deals": int(numbers(counted, "deals")[part].sum()),
        "won": int(numbers(counted, "deals")[won].sum()),
        "revenue": Money(revenue, currency),
        "average": Money(round(revenue / priced), currency) if priced else None,
        "cycle_days": None if cycle is None else cycle / DAY,
    }


def _estimate(told: Estimate, value: float, error: float) -> Estimate:
    if np.isnan(value):
        return Estimate(told.n, None)
    return Estimate(
        told.n, min(1.0, max(0.0, float(value))), *limits(float(value), float(error)), told.doubts
    )


def _gap(n: int, gap: float, error: float) -> Estimate | None:
    return None if np.isnan(gap) else Estimate(n, float(gap), float(gap - Z * error), float(gap + Z * error))


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
