"""What goes with moving on from a stage, the rest being equal: source, amount, manager, touches on the first day, a prompt first answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from voronka.engines.base import Columns
from voronka.metrics.bottlenecks.groups import UNKNOWN
from voronka.metrics.conversion.ages import Rows, numbers
from voronka.metrics.dimensions import band_label
from voronka.metrics.scope import Asked
from voronka.stats.discoveries import FALSE, reliable, two_sided
from voronka.stats.doubts import ENOUGH
from voronka.stats.intervals import Z
from voronka.stats.logit import Logit, fit_logit, indicators
from voronka.stats.risk import Counts, Floats

#: A little information on each effect keeps those of rare values finite.
HELD = 0.1
_TRAITS = {"source": "source", "amount_band": "band", "manager": "owner_id"}


@dataclass(frozen=True)
class Lever:
    """`effect`: by how much the share that goes on is higher (at the stage's own share) for deals with this trait than for the others, the rest being equal."""

    trait: str
    level: str
    deals: int
    effect: float
    low: float
    high: float

    def to_dict(self) -> dict[str, Any]:
        """As in the JSON of an answer."""
        return dict(vars(self))


def levers(asked: Asked, counted: Columns, part: Rows) -> list[Lever]:
    """The effects that survive adjustment and the correction for many comparisons, the largest first; each among closed deals alone too."""
    if not len(part):
        return []
    closed = {name: column[part] for name, column in counted.items()}
    closed["deals"] = numbers(closed, "advanced") + numbers(closed, "lost")
    all_rows = np.arange(len(part))
    told = [*_traits(asked, counted, part), *_early(counted, part)]
    if all(chance > FALSE for _, chance in told):
        return []
    among_closed = [*_traits(asked, closed, all_rows), *_early(closed, all_rows)]
    again = {(one.trait, one.level): (one.effect, chance) for one, chance in among_closed}
    both = [
        (one, _worse(one, chance, *again.get((one.trait, one.level), (0.0, 1.0)))) for one, chance in told
    ]
    found, chances = zip(*both, strict=True)
    kept = [one for one, holds in zip(found, reliable(np.array(chances)), strict=True) if holds]
    return sorted(kept, key=lambda one: (-abs(one.effect), one.trait, one.level))


def _worse(one: Lever, chance: float, effect: float, other: float) -> float:
    """The p-value of an effect that must hold among all deals and among closed ones alone: else it may only say who leaves dead deals open."""
    return max(chance, other) if one.effect * effect > 0 else 1.0


def _traits(asked: Asked, counted: Columns, part: Rows) -> Iterator[tuple[Lever, float]]:
    """Each value of source, band and manager against the average of all values."""
    values = {name: _codes(counted[column][part]) for name, column in _TRAITS.items()}
    weights = numbers(counted, "deals")[part]
    values = {name: one for name, one in values.items() if _is_known(name, *one, weights)}
    if not values:
        return
    fit, share, deals = _fit([indicators(codes, base=0) for _, codes in values.values()], counted, part)
    if fit is None:
        return
    start = 1
    for name, (levels, codes) in values.items():
        sizes = np.bincount(codes, weights=deals, minlength=len(levels))
        chosen = slice(start, start + len(levels) - 1)
        start += len(levels) - 1
        pull = np.eye(len(levels))[:, 1:] - (sizes / sizes.sum())[1:]
        effects = pull @ fit.coefficients[chosen]
        errors = np.sqrt(np.einsum("ij,jk,ik->i", pull, fit.covariance[chosen, chosen], pull))
        for level, size, effect, error in zip(levels, sizes, effects, errors, strict=True):
            if ENOUGH <= size < sizes.sum() and _is_told(name, level):
                yield _lever(name, _label(asked, name, level), size, effect, error, share)


def _early(counted: Columns, part: Rows) -> Iterator[tuple[Lever, float]]:
    """Touches and a prompt answer, among the deals that stood there for the whole first day: who left sooner had no time to be called."""
    there = part[counted["is_there"][part].astype(bool)]
    touches, prompt = numbers(counted, "touches")[there], counted["is_prompt"][there].astype(np.int64)
    kinds = {"touched": touches > 0, "touched_again": touches > 1, "prompt_answer": prompt > 0}
    deals = numbers(counted, "deals")[there]
    known = {
        name: flag.astype(np.int64)
        for name, flag in kinds.items()
        if min(deals[flag].sum(), deals[~flag].sum()) >= ENOUGH
    }
    if not known:
        return
    others = [indicators(_codes(counted[column][there])[1], base=0) for column in _TRAITS.values()]
    fit, share, _ = _fit(
        [*(flag[:, None].astype(np.float64) for flag in known.values()), *others], counted, there
    )
    if fit is None:
        return
    for column, (name, flag) in enumerate(known.items(), 1):
        yield _lever(
            name, "", float(deals[flag > 0].sum()), fit.coefficients[column], fit.errors[column], share
        )


def _fit(parts: Sequence[Floats], counted: Columns, rows: Rows) -> tuple[Logit | None, float, Counts]:
    deals, advanced = (numbers(counted, name)[rows] for name in ("deals", "advanced"))
    total, hits = int(deals.sum()), int(advanced.sum())
    if min(hits, total - hits) < ENOUGH:
        return None, 0.0, deals
    fit = fit_logit(np.column_stack(parts), advanced, deals, ridge=HELD)
    return fit, hits / total, deals


def _lever(
    trait: str, level: str, deals: float, effect: float, error: float, share: float
) -> tuple[Lever, float]:
    def moved(odds: float) -> float:
        start = np.log(share / (1 - share))
        return float(1 / (1 + np.exp(-start - odds)) - share)

    low, high = (moved(effect + side * Z * error) for side in (-1, 1))
    return Lever(trait, level, int(deals), moved(effect), low, high), float(two_sided(effect / error))


def _codes(column: npt.NDArray[Any]) -> tuple[list[Any], Counts]:
    """The distinct values in a fixed order, and for each row which one it is; nothing and NaN are one value, the last."""
    values = [None if value is None or value != value else value for value in column.tolist()]
    levels = sorted(set(values), key=lambda value: (value is None, value if value is not None else 0))
    number = {value: code for code, value in enumerate(levels)}
    return levels, np.array([number[value] for value in values], dtype=np.int64)


def _is_known(trait: str, levels: list[Any], codes: Counts, deals: Counts) -> bool:
    """Whether most deals have the trait told: one that is often missing may be written down only as a deal goes well."""
    missing = np.array([not _is_told(trait, level) for level in levels])[codes]
    return trait == "amount_band" or bool(deals[missing].sum() < UNKNOWN * deals.sum())


def _is_told(trait: str, level: Any) -> bool:
    """Whether the value says anything: an unknown source or amount is nothing to act on."""
    return level is not None and (trait != "amount_band" or bool(level))


def _label(asked: Asked, trait: str, level: Any) -> str:
    if trait == "manager":
        return asked.names.people.get((asked.account.account_id, int(level)), f"#{int(level)}")
    return band_label(int(level)) if trait == "amount_band" else str(level)
