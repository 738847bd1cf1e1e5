"""The metrics of this family, as the catalogue has them."""

from __future__ import annotations

from voronka.language import say
from voronka.metrics.kinds import Figure, Metric
from voronka.model.column import Column

_STAYS = Metric(
    "stays",
    say("Time on the stages"),
    say("How long does a deal stand on each stage, and what is normal there?"),
    say(
        "Each uninterrupted time of a deal on a stage is a stay, returns included. Deals that still stand there count as “at least so long”, by Kaplan and Meier."
    ),
    "stay",
    ("cohort", "flow"),
    (
        Figure("stays", say("Stays"), ("position",)),
        Figure("open", say("Still there"), ("position",)),
        Figure("advanced", say("Went on"), ("position",)),
        Figure("lost", say("Lost"), ("position",)),
        Figure("moved_back", say("Moved back"), ("position",)),
        Figure("handed_over", say("Handed over"), ("position",)),
        Figure("deleted", say("Deleted"), ("position",)),
    ),
    "voronka.metrics.times.stays",
    columns=(
        Column("name", say("Stage"), "name"),
        Column("stays", say("Stays"), "count", "stays"),
        Column("open", say("Still there"), "count", "open"),
        Column("stay", say("Half stay for"), "times", "stays"),
        Column("p75_days", say("A quarter longer than"), "days", spare=4),
        Column("norm_days", say("Normal up to"), "days"),
        Column("p90_days", say("A tenth longer than"), "days", spare=2),
        Column("onward", say("Those who go on"), "times", spare=3),
        Column("advanced", say("Went on"), "count", "advanced", spare=5),
        Column("lost", say("Lost"), "count", "lost", spare=6),
        Column("moved_back", say("Moved back"), "count", "moved_back", spare=7),
        Column("handed_over", say("Handed over"), "count", "handed_over", spare=8),
        Column("deleted", say("Deleted"), "count", "deleted", spare=9),
    ),
    keys=("position",),
    compared=("stays", "open", "p75_days", "norm_days", "p90_days"),
    formula=say(
        "S(t) = Π (1 − d(u) / n(u)) over the whole hours u ≤ t: d stays ended then, n had lasted so long. Median: the first t with S(t) ≤ 1/2; normal up to the first t with S(t) ≤ 15 %. "
        "Those who go on: the median of F(t) / F(∞), F being Aalen and Johansen’s share that went on by t."
    ),
    pitfalls=say(
        "The mean or median of finished stays alone is too short, because the slow ones are still standing: 15.3 days where the truth is 19.0. "
        "Never add up the stays of all stages to get the cycle. Deals that nobody closes stand for ever: see stuck."
    ),
    sources=("stays",),
    unit_of_value=say("days"),
    direction=-1,
    over_all_pipelines=False,
    attribution="moment",
    fact_columns=(
        Column("entered_at", say("Entered"), "date"),
        Column("hours", say("On the stage"), "hours"),
    ),
)

_LAGS = Metric(
    "lags",
    say("Waiting for an answer"),
    say("How long from invoice to payment, from contract to signature, from payment to its confirmation?"),
    say(
        "Of deals that stood on the earlier stage: the time from first reaching it to first reaching the later one. Stages are named in the settings or known by their names; "
        "--stage and --to ask for any two. Payment without a stage for its confirmation waits for the win."
    ),
    "deal",
    ("cohort",),
    (
        Figure("deals", say("Started"), ("from_position", "to_position")),
        Figure("arrived", say("Got there"), ("from_position", "to_position")),
        Figure("lost", say("Lost"), ("from_position", "to_position")),
        Figure("handed_over", say("Handed over"), ("from_position", "to_position")),
        Figure("open", say("Still waiting"), ("from_position", "to_position")),
    ),
    "voronka.metrics.times.lags",
    columns=(
        Column("from", say("From"), "name"),
        Column("to", say("To"), "name"),
        Column("deals", say("Started"), "count", "deals"),
        Column("arrived", say("Got there"), "count", "arrived", spare=1),
        Column("time", say("Half get there in"), "times", "deals"),
        Column("p75_days", say("A quarter wait longer than"), "days", spare=4),
        Column("p90_days", say("A tenth wait longer than"), "days", spare=2),
        Column("open", say("Still waiting"), "count", "open", spare=3),
        Column("lost", say("Lost"), "count", "lost", spare=5),
        Column("handed_over", say("Handed over"), "count", "handed_over", spare=6),
    ),
    keys=("from_position", "to_position"),
    compared=("deals", "arrived", "lost", "open", "p75_days", "p90_days"),
    options=("stage", "to"),
    formula=say(
        "The first t with F(t) / F(∞) ≥ 1/2, F(t) being Aalen and Johansen’s share that reached the later stage by t; lost and handed over are other outcomes, deals still waiting are censored."
    ),
    pitfalls=say(
        "The median of those who have paid already is too short while others still wait. A deal that skipped the earlier stage has no start and is not counted."
    ),
    unit_of_value=say("days"),
    direction=-1,
    over_all_pipelines=False,
    attribution="moment",
)

METRICS: tuple[Metric, ...] = (_STAYS, _LAGS)
