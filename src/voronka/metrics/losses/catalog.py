"""The metrics of this family, as the catalogue has them."""

from __future__ import annotations

from voronka.language import say
from voronka.metrics.kinds import Figure, Metric
from voronka.metrics.losses.reasons import NATURE
from voronka.model.column import Column

_LOSSES = Metric(
    "losses",
    say("Losses"),
    say("What do we lose, where, why, and what does it come to in a month?"),
    say(
        "Deals lost in the period, by the open stage on which they stood last and the reason given; the most frequent first. The funnel counts a loss at the furthest stage instead, so that the two may differ by deals that had gone back."
    ),
    "deal",
    ("flow", "cohort"),
    (
        Figure("lost", say("Lost")),
        Figure("no_reason", say("Lost without a reason")),
        Figure("lost_on", say("Lost on a stage"), ("stage",)),
        Figure("lost_for", say("Lost on a stage for a reason"), ("stage", "reason")),
    ),
    "voronka.metrics.losses.losses",
    columns=(
        Column("stage", say("Last stage"), "name"),
        Column("next", say("Did not come to"), "name", spare=4),
        Column("reason", say("Reason"), "code", words=(("", say("none given")),)),
        Column("deals", say("Deals"), "count", "lost_for"),
        Column("share", say("Share of deals"), "rate", spare=3),
        Column("cumulative", say("Cumulative"), "share", spare=1),
        Column("amount", say("Sum"), "money", "lost_for"),
        Column("share_amount", say("Share of sum"), "share", spare=2),
        Column("monthly", say("A month"), "money", spare=2),
        Column("age_median_days", say("Median age at loss"), "days", spare=3),
        NATURE,
    ),
    keys=("pipeline_id", "stage_id", "reason"),
    compared=("deals", "amount", "share_amount", "monthly", "age_median_days"),
    options=("top",),
    formula=say(
        "share = lost deals of a stage and reason / all lost deals; sum = amounts at the moment of the loss; a month = sum / length of the period in months"
    ),
    pitfalls=say(
        "A lost sum is not a sum that could have been won. Deals without an amount count as deals and not as money. Dead deals that nobody closed are not here: see the stuck ones."
    ),
    unit_of_value=say("deals and money"),
    direction=-1,
    attribution="moment",
)

_BETWEEN = Metric(
    "losses_by_transition",
    say("Losses by transition"),
    say("Between which stages do we lose deals, and for which reason mostly?"),
    say(
        "Deals lost in the period by the open stage on which they stood last: those that did not come to the next one. With the reason given most often and the share of losses without any."
    ),
    "deal",
    ("flow", "cohort"),
    (
        Figure("lost", say("Lost")),
        Figure("no_reason", say("Lost without a reason")),
        Figure("lost_on", say("Lost on a stage"), ("stage",)),
        Figure("no_reason_on", say("Lost on a stage without a reason"), ("stage",)),
        Figure("lost_for", say("Lost on a stage for a reason"), ("stage", "top_reason")),
    ),
    "voronka.metrics.losses.between",
    columns=(
        Column("stage", say("Last stage"), "name"),
        Column("next", say("Did not come to"), "name", spare=1),
        Column("deals", say("Deals"), "count", "lost_on"),
        Column("share", say("Share of deals"), "rate", spare=5),
        Column("amount", say("Sum"), "money", "lost_on"),
        Column("share_amount", say("Share of sum"), "share", spare=3),
        Column("monthly", say("A month"), "money", spare=2),
        Column("top_reason", say("Most often"), "name"),
        Column("top_share", say("So often"), "rate", "lost_for", spare=4),
        Column("no_reason", say("Without a reason"), "rate", "no_reason_on", spare=1),
        Column("age_days", say("Mean age at loss"), "days", spare=3),
    ),
    keys=("pipeline_id", "stage_id"),
    compared=("deals", "amount", "share_amount", "monthly", "age_days"),
    formula=say("deals whose last open stage is this one / all lost deals"),
    pitfalls=say(
        "Many losses early are no leak by themselves: filtering is healthy. What a better transition would bring is told by the bottlenecks."
    ),
    unit_of_value=say("deals and money"),
    direction=-1,
    attribution="moment",
)

METRICS: tuple[Metric, ...] = (_LOSSES, _BETWEEN)
