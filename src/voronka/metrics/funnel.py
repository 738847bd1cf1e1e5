"""The funnel's rows from its counts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from voronka.engines.base import Columns, Engine, rows
from voronka.errors import InputError
from voronka.language import say
from voronka.metrics.days import count_sql
from voronka.metrics.endings import Endings, endings, of_whole
from voronka.metrics.folding import grouped
from voronka.metrics.found import Facts, Found
from voronka.metrics.places import block
from voronka.metrics.places import position as position_of
from voronka.metrics.scope import Asked
from voronka.metrics.segments import labels
from voronka.metrics.statement import statement_sql
from voronka.model.answer import Row
from voronka.model.cell import Cell
from voronka.model.money import Money
from voronka.model.rate import Rate
from voronka.stats.intervals import wilson
from voronka.stats.risk import Risk
from voronka.stats.times import quantiles

#: By position, the counts of `funnel.sql` and `endings.sql`.
Counts = dict[int, dict[str, int]]

#: Outcome → the names of its count and sum in a block.
_ENDS = {
    "won": ("won", "won_amount"),
    "lost": ("lost_here", "lost_amount"),
    "handed_over": ("handed_over", "handed_amount"),
    "open": ("here_now", "here_amount"),
}
#: Figure of the funnel → the file whose facts it counts, and the condition on them; the place comes to it.
_FACTS = {
    "reached": ("funnel", "is_reach"),
    "observed": ("funnel", "is_reach and not is_filled"),
    "filled_in": ("funnel", "is_reach and is_filled"),
    "moved_back": ("funnel", "is_first_back"),
    "lost_here": ("endings", "outcome = 'lost'"),
    "here_now": ("endings", "outcome = 'open'"),
    "handed_over": ("endings", "outcome = 'handed_over'"),
    "deals": ("endings", "true"),
    "won": ("endings", "outcome = 'won'"),
    "lost": ("endings", "outcome = 'lost'"),
    "open": ("endings", "outcome = 'open'"),
}
_PASSING = ("reached", "filled_in", "moved_back", "amount")
_NOTHING = dict.fromkeys((*_PASSING, *(name for names in _ENDS.values() for name in names)), 0)
_NO_TIMES: dict[str, Any] = {"stays": 0, "stay_median_days": None, "stay_p90_days": None}


def statements(asked: Asked) -> list[str]:
    """The statements that are run, in order."""
    if asked.population == "snapshot":
        return [statement_sql(asked, "board")]
    return [count_sql(asked, name) for name in ("funnel", "endings", "stay_times")]


def answer(engine: Engine, asked: Asked) -> Found:
    """Rows of the funnel, and how many deals came to which end."""
    if asked.population == "snapshot":
        standing, count = _standing(engine, asked)
        if asked.by and asked.by.is_multiple:
            # A deal with several tags is in several segments, but one deal of the whole.
            _, count = _standing(engine, replace(asked, by=None))
        return Found(standing, outcomes={"open": count})
    ended = endings(engine, asked)
    counts = _by_segment(engine.run(count_sql(asked, "funnel")), ended)
    times = _stay_times(engine.run(count_sql(asked, "stay_times")))
    whole, everyone = of_whole(engine, asked, ended), sum(_first(asked, own) for own in counts.values())
    if asked.by and asked.by.is_multiple:
        # A deal with several tags is in several segments, but one deal of the whole.
        together = _by_segment(engine.run(statement_sql(replace(asked, by=None), "funnel")), whole)
        everyone = sum(_first(asked, own) for own in together.values())
    found: list[Row] = []
    for value, name in labels(asked, list(counts)).items():
        own_times = {position: time for (segment, position), time in times.items() if segment == value}
        found += _segment_rows(asked, name, counts.get(value, {}), own_times, everyone)
    return Found(found, outcomes=_outcomes(asked, whole), ended=whole, filled_in=_filled_in(found))


def facts(asked: Asked, cell: Cell) -> Facts:
    """The deals that a block counts."""
    assert asked.pipeline is not None
    at = position_of(asked, cell.keys[0]) if cell.keys else None
    place = "true" if at is None else f"position = {at}"
    if asked.population == "snapshot":
        if cell.figure not in {"here_now", "open"}:
            raise InputError(
                say("a snapshot has no figure “{name}”", name=cell.figure),
                say("it shows what stands where"),
                say("use here_now or open"),
            )
        return Facts("board", place)
    if at == asked.pipeline.win and cell.figure in {"reached", "observed"}:
        # A win is told by its outcome, so that one that was reopened is none.
        return Facts(*_FACTS["won"])
    name, condition = _FACTS[cell.figure]
    return Facts(name, f"{condition} and {place}")


def _filled_in(rows: list[Row]) -> float | None:
    """Share of passed stages that were skipped; the incoming stage and the win do not count."""
    passed = [row for row in rows if row["kind"] == "open"]
    reached = sum(row["reached"] for row in passed)
    return sum(row["filled_in"] for row in passed) / reached if reached else None


def _by_segment(passing: Columns, ended: Endings) -> dict[Any, Counts]:
    counts: dict[Any, Counts] = {}
    for row in rows(passing):
        block = counts.setdefault(row["segment"], {}).setdefault(row["position"], dict(_NOTHING))
        block |= {name: row[name] for name in _PASSING}
    for row in ended:
        block = counts.setdefault(row["segment"], {}).setdefault(row["position"], dict(_NOTHING))
        if row["outcome"] in _ENDS:
            count, amount = _ENDS[row["outcome"]]
            block[count] += row["deals"]
            block[amount] += row["amount"]
    return counts


def _outcomes(asked: Asked, ended: Endings) -> dict[str, int]:
    """How many deals came to which end; a flow knows only those that ended in it."""
    names = [name for name in _ENDS if asked.population != "flow" or name != "open"]
    return {name: sum(row["deals"] for row in ended if row["outcome"] == name) for name in names}


def _first(asked: Asked, counts: Counts) -> int:
    return counts.get(_positions(asked, counts)[0], _NOTHING)["reached"]


def _stay_times(timed: Columns) -> dict[tuple[Any, ...], dict[str, Any]]:
    """Stays, their median and P90 in days, by segment and position."""
    hours, stays = (timed[name].astype(np.int64) for name in ("hours", "stays"))
    is_exit = timed["is_exit"].astype(bool)
    ended, going_on = np.where(is_exit, stays, 0), np.where(is_exit, 0, stays)
    parts = list(grouped(timed, "segment", "position"))
    code = np.zeros(len(hours), dtype=np.int64)
    for number, (_, part) in enumerate(parts):
        code[part] = number
    risk = Risk.make(hours, ended, going_on, group=code, groups=len(parts))
    medians, p90s = quantiles(risk, (0.5, 0.9)).age / 24
    return {
        key: {
            "stays": int(stays[part].sum()),
            "stay_median_days": None if np.isnan(median) else float(median),
            "stay_p90_days": None if np.isnan(p90) else float(p90),
        }
        for (key, part), median, p90 in zip(parts, medians, p90s, strict=True)
    }


def _segment_rows(
    asked: Asked, segment: str | None, counts: Counts, times: dict[int, dict[str, Any]], everyone: int
) -> list[Row]:
    positions = _positions(asked, counts)
    win = positions[-1]
    reached = {
        position: counts.get(position, _NOTHING)["won" if position == win else "reached"]
        for position in positions
    }
    first = reached[positions[0]]
    found: list[dict[str, Any]] = []
    for position, onward in zip(positions, [*positions[1:], None], strict=True):
        found.append(
            {
                "segment": segment,
                "position": position,
                **block(asked, position),
                **_numbers(asked, counts.get(position, _NOTHING), position == win),
                "step": None if onward is None else _rate(asked, reached[onward], reached[position]),
                "cumulative": _rate(asked, reached[position], first),
                "share": _rate(asked, reached[position], everyone),
                **times.get(position, _NO_TIMES),
                "is_leak": False,
            }
        )
    _mark_leak(asked, found)
    return list(found)


def _positions(asked: Asked, counts: Counts) -> list[int]:
    """The blocks that are shown, the win last. Deals made by hand skip the incoming stage; if none stood there it says nothing."""
    assert asked.pipeline is not None
    incoming = counts.get(0, _NOTHING)
    is_used = incoming["reached"] > incoming["filled_in"]
    return [*(position for position in asked.pipeline.blocks if position or is_used), asked.pipeline.win]


def _numbers(asked: Asked, row: dict[str, int], is_win: bool) -> dict[str, Any]:
    """Counts and sums of a block; what was won is told by the outcome, so that a win that was reopened is not one."""

    def money(name: str) -> Money:
        return Money(int(row[name]), asked.account.currency)

    is_flow = asked.population == "flow"
    return {
        "reached": row["won"] if is_win else row["reached"],
        "observed": row["won"] if is_win else row["reached"] - row["filled_in"],
        "filled_in": 0 if is_win else row["filled_in"],
        "moved_back": 0 if is_win else row["moved_back"],
        "amount": money("won_amount" if is_win else "amount"),
        "lost_here": row["lost_here"],
        "lost_amount": money("lost_amount"),
        "here_now": None if is_flow else row["here_now"],
        "here_amount": None if is_flow else money("here_amount"),
        "handed_over": row["handed_over"],
    }


def _rate(asked: Asked, hits: int, trials: int) -> Rate:
    """A share with its interval; in a flow the two counts are of different deals, so that their ratio has none."""
    return Rate(hits, trials) if asked.population == "flow" else wilson(hits, trials)


def _mark_leak(asked: Asked, found: list[dict[str, Any]]) -> None:
    """A first hint of where to look: the stage from which most money was lost, or most deals where no lost deal has an amount.

    Steps with a wide interval are not ranked, and flows not at all. What a stage *should* lose is not asked here.
    """
    if asked.population != "cohort":
        return
    ranked = [
        row for row in found if row["lost_here"] and row["step"] is not None and not row["step"].is_wide
    ]
    if ranked:
        max(ranked, key=lambda row: (row["lost_amount"].minor, row["lost_here"]))["is_leak"] = True


def _standing(engine: Engine, asked: Asked) -> tuple[list[Row], int]:
    """The snapshot: what stands where, by the stage it stands on and not the furthest; no rates."""
    assert asked.pipeline is not None
    counted = engine.run(statement_sql(asked, "board"))
    counts: dict[Any, dict[int, dict[str, int]]] = {}
    for (segment, position), part in grouped(counted, "segment", "position"):
        here = {name: int(counted[name][part].sum()) for name in ("deals", "amount")}
        counts.setdefault(segment, {})[position] = here
    found: list[Row] = []
    for value, name in labels(asked, list(counts)).items():
        own = counts.get(value, {})
        found += [
            {
                "segment": name,
                "position": position,
                **block(asked, position),
                "here_now": own.get(position, {"deals": 0})["deals"],
                "here_amount": Money(own.get(position, {"amount": 0})["amount"], asked.account.currency),
            }
            for position in asked.pipeline.blocks
            if position or position in own
        ]
    return found, sum(here["deals"] for own in counts.values() for here in own.values())
