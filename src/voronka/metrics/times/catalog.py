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

METRICS: tuple[Metric, ...] = (_STAYS,)
