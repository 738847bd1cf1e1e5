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
    events=("deals",),
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

_INCOMING = Metric(
    "incoming",
    say("Lost enquiries"),
    say("How many of the enquiries that come in are lost, and by what?"),
    say(
        "Every enquiry that came in in the period: deals of «Неразобранное», and those that a form, telephony or a robot created. Taken: a person answered it or moved it on and it was not lost before qualification. Lost: rejected, a duplicate, spam, never answered (closed so, or without an answer for a fortnight), or lost before qualification. The rest waits."
    ),
    "deal",
    ("cohort",),
    (
        Figure("enquiries", say("Enquiries")),
        Figure("taken", say("Answered and taken")),
        Figure("lost", say("Lost enquiries of any cause")),
        Figure("rejected", say("Rejected")),
        Figure("duplicate", say("Duplicates")),
        Figure("spam", say("Spam")),
        Figure("never_answered", say("Never answered")),
        Figure("lost_early", say("Lost before qualification")),
        Figure("waiting", say("Waiting")),
    ),
    "voronka.metrics.losses.incoming",
    columns=(
        Column("enquiries", say("Enquiries"), "count", "enquiries"),
        Column("lost_share", say("Lost share"), "rate", "lost"),
        Column(
            "verdict",
            say("Against 30%"),
            "code",
            spare=2,
            words=(
                ("below", say("below")),
                ("above", say("above")),
                ("unclear", say("cannot be told")),
            ),
        ),
        Column("taken", say("Answered and taken"), "count", "taken", spare=3),
        Column("rejected", say("Rejected"), "count", "rejected", spare=1),
        Column("duplicate", say("Duplicates"), "count", "duplicate", spare=1),
        Column("spam", say("Spam"), "count", "spam", spare=1),
        Column("never_answered", say("Never answered"), "count", "never_answered"),
        Column("lost_early", say("Lost before qualification"), "count", "lost_early", spare=1),
        Column("waiting", say("Waiting"), "count", "waiting", spare=2),
        Column("lost_share_clean", say("Without duplicates and spam"), "rate", spare=4),
        Column("wait", say("Wait in the list"), "times", spare=3),
    ),
    compared=("enquiries", "taken", "rejected", "duplicate", "spam", "never_answered", "lost_early"),
    events=("enquiries", "taken", "rejected", "duplicate", "spam", "never_answered", "lost_early"),
    options=("horizon",),
    formula=say(
        "lost share = (rejected + duplicates + spam + never answered + lost before qualification) / (enquiries − those that wait), with Wilson's interval; the verdict on 30% holds however those that wait turn out"
    ),
    pitfalls=say(
        "Deals that people enter by hand are no enquiries here: nobody can say which of them began with a call from outside. Where telephony and mail are not connected, only moving a deal on by hand counts as an answer. Duplicates and spam are told by words in reasons and tags."
    ),
    sources=("journeys", "enquiries", "moves", "activities", "attributes"),
    unit_of_value=say("share of enquiries"),
    headline="lost_share",
    direction=-1,
    keeps_deleted=True,
    over_all_pipelines=False,
)

METRICS: tuple[Metric, ...] = (_LOSSES, _BETWEEN, _INCOMING)
