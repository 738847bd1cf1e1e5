"""How each rule would have told won from lost: at past moments, by what was known then."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from voronka.engines.base import Engine
from voronka.errors import InputError
from voronka.language import Phrase, say
from voronka.metrics.catalog import pick
from voronka.metrics.conversion.horizons import of_whole_pipeline, win_sql
from voronka.metrics.found import Facts, Found
from voronka.metrics.future.scoring.learning import horizon_days, look
from voronka.metrics.future.scoring.names import Names
from voronka.metrics.future.scoring.past import past, past_statements
from voronka.metrics.future.scoring.points import meets, points
from voronka.metrics.names import Dictionary
from voronka.metrics.scope import Asked
from voronka.model.answer import Row
from voronka.model.cell import Cell
from voronka.model.estimate import Estimate
from voronka.model.score import NUMBERS, WORDS, Criterion, Rule, trait_title
from voronka.predict.score.judge import Flags, auc
from voronka.predict.score.validate import Snapshots
from voronka.stats.intervals import Z
from voronka.stats.risk import Counts, Floats

#: A side with fewer deals says nothing.
FEWEST = 30
#: Criteria that are proposed where the company has set none.
PROPOSED = tuple(
    Rule(0, Criterion.parse(text), points)
    for text, points in (
        ("answer_minutes<=15", 10),
        ("replies>=1", 10),
        ("meetings>=1", 20),
        ("touch_days<=3", 10),
        ("amount>=100000", 10),
        ("backs>=1", -10),
        ("stage_days>=30", -20),
    )
)


def statements(asked: Asked) -> list[str]:
    """The statements that are run, in order."""
    return [win_sql(asked), *past_statements(asked)]


def answer(engine: Engine, asked: Asked) -> Found:
    """One row per rule, or per proposed one where there are none: shares won with and without it, and whether chance makes such a difference."""
    known, names = past(engine, asked), Names.of(asked)
    horizon = horizon_days(engine, asked, known)
    snapshots = look(known, horizon, asked.account.timezone, set())
    rules = asked.context.score.rules
    rows = [_row(rule, snapshots, names) for rule in rules or PROPOSED]
    whole = _whole(snapshots, rules, names)
    totals = {
        "horizon_days": horizon,
        "closed": int(known.is_closed.sum()),
        "moments": len(snapshots),
        "auc": whole,
    }
    return Found(rows, totals=totals, findings=_findings(rows, whole, bool(rules)))


def facts(asked: Asked, _: Cell) -> Facts:
    """The closed deals that rules are tried on."""
    return Facts("score_deals", "outcome in ('won', 'lost')", of_whole_pipeline(asked))


def _row(rule: Rule, past: Snapshots, names: Names) -> dict[str, Any]:
    met = meets(rule.criterion, past.traits, names, len(past))
    with_it, without = (share(past, side) for side in (met, ~met))
    gap = _difference(past, met)
    return {
        "segment": None,
        "number": rule.number or None,
        "criterion": str(rule.criterion),
        "text": criterion_text(rule.criterion),
        "points": rule.points,
        "with": with_it,
        "without": without,
        "difference": gap,
        "verdict": _verdict(gap, rule.points),
    }


def criterion_text(criterion: Criterion) -> Phrase:
    """A criterion in words.

    >>> str(criterion_text(Criterion.parse("amount>=100000")))
    'Amount at least 100 000'
    """
    title = trait_title(criterion.trait)
    if criterion.number is None:
        words = ", ".join(criterion.words)
        if criterion.sign == "=":
            return say("{trait}: {words}", trait=title, words=words)
        return say("{trait}: not {words}", trait=title, words=words)
    number = f"{criterion.number:,.10g}".replace(",", " ")
    if criterion.sign == "=":
        return say("{trait} just {number}", trait=title, number=number)
    if criterion.sign == ">=":
        return say("{trait} at least {number}", trait=title, number=number)
    return say("{trait} at most {number}", trait=title, number=number)


def share(past: Snapshots, side: Flags) -> Estimate:
    """The share of moments of one side that led to a win; n are its deals, each of which the interval counts once."""
    deals = len(np.unique(past.deal[side]))
    if not deals:
        return Estimate(0, None)
    value, error = _mean(past.won[side].astype(np.float64), past.deal[side])
    if deals < FEWEST:
        return Estimate(deals, value)
    return Estimate(deals, value, max(0.0, value - Z * error), min(1.0, value + Z * error))


def _difference(past: Snapshots, met: Flags) -> Estimate:
    """The share won with the criterion less that without; a deal that stood on both sides is one deal."""
    hits, misses = int(met.sum()), int((~met).sum())
    deals = [len(np.unique(past.deal[side])) for side in (met, ~met)]
    if min(deals) < FEWEST:
        return Estimate(min(deals), None)
    won = past.won.astype(np.float64)
    means = won[met].mean(), won[~met].mean()
    part = np.where(met, (won - means[0]) / hits, -(won - means[1]) / misses)
    value = float(means[0] - means[1])
    error = _cluster_error(part, past.deal)
    return Estimate(min(deals), value, value - Z * error, value + Z * error)


def _mean(values: Floats, deal: Counts) -> tuple[float, float]:
    mean = float(values.mean())
    return mean, _cluster_error((values - mean) / len(values), deal)


def _cluster_error(parts: Floats, deal: Counts) -> float:
    """Standard error of a sum of parts, of which those of one deal go together."""
    group = np.unique(deal, return_inverse=True)[1]
    return float(np.sqrt((np.bincount(group, weights=parts) ** 2).sum()))


def _verdict(gap: Estimate, points: int) -> str:
    if gap.low is None or gap.high is None:
        return "too_few"
    if gap.low <= 0 <= gap.high:
        return "chance"
    return "reliable" if (gap.low > 0) == (points > 0) else "wrong_way"


def _whole(past: Snapshots, rules: tuple[Rule, ...], names: Names) -> Estimate | None:
    """AUC of the points of all rules together."""
    if not rules or not len(past):
        return None
    return auc(points(rules, past.traits, names, len(past)).astype(np.float64), past.won, past.deal)


def _findings(rows: Sequence[Row], whole: Estimate | None, are_set: bool) -> tuple[Phrase, ...]:
    told = [row for row in rows if row["verdict"] == "reliable"]
    found = [
        say(
            "{n} of {all} criteria told won from lost reliably; those that chance explains as well are named.",
            n=len(told),
            all=len(rows),
        )
        if are_set
        else say(
            "No rules are set; these are proposed. {n} of {all} told won from lost reliably.",
            n=len(told),
            all=len(rows),
        )
    ]
    found += [
        say("“{rule}” has the wrong sign: deals that meet it went the other way.", rule=row["text"])
        for row in rows
        if row["verdict"] == "wrong_way"
    ]
    if whole is not None and whole.value is not None:
        found.append(
            say(
                "Together, the points put the right one of two deals first in {share} cases of 100.",
                share=round(100 * whole.value),
            )
        )
    return tuple(found)


def check_criterion(criterion: Criterion, names: Dictionary) -> None:
    """InputError where no deal can have the trait, or it is of the other kind."""
    known = (*NUMBERS, *WORDS, *names.fields)
    pick(
        {name: name for name in known},
        criterion.trait,
        say("no trait called “{name}”", name=criterion.trait),
        say("traits are: {names}", names=", ".join(known)),
    )
    if criterion.trait not in NUMBERS and criterion.number is not None:
        raise InputError(
            say("“{trait}” is no number", trait=criterion.trait), do=say("compare it by =, as in source=site")
        )
