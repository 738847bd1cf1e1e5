"""The metrics of this family, as the catalogue has them."""

from __future__ import annotations

from voronka.language import say
from voronka.metrics.conversion.rules import RULES
from voronka.metrics.kinds import Figure, Metric
from voronka.model.column import Column

_WIN_RATE = Metric(
    "win_rate",
    say("Win rate"),
    say("Of the deals that come in, how many are won?"),
    say(
        "The share of new deals that is won within the horizon, open deals taken into account: by count, by value, and beside it the figure that a CRM shows."
    ),
    "deal",
    ("cohort",),
    (
        Figure("deals", say("Deals that came in")),
        Figure("resolved", say("Closed or handed over")),
        Figure("won", say("Won")),
        Figure("lost", say("Lost")),
        Figure("handed_over", say("Handed over")),
        Figure("open", say("Open")),
        Figure("forgotten", say("Open beyond the horizon")),
        Figure("crm_won", say("Won in the period, as in the CRM")),
        Figure("crm_lost", say("Lost in the period, as in the CRM")),
    ),
    "voronka.metrics.conversion.win_rate",
    columns=(
        Column("by_count", say("won of all"), "estimate", "deals"),
        Column("by_value", say("by value"), "estimate", spare=2),
        Column("as_in_crm", say("as in the CRM"), "rate", "crm_won", spare=1),
        Column("deals", say("new deals"), "count", "deals"),
        Column("won", say("won"), "count", "won", spare=4),
        Column("lost", say("lost"), "count", "lost", spare=5),
        Column("handed_over", say("handed over"), "count", "handed_over", spare=8),
        Column("open", say("open"), "count", "open", spare=3),
        Column("forgotten", say("open too long"), "count", "forgotten", spare=6),
        Column("horizon_days", say("within"), "days", spare=7),
    ),
    compared=("deals", "won", "lost", "handed_over", "open", "forgotten"),
    events=("deals", "won", "lost"),
    options=("horizon",),
    formula=say(
        "Aalen–Johansen: F(h) = Σ S(u−)·won(u)/n(u) over ages u < h from creation; lost and handed over compete, open deals are censored. By value each deal weighs its amount. As in the CRM: won / (won + lost) closed in the period."
    ),
    pitfalls=say(
        "The CRM's figure leaves out deals that nobody closes, so it is too high. A month that is not over is compared at equal age only. The default horizon is the time by which 90% of past wins of the pipeline had happened; later wins are not in the figure."
    ),
    sources=("journeys",),
    unit_of_value=say("share of deals"),
    headline="by_count",
    direction=1,
)

_CONVERSION = Metric(
    "conversion",
    say("Conversion"),
    say("From which stage do how many deals go on, and how many new deals come that far?"),
    say(
        "For each stage the share that goes beyond it within the horizon, open deals taken into account, and the share of new deals that reaches it. A skipped stage counts as passed at once."
    ),
    "deal",
    ("cohort",),
    (
        Figure("reached", say("Reached"), ("position",)),
        Figure("skipped", say("Skipped"), ("position",)),
        Figure("advanced", say("Went further"), ("position",)),
        Figure("lost", say("Lost from here"), ("position",)),
        Figure("handed_over", say("Handed over"), ("position",)),
        Figure("open", say("Still here"), ("position",)),
    ),
    "voronka.metrics.conversion.steps",
    columns=(
        Column("name", say("stage"), "name"),
        Column("reached", say("reached"), "count", "reached"),
        Column("step", say("go on"), "estimate", "reached"),
        Column("horizon_days", say("within"), "days", spare=2),
        Column("cumulative", say("of all new"), "estimate", spare=1),
        Column("advanced", say("went further"), "count", "advanced", spare=5),
        Column("lost", say("lost here"), "count", "lost", spare=3),
        Column("handed_over", say("handed over"), "count", "handed_over", spare=7),
        Column("open", say("still here"), "count", "open", spare=4),
        Column("skipped", say("skipped"), "count", "skipped", spare=6),
    ),
    keys=("position",),
    compared=("reached", "advanced", "lost", "handed_over", "open"),
    events=("reached", "lost"),
    options=("horizon",),
    formula=say(
        "Aalen–Johansen with the clock from first reaching the stage: C(h) = Σ S(u−)·advanced(u)/n(u) over u < h; lost and handed over compete, deals still there are censored. Of all new: the same with the clock from creation, within the horizon of the win."
    ),
    pitfalls=say(
        "Never multiply the steps to get a win rate: each has its own horizon; the last row says how many are won. A step is credited to who owned the deal when it reached the stage, the share of all new to its first owner. Losing early is healthy: a low step is not a leak by itself."
    ),
    sources=("stays", "journeys"),
    unit_of_value=say("share of deals"),
    headline="stage=won.cumulative",
    direction=1,
    over_all_pipelines=False,
    attribution="moment",
)

_CURVE = (
    Column("age_days", say("by day"), "count"),
    Column("value", say("share"), "share"),
    Column("low", say("at least"), "share", spare=1),
    Column("high", say("at most"), "share", spare=2),
    Column("at_risk", say("followed so long"), "count", "at_risk", spare=3),
    Column("waiting", say("younger and open"), "count", "waiting", spare=4),
)

_PITFALLS = say(
    "On the right few deals are left to tell: where the interval is wide the curve is a guess. While deals younger than the point are open, its share can still change."
)

_WIN_CURVE = Metric(
    "win_curve",
    say("Win rate by age"),
    say("How soon after they come in are deals won?"),
    say("The share of new deals that is won by each day after they came in, open deals taken into account."),
    "deal",
    ("cohort",),
    (
        Figure("at_risk", say("Followed to that age"), ("age_days",)),
        Figure("waiting", say("Open, and not that old yet"), ("age_days",)),
    ),
    "voronka.metrics.conversion.win_curve",
    columns=_CURVE,
    keys=("age_days",),
    compared=("value",),
    options=("horizon", "every"),
    formula=say("Aalen–Johansen: F(h) at each whole day h, as in the win rate."),
    pitfalls=_PITFALLS,
    sources=("journeys",),
    unit_of_value=say("share of deals"),
    direction=1,
)

_STEP_CURVE = Metric(
    "conversion_curve",
    say("Conversion by age"),
    say("How soon do deals go on from a stage?"),
    say(
        "The share of the deals that reached a stage and had gone on from it by each day after that, open deals taken into account."
    ),
    "deal",
    ("cohort",),
    (
        Figure("at_risk", say("Followed to that age"), ("position", "age_days")),
        Figure("waiting", say("Open, and not that old yet"), ("position", "age_days")),
    ),
    "voronka.metrics.conversion.step_curve",
    columns=(Column("name", say("stage"), "name"), *_CURVE),
    keys=("position", "age_days"),
    compared=("value",),
    options=("stage", "horizon", "every"),
    formula=say("Aalen–Johansen: C(h) at each whole day h, as in the conversion of the step."),
    pitfalls=_PITFALLS,
    sources=("stays", "journeys"),
    unit_of_value=say("share of deals"),
    direction=1,
    over_all_pipelines=False,
    attribution="moment",
)

_RECONCILE = Metric(
    "reconcile",
    say("Reconciliation with the CRM"),
    say("Why does the CRM show other numbers, and which deals make the difference?"),
    say(
        "From the CRM's own report (won and lost, closed in the period, as the records stand) to the deals that came in in the period: what each rule takes away or adds. The rules add up exactly, and each opens its deals."
    ),
    "deal",
    ("cohort",),
    (Figure("deals", say("Deals of the rule"), ("rule",)),),
    "voronka.metrics.conversion.reconcile",
    columns=(
        Column("rule", say("rule"), "code", words=tuple(RULES.items())),
        Column("deals", say("deals"), "count", "deals"),
        Column("counted", say("in the count"), "count", spare=2),
        Column("won", say("won"), "count", spare=1),
        Column("lost", say("lost"), "count", spare=4),
        Column("amount", say("won sum"), "money", spare=3),
        Column("share", say("share won"), "rate"),
    ),
    keys=("rule",),
    compared=("deals", "counted", "won", "lost", "amount"),
    formula=say(
        "As in the CRM: won / (won + lost), closed in the period, present pipeline, owner and amount. Ours: won / all that came in, each with its latest outcome, the owner of its first open stage and the amount at the win."
    ),
    pitfalls=say(
        "Deleted deals are in neither number. A skipped stage changes neither: it counts as passed in both. Filters pick the same deals on both sides; split by manager to see deals that changed hands. The share of what came in grows while deals are open: the win rate says where it will end."
    ),
    sources=("journeys", "deals", "stays"),
    unit_of_value=say("deals"),
)

METRICS: tuple[Metric, ...] = (_WIN_RATE, _CONVERSION, _WIN_CURVE, _STEP_CURVE, _RECONCILE)
