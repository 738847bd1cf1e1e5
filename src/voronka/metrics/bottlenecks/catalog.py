"""The metrics of this family, as the catalogue has them."""

from __future__ import annotations

from voronka.language import say
from voronka.metrics.kinds import Figure, Metric
from voronka.model.column import Column

_VERDICTS = (
    ("leak", say("leak")),
    ("healthy_filter", say("healthy filter")),
    ("not_a_leak", say("not a leak")),
    ("cannot_tell", say("cannot tell")),
)

_BOTTLENECKS = Metric(
    "bottlenecks",
    say("Bottlenecks"),
    say("Which stage should be fixed first, and what would it bring?"),
    say(
        "For each stage: how many go on now, how many your own best quarters or better managers let go on, and what reaching that would bring in a month, with its range. A stage where stricter sorting costs no wins is no leak."
    ),
    "deal",
    ("cohort",),
    (
        Figure("entries", say("Came to the stage"), ("position",)),
        Figure("lost", say("Lost from here"), ("position",)),
        Figure("stuck", say("Stands here too long"), ("position",)),
        Figure("behind", say("Lost or stuck here"), ("position",)),
    ),
    "voronka.metrics.bottlenecks.bottlenecks",
    columns=(
        Column("name", say("stage"), "name"),
        Column("verdict", say("verdict"), "code", words=_VERDICTS),
        Column("gain", say("gain a month"), "amount"),
        Column("step", say("goes on"), "estimate", "entries"),
        Column("attainable", say("attainable"), "share"),
        Column(
            "attained_by",
            say("attained by"),
            "code",
            spare=3,
            words=(("quarters", say("best quarters")), ("people", say("better managers"))),
        ),
        Column("worst", say("chance to be the worst"), "share", spare=2),
        Column("per_month", say("come a month"), "number", spare=4),
        Column("won_after", say("won of those who pass"), "estimate", spare=5),
        Column("gain_wins", say("wins a month more"), "number", spare=8),
        Column("behind", say("lost or stuck"), "count", "behind", spare=1),
        Column("lost", say("lost"), "count", "lost", spare=10),
        Column("stuck", say("stuck"), "count", "stuck", spare=9),
        Column("median_days", say("median time here"), "days", spare=6),
        Column("attainable_days", say("attainable time"), "days", spare=7),
        Column("days_lost", say("days lost a month"), "number", spare=11),
        Column("slowed", say("money held up"), "money", spare=12),
        Column("horizon_days", say("within"), "days", spare=13),
    ),
    keys=("position",),
    compared=("entries", "per_month", "attainable", "lost", "stuck", "behind", "median_days"),
    options=("horizon",),
    formula=say(
        "Gain = E × (C* − C) × F_won of those who pass × mean amount of a win; C by Aalen–Johansen. C* is the larger of the mean of the best three of the last eight quarters and the upper quartile of managers, both shrunken. Range: 1,000 draws."
    ),
    pitfalls=say(
        "Gains of different stages do not add. What others attain is not attained by wishing: better managers may get better deals. A stage is called a leak only where own groups differ reliably; a company that is equally weak everywhere sees none. Without a period: deals that began in the last eight quarters."
    ),
    sources=("stays", "journeys"),
    unit_of_value=say("money a month"),
    over_all_pipelines=False,
    attribution="moment",
    direction=0,
)

_WHAT_IF = Metric(
    "what_if",
    say("What if"),
    say("What would a change bring in a month, and does it pay for itself?"),
    say(
        "More deals, a better step, a shorter stay or larger amounts, one or several together: wins and money a month now and then, with ranges; the cycle; from when; and against a cost, the net of a year and the time to pay back."
    ),
    "deal",
    ("cohort",),
    (Figure("reckoned", say("Deals it is reckoned from")),),
    "voronka.metrics.bottlenecks.what_if",
    columns=(
        Column(
            "scenario",
            say("what if"),
            "code",
            words=(
                ("now", say("as it is")),
                ("then", say("with the change")),
                ("difference", say("difference")),
            ),
        ),
        Column("wins", say("wins a month"), "number"),
        Column("wins_low", say("lower end"), "number", spare=4),
        Column("wins_high", say("upper end"), "number", spare=4),
        Column("money", say("money a month"), "amount"),
        Column("cycle_days", say("median cycle"), "days", spare=3),
        Column("starts", say("first wins by it"), "date", spare=2),
        Column("once", say("brought forward once"), "money", spare=5),
        Column("net_year", say("net of a year"), "amount"),
        Column("payback_months", say("months to pay back"), "number"),
        Column("payback_p10", say("at best (P10)"), "number", spare=6),
        Column("payback_p90", say("at worst (P90)"), "number", spare=6),
        Column("pays_back", say("pays back within a year"), "share", spare=1),
    ),
    keys=("scenario",),
    compared=("wins", "cycle_days"),
    options=("set", "cost", "cost_monthly", "horizon"),
    formula=say(
        "Wins a month = deals a month × F_won, times new share / share now for each step changed and new / now for the inflow; money = wins × mean amount of a win. Ranges: 1,000 draws. Payback: (cost + gain × lag − brought forward) / (gain − monthly cost)."
    ),
    pitfalls=say(
        "Deals that newly pass are taken to be won as often as those that pass now; look at bottlenecks whether a stage is a healthy filter. A shorter stay alone brings no more wins: it brings them sooner, once. Without a margin the gain is revenue, not profit."
    ),
    sources=("stays", "journeys"),
    unit_of_value=say("money a month"),
    over_all_pipelines=False,
    example=(("set", "inflow=+10%"),),
    can_split=False,
)

METRICS: tuple[Metric, ...] = (_BOTTLENECKS, _WHAT_IF)
