"""Results of a period: what came in, what was won and lost, and for how much."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from voronka.engines.base import Columns, Engine
from voronka.language import Phrase, say
from voronka.metrics.chance import is_clear
from voronka.metrics.found import Facts, Found
from voronka.metrics.scope import Asked
from voronka.metrics.segments import by_segment
from voronka.metrics.statement import statement_sql
from voronka.metrics.wording import sum_text
from voronka.model.answer import Row
from voronka.model.cell import Cell
from voronka.model.money import Money
from voronka.stats.means import mean, total, trimmed_mean
from voronka.stats.survival import weighted_median

#: Figure → the condition on its facts.
_FACTS = {
    "new": "is_new",
    "rejected": "is_rejected = 1",
    "won": "outcome = 'won'",
    "lost": "outcome = 'lost'",
    "handed_over": "outcome = 'handed_over'",
    "priced": "outcome = 'won' and amount_minor <> 0",
    "unpriced": "outcome = 'won' and (amount_minor is null or amount_minor = 0)",
}


def statements(asked: Asked) -> list[str]:
    """The statement that counts deals by what became of them."""
    return [statement_sql(asked, "results")]


def answer(engine: Engine, asked: Asked) -> Found:
    """One row per segment."""
    counted = engine.run(statements(asked)[0])
    found = by_segment(asked, counted, _numbers)
    return Found(found, findings=_findings(found[0]) if asked.by is None else ())


def facts(_: Asked, cell: Cell) -> Facts:
    """The deals that came in, were won, were lost."""
    return Facts("results", _FACTS[cell.figure])


def remark(asked: Asked, rows: Sequence[Row]) -> list[Phrase]:
    """Whether wins and revenue differ from the other period by more than chance makes."""
    if asked.by is not None or not rows or not rows[0]["versus"]:
        return []
    row, then = rows[0], rows[0]["versus"]
    found = []
    if (clear := is_clear(row, "won")) is not None and row["won"] != then["won"]:
        found.append(_of_wins(clear, row["won"], then["won"]))
    if (clear := is_clear(row, "revenue")) is not None and row["revenue"] != then["revenue"]:
        found.append(_of_revenue(clear, sum_text(row["revenue"]), sum_text(then["revenue"])))
    return found


def _of_wins(clear: bool, now: int, then: int) -> Phrase:
    if clear:
        return say(
            "Won: {now}, in the other period {then}. That is more than chance makes.", now=now, then=then
        )
    return say(
        "Won: {now}, in the other period {then}. Chance alone makes such a difference.", now=now, then=then
    )


def _of_revenue(clear: bool, now: Phrase, then: Phrase) -> Phrase:
    if clear:
        return say(
            "Revenue: {now}, in the other period {then}. That is more than chance makes.", now=now, then=then
        )
    return say(
        "Revenue: {now}, in the other period {then}. Chance alone makes such a difference.",
        now=now,
        then=then,
    )


def _numbers(asked: Asked, counted: Columns) -> dict[str, Any]:
    deals = counted["deals"].astype(np.int64)
    outcome = counted["outcome"]

    def money(minor: float) -> Money:
        return Money(round(minor), asked.account.currency)

    def count(these: npt.NDArray[Any]) -> int:
        return int(deals[these.astype(bool)].sum())

    is_won = outcome == "won"
    worth = counted["won_minor"].astype(np.int64)
    priced = is_won & (worth != 0)
    amounts, times = worth[priced], deals[priced]
    middle, trimmed = weighted_median(amounts, times), trimmed_mean(amounts, times)
    return {
        "new": count(counted["is_new"]),
        "rejected": count(counted["is_rejected"]),
        "won": count(is_won),
        "revenue": money(total(worth[is_won], deals[is_won])),
        "lost": count(outcome == "lost"),
        "lost_amount": money(int(counted["amount"][outcome == "lost"].sum())),
        "handed_over": count(outcome == "handed_over"),
        "average_deal": mean(amounts, times),
        "median_deal": None if middle is None else money(middle),
        "trimmed_mean": None if trimmed is None else money(trimmed),
        "no_amount": count(is_won & (worth == 0)),
        **_price(asked, amounts, times, counted["units"][priced]),
    }


def _price(
    asked: Asked, amounts: npt.NDArray[np.int64], times: npt.NDArray[np.int64], units: npt.NDArray[Any]
) -> dict[str, Any]:
    """Average selling price: revenue by units where the deals say how many, else the average deal."""
    sold = [_units(text) for text in units.tolist()]
    told = np.array([number is not None for number in sold], dtype=bool)
    pieces = sum((number or 0.0) * count for number, count in zip(sold, times.tolist(), strict=True))
    currency = asked.account.currency
    if pieces:
        return {
            "price": Money(round(total(amounts[told], times[told]) / pieces), currency),
            "price_of": "unit",
            "units": pieces,
        }
    average = mean(amounts, times).value
    return {
        "price": None if average is None else Money(round(average), currency),
        "price_of": None if average is None else "deal",
        "units": None,
    }


def _units(text: str | None) -> float | None:
    """The number of units that a field holds; None for none, or for a text that is no number above zero."""
    try:
        number = float((text or "").replace(",", ".").replace(" ", ""))
    except ValueError:
        return None
    return number if 0 < number < float("inf") else None


def _findings(row: Row) -> tuple[Phrase, ...]:
    found = []
    average, median = row["average_deal"], row["median_deal"]
    if row["no_amount"] and 10 * row["no_amount"] >= row["won"]:
        found.append(
            say(
                "{n} of {won} won deals have no amount: revenue is understated, and the average deal is of the others.",
                n=row["no_amount"],
                won=row["won"],
            )
        )
    if average.value and median and average.value > 1.5 * median.minor:
        found.append(
            say(
                "A few large deals pull the average up to {average}: half of the won deals are below {median}.",
                average=sum_text(Money(round(average.value), median.currency)),
                median=sum_text(median),
            )
        )
    if row["price_of"] == "deal":
        found.append(
            say("Nobody told how many units a deal is about, so the average price is the average deal.")
        )
    return tuple(found)
