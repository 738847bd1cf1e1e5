"""Forecast: what will be won in the steps to come, with its range, and where it comes from."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from voronka.engines.base import Engine
from voronka.language import Phrase, say
from voronka.metrics.buckets import Bucket
from voronka.metrics.found import Facts, Found
from voronka.metrics.future import told
from voronka.metrics.future.fan import FAN, HIGH, LIKELY, LOW
from voronka.metrics.future.ground import statements as ground_statements
from voronka.metrics.future.outlook import Outlook, grain_of_spans, outlook
from voronka.metrics.future.past import past
from voronka.metrics.future.record_words import findings as record_words
from voronka.metrics.future.record_words import method_words
from voronka.metrics.future.relations import number_of
from voronka.metrics.future.saying import said
from voronka.metrics.future.steps import spans_of
from voronka.metrics.scope import Asked
from voronka.metrics.wording import deals_text, sum_text
from voronka.model.answer import Row
from voronka.model.cell import Cell
from voronka.model.money import Money


def statements(asked: Asked) -> list[str]:
    """Stays and wins by day, then the deals that it begins with."""
    return [*ground_statements(asked), *told.statements(asked)]


def answer(engine: Engine, asked: Asked) -> Found:
    """One row per segment and step."""
    seen = outlook(engine, asked, spans_of(asked))
    rows = [_row(asked, seen, group, span) for group in _alive(seen) for span in range(len(seen.spans))]
    record = [one for one in said(past(engine, asked, grain_of_spans(seen.spans))) if one.ahead == 0]
    totals = {
        "open": int(seen.stage_deals.sum()),
        "quantiles": list(FAN),
        "method": seen.choice.method,
        "forecasts": len(record),
        "held": sum(one.is_inside for one in record),
    }
    told = (*(_findings(rows) if asked.by is None else ()), *method_words(seen.choice.method))
    return Found(rows, findings=(*told, *record_words(asked, record)), totals=totals)


def facts(asked: Asked, cell: Cell) -> Facts:
    """The deals that were won or came in within a step, or that are open."""
    return facts_of(asked, cell, spans_of(asked))


def facts_of(asked: Asked, cell: Cell, steps: Sequence[Bucket]) -> Facts:
    """The same among these steps."""
    begun = told.begun(asked)
    if cell.figure == "open":
        return Facts("forecast", "term = 'open'", begun)
    spans = [span for span in steps if not cell.keys or span.name == cell.keys[0]]
    parts = [f"day >= {number_of(span.first)} and day < {number_of(span.last)}" for span in spans]
    return Facts("forecast", f"term = '{cell.figure}' and ({' or '.join(parts) or 'false'})", begun)


def _alive(seen: Outlook) -> list[int]:
    """Groups of which there is something to tell."""
    told = (
        seen.stage_deals.sum(axis=0)
        + seen.fact_created.sum(axis=1)
        + seen.fact_wins.sum(axis=1)
        + seen.wins.sum(axis=(0, 2))
        + seen.created.sum(axis=(0, 2))
    )
    return [number for number, one in enumerate(seen.groups) if one is None or told[number]]


def _row(asked: Asked, seen: Outlook, group: int, span: int) -> Row:
    def money(minor: float) -> Money:
        return Money(round(minor), asked.account.currency)

    step: Bucket = seen.spans[span]
    wins, sums = (_quantiles(seen, measure, group, span) for measure in ("wins", "money"))
    to_come = seen.money[:, group, span].mean()
    from_open = seen.open_money[:, group, span].mean()
    return {
        "segment": seen.groups[group],
        "step": step.name,
        "first": step.first.isoformat(),
        "last": step.last.isoformat(),
        "won": int(seen.fact_wins[group, span]),
        "revenue": money(int(seen.fact_money[group, span])),
        "wins_low": wins[LOW],
        "wins": wins[LIKELY],
        "wins_high": wins[HIGH],
        "money_low": money(sums[LOW]),
        "money": money(sums[LIKELY]),
        "money_high": money(sums[HIGH]),
        "mean_wins": float(seen.draws("wins", group, span).mean()),
        "mean_money": money(seen.fact_money[group, span] + to_come),
        "from_open": money(from_open),
        "from_new": money(to_come - from_open),
        "new": int(seen.fact_created[group, span]),
        "created": round(seen.draws("created", group, span).mean()),
        "fan_wins": wins,
        "fan_money": sums,
    }


def _quantiles(seen: Outlook, measure: str, group: int, span: int) -> list[int]:
    """Whole numbers of `FAN`."""
    found = np.percentile(seen.draws(measure, group, span), FAN, method="inverted_cdf")
    return [round(one) for one in found.tolist()]


def _findings(rows: list[Row]) -> tuple[Phrase, ...]:
    first = rows[0]
    if not first["wins_high"]:
        return (say("In {step} nothing will be won, as far as the history tells.", step=first["step"]),)
    return (_sentence(first), *_composition(first))


def _sentence(row: Row) -> Phrase:
    return say(
        "{step}: {money} will most likely be won, {low} to {high} in 8 cases of 10 ({deals}, {fewest} to {most}).",
        step=row["step"],
        money=sum_text(row["money"]),
        low=sum_text(row["money_low"]),
        high=sum_text(row["money_high"]),
        deals=deals_text(row["wins"]),
        fewest=row["wins_low"],
        most=row["wins_high"],
    )


def _composition(row: Row) -> tuple[Phrase, ...]:
    to_come = row["from_open"].minor + row["from_new"].minor
    if not to_come:
        return ()
    share, won = round(100 * row["from_open"].minor / to_come), sum_text(row["revenue"])
    if share >= 99:
        return (
            say(
                "{won} of it is won already; nearly all that is still to come is to come from deals that are open now.",
                won=won,
            ),
        )
    return (
        say(
            "{won} of it is won already; of what is still to come {share}% is to come from deals that are open now, the rest from deals that are not there yet.",
            won=won,
            share=share,
        ),
    )
