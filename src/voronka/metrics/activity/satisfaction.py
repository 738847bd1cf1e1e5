"""Satisfaction: NPS and CSAT of won deals, and how many of their clients answered at all."""

from __future__ import annotations

from statistics import NormalDist
from typing import Any

import numpy as np
import numpy.typing as npt

from voronka.engines.base import Columns, Engine, rows
from voronka.language import Phrase, say
from voronka.metrics.folding import grouped
from voronka.metrics.found import Facts, Found
from voronka.metrics.scope import Asked
from voronka.metrics.segments import labels
from voronka.metrics.statement import statement_sql
from voronka.metrics.wording import count_text
from voronka.model.answer import Row
from voronka.model.cell import Cell
from voronka.stats.doubts import ENOUGH
from voronka.stats.intervals import square_and_add, wilson
from voronka.stats.nps import nps

FILES = ("satisfaction", "satisfaction_kinds")
#: Which ratings a figure counts; of CSAT the upper two of five are content.
CONDITIONS = {
    "won": "true",
    "answered": "(nps is not null or csat is not null)",
    "promoters": "nps >= 9",
    "passives": "nps >= 7 and nps <= 8",
    "detractors": "nps <= 6",
    "content": "csat >= 4",
}


def statements(asked: Asked) -> list[str]:
    """The statements that are run, in order."""
    return [statement_sql(asked, name) for name in FILES]


def answer(engine: Engine, asked: Asked) -> Found:
    """One row per segment; without a breakdown a single one. A question that nobody had been asked by the end of the window is None."""
    counted, kinds = (engine.run(sql) for sql in statements(asked))
    known = {row["kind"] for row in rows(kinds) if row["first_at"] < asked.window[1]}
    groups = {value: part for (value,), part in grouped(counted, "segment")}
    nothing = np.zeros(0, dtype=np.int64)
    found = [
        _row(name, counted, groups.get(value, nothing), known)
        for value, name in labels(asked, list(groups)).items()
    ]
    notes = tuple(f"{kind}_unknown" for kind in ("nps", "csat") if kind not in known)
    return Found(found, notes=notes, findings=_findings(asked, found, known))


def facts(_: Asked, cell: Cell) -> Facts:
    """Won deals by how they were rated."""
    return Facts("satisfaction", CONDITIONS[cell.figure])


def _row(segment: str | None, counted: Columns, part: npt.NDArray[np.int64], known: set[str]) -> Row:
    deals = counted["deals"][part].astype(np.int64)
    scores, content = _marks(counted["nps"][part]), _marks(counted["csat"][part])
    won = int(deals.sum())

    def many(which: npt.NDArray[np.bool_]) -> int:
        return int(deals[which].sum())

    promoters, detractors = many(scores >= 9), many((scores >= 0) & (scores <= 6))
    passives = many((scores >= 7) & (scores <= 8))
    found: dict[str, Any] = {"segment": segment, "won": won}
    found["answered"] = wilson(many((scores >= 0) | (content >= 0)), won) if known else None
    is_asked = "nps" in known
    found["nps"] = nps(promoters, passives, detractors) if is_asked else None
    for name, number in (("promoters", promoters), ("passives", passives), ("detractors", detractors)):
        found[name] = number if is_asked else None
    found["content"] = wilson(many(content >= 4), many(content >= 0)) if "csat" in known else None
    return found


def _marks(column: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """Ratings as numbers, -1 where there is none."""
    return np.array([-1 if mark is None or mark != mark else int(mark) for mark in column.tolist()], np.int64)


def _findings(asked: Asked, found: list[Row], known: set[str]) -> tuple[Phrase, ...]:
    if not known:
        return (
            say("How content clients are is not known: no rating has been told by then. Ask them in the CRM, or import their answers."),
        )  # fmt: skip
    if asked.by is not None:
        return _difference(found) if "nps" in known else ()
    said = []
    for row in found:
        rated, answered = row["nps"], row["answered"]
        if rated is not None and rated.n:
            said.append(_score(rated))
        if answered.trials:
            said.append(
                say(
                    "{n} of {won} clients of won deals answered: {share}%. What the others think is not known.",
                    n=count_text(answered.hits),
                    won=count_text(answered.trials),
                    share=round(100 * answered.value),
                )
            )
    return tuple(said)


def _score(rated: Any) -> Phrase:
    numbers = {
        "nps": _points(rated.value),
        "n": count_text(rated.n),
        "low": _points(rated.low),
        "high": _points(rated.high),
    }
    if rated.n < ENOUGH:
        return say(
            "NPS is {nps} from {n} answers, too few to tell: it may be anything from {low} to {high}.",
            **numbers,
        )
    return say("NPS is {nps} from {n} answers (with 95% certainty {low} to {high}).", **numbers)


def _points(score: float) -> str:
    return str(round(score)).replace("-", "\N{MINUS SIGN}")


def _difference(found: list[Row]) -> tuple[Phrase, ...]:
    """The best and the worst of those with enough answers; a difference is named only where it would hold among as many pairs."""
    rated = sorted((row for row in found if row["nps"].n >= ENOUGH), key=lambda row: row["nps"].value)
    if len(rated) < 2:
        return (say("Too few answers to compare: nobody has {enough}, or only one.", enough=ENOUGH),)
    worst, best = rated[0], rated[-1]
    difference, low, _ = square_and_add(best["nps"], worst["nps"])
    pairs = len(rated) * (len(rated) - 1) // 2
    # The interval is of 95 %; among many pairs it must be as much wider as Bonferroni asks for.
    if difference is None or low is None or difference - (difference - low) * _wider(pairs) <= 0:
        return (say("No reliable difference in NPS between those with at least {enough} answers.", enough=ENOUGH),)  # fmt: skip
    return (
        say(
            "NPS of “{best}” ({high}) is reliably higher than that of “{worst}” ({low}).",
            best=best["segment"],
            worst=worst["segment"],
            high=_points(best["nps"].value),
            low=_points(worst["nps"].value),
        ),
    )


def _wider(pairs: int) -> float:
    """How much wider an interval of 95 % becomes when `pairs` must hold at once."""
    return NormalDist().inv_cdf(1 - 0.025 / pairs) / NormalDist().inv_cdf(0.975)
