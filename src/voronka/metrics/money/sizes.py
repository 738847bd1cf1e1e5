"""Deal sizes: what each band of amounts brings, and which is worth pursuing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from voronka.engines.base import Columns, Engine
from voronka.language import Phrase, say
from voronka.metrics.ask import settled
from voronka.metrics.catalog import pick
from voronka.metrics.conversion.ages import DAY, Rows, doubted, risk, summed
from voronka.metrics.conversion.horizons import win_horizon, win_sql
from voronka.metrics.conversion.versus import with_differences
from voronka.metrics.dimensions import BANDS, band_label
from voronka.metrics.folding import grouped
from voronka.metrics.found import Facts, Found
from voronka.metrics.scope import Asked
from voronka.metrics.segments import labels
from voronka.metrics.statement import statement_sql
from voronka.metrics.wording import sum_text
from voronka.model.answer import Row
from voronka.model.cell import Cell
from voronka.model.estimate import Estimate, Times
from voronka.model.money import Money
from voronka.stats.compare import mover
from voronka.stats.incidence import incidence, incidences
from voronka.stats.passage import passage_times
from voronka.stats.risk import Risk

_WAYS = ("won", "lost", "handed_over")


def settle(engine: Engine, asked: Asked) -> float:
    """The horizon of the win in days."""
    return win_horizon(engine, asked)


def statements(asked: Asked) -> list[str]:
    """The statements that are run, in order."""
    return [win_sql(asked), statement_sql(asked, "sizes")]


def answer(engine: Engine, asked: Asked) -> Found:
    """One row per band that has deals, small ones first, deals without an amount last."""
    asked = settled(engine, asked)
    counted = engine.run(statement_sql(asked, "sizes"))
    parts: dict[tuple[Any, ...], Rows] = dict(grouped(counted, "segment", "band"))
    if not parts:
        return Found((), totals={"horizon_days": asked.settled})
    ages = risk(counted, list(parts.values()), _WAYS, "outcome")
    shares = dict(zip(parts, incidences(ages, 0, asked.settled * DAY).estimates(), strict=True))
    times = dict(zip(parts, passage_times(ages, 0, DAY), strict=True))
    tables = {key: ages.of(group) for group, key in enumerate(parts)}
    found: list[Row] = []
    kept: dict[tuple[Any, ...], tuple[Risk, float]] = {}
    for value, name in labels(asked, list(dict.fromkeys(segment for segment, _ in parts))).items():
        own = sorted(
            (band for segment, band in parts if segment == value), key=lambda band: (band == 0, band)
        )
        rows = [
            _row(asked, counted, parts[value, band], band, shares[value, band], times[value, band])
            for band in own
        ]
        found += _ranked([{"segment": name, **row} for row in rows])
        kept |= {(name, band_label(band)): (tables[value, band], asked.settled * DAY) for band in own}
    said = () if asked.by else (*_best(found), *_findings(asked, counted, parts))
    return Found(found, findings=said, totals={"horizon_days": asked.settled}, kept=kept)


def facts(_: Asked, cell: Cell) -> Facts:
    """The deals of a band."""
    conditions = {"deals": "true", "won": "outcome = 'won'", "lost": "outcome = 'lost'"}
    return Facts("sizes", f"{conditions[cell.figure]} and {_place(cell.keys[0]) if cell.keys else 'true'}")


def compare(asked: Asked, found: Found, _: Asked, other: Found) -> list[Row]:
    """The rows with the other period's at equal age."""
    return with_differences(asked.metric, found.rows, other.rows, "win_rate", found.kept, other.kept)


def _place(name: str) -> str:
    bands = {band_label(band): band for band in range(len(BANDS) + 2)}
    band = pick(
        bands,
        name,
        say("no amount band called “{name}”", name=name),
        say("values are: {names}", names=", ".join(one for one in bands if one)),
    )
    return f"band = {band}"


def _row(
    asked: Asked, counted: Columns, part: Rows, band: int, share: Estimate, times: Times
) -> dict[str, Any]:
    won = counted["outcome"] == "won"
    deals = summed(counted, "deals", part)
    mean = summed(counted, "amount", part) / deals
    worth = None
    if share.value is not None and times.median_days and band:
        worth = Money(round(share.value * mean / times.median_days), asked.account.currency)
    return {
        "band": band_label(band),
        "deals": deals,
        "won": summed(counted, "deals", part, won),
        "lost": summed(counted, "deals", part, counted["outcome"] == "lost"),
        "win_rate": doubted(share, summed(counted, "broken", part)),
        "average": Money(round(mean), asked.account.currency) if band else None,
        "days_to_win": times.median_days,
        "worth": worth,
        "revenue": Money(summed(counted, "amount", part, won), asked.account.currency),
    }


def _ranked(rows: list[dict[str, Any]]) -> list[Row]:
    """Shares of the revenue, and the band that is worth most; rates with a wide interval are not ranked."""
    revenue = sum(row["revenue"].minor for row in rows)
    ranked = [row for row in rows if row["worth"] is not None and not row["win_rate"].is_wide]
    best = max(ranked, key=lambda row: row["worth"].minor)["band"] if len(ranked) > 1 else None
    return [
        row
        | {
            "revenue_share": row["revenue"].minor / revenue if revenue else None,
            "is_best": best is not None and row["band"] == best,
        }
        for row in rows
    ]


def _best(rows: list[Row]) -> tuple[Phrase, ...]:
    return tuple(
        say(
            "Most worth a day of work: deals of {band}, {worth} a day.",
            band=row["band"],
            worth=sum_text(row["worth"]),
        )
        for row in rows
        if row["is_best"]
    )


def _findings(asked: Asked, counted: Columns, parts: dict[tuple[Any, ...], Rows]) -> tuple[Phrase, ...]:
    """Whether only small deals are being closed: the smaller half of the deals against the larger one."""
    bands = sorted(band for _, band in parts if band)
    sizes = {band: summed(counted, "deals", parts[None, band]) for band in bands}
    if len(bands) < 2:
        return ()
    upto = np.cumsum([sizes[band] for band in bands])
    cut = min(int(np.searchsorted(upto, upto[-1] / 2)), len(bands) - 2) + 1
    small, large = ([parts[None, band] for band in half] for half in (bands[:cut], bands[cut:]))
    rates = [_rate(asked, counted, half) for half in (small, large)]
    limit = sum_text(Money(BANDS[bands[cut - 1] - 1] * 100, asked.account.currency))
    apart = mover(rates[1], rates[0])
    if apart is None or rates[0].value is None or rates[1].value is None:
        return (say("Too few deals were followed long enough to compare small deals with large ones."),)
    below, above = (round(100 * rate.value) for rate in rates if rate.value is not None)
    if not apart.is_reliable:
        return (
            say(
                "No reliable difference: of deals below {limit} {below}% are won, of larger ones {above}%.",
                limit=limit,
                below=below,
                above=above,
            ),
        )
    if apart.value < 0:
        return (
            say(
                "Mostly small deals are being closed: of deals below {limit} {below}% are won, of larger ones only {above}%.",
                limit=limit,
                below=below,
                above=above,
            ),
        )
    return (
        say(
            "Large deals are won more often: {above}% of those from {limit} on, {below}% of smaller ones.",
            limit=limit,
            below=below,
            above=above,
        ),
    )


def _rate(asked: Asked, counted: Columns, half: Sequence[Rows]) -> Estimate:
    return incidence(risk(counted, [np.concatenate(half)], _WAYS, "outcome"), 0, asked.settled * DAY)
