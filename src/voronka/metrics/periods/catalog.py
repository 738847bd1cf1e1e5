"""The metrics of this family, as the catalogue has them."""

from __future__ import annotations

from voronka.language import say
from voronka.metrics.kinds import Metric
from voronka.model.column import Column

_TREND = Metric(
    "trend",
    say("Trend"),
    say("How does a figure go over time, and since when is it different?"),
    say(
        "One number of any metric by day, week, month or quarter of the account's zone: of=win_rate, of=results.won, of=open. Deals of each period are compared at equal age; periods that are too young are marked."
    ),
    "deal",
    ("flow",),
    (),
    "voronka.metrics.periods.trend",
    columns=(Column("bucket", say("period"), "name"), Column("state", say("caution"), "code")),
    keys=("bucket",),
    options=("of", "grain", "horizon", "stage", "to", "clock"),
    formula=say(
        "Metrics with a horizon: each period's deals, those still open counted in. Plain shares: each period's deals when they were as old as the horizon. Change points: binary segmentation by likelihood, a split kept where chance makes one so clear in at most 5% of series."
    ),
    pitfalls=say(
        "A season looks like a change. The last periods of a conversion are young: what looks like a collapse is deals that have not had their time."
    ),
    sources=("stays", "journeys"),
    unit_of_value=say("as the metric that is followed"),
    example=(("of", "win_rate"),),
)

_CHANGES = Metric(
    "changes",
    say("Did it work?"),
    say("What did a change in how we sell bring?"),
    say(
        "Each noted change with its main figure before and after; with change=N or since=DAY all figures: win rate, conversion of each step, stays, average deal. Windows are equally long, deals are compared at equal age."
    ),
    "deal",
    ("cohort",),
    (),
    "voronka.metrics.periods.changes",
    columns=(
        Column("number", say("No."), "count", spare=6),
        Column("day", say("since"), "date"),
        Column("text", say("what was changed"), "name", spare=3),
        Column(
            "measure",
            say("figure"),
            "code",
            words=(
                ("win_rate", say("win rate")),
                ("step", say("go on from the stage")),
                ("stay", say("median stay")),
                ("average_deal", say("average deal")),
            ),
        ),
        Column("stage", say("stage"), "name", spare=1),
        Column("before", say("before"), "measure"),
        Column("after", say("after"), "measure"),
        Column("change", say("change"), "change", spare=2),
        Column("deals", say("deals, at least"), "count", spare=5),
        Column("window_days", say("days each"), "count", spare=7),
        Column(
            "verdict",
            say("verdict"),
            "code",
            words=(
                ("improved", say("improved")),
                ("worse", say("worse")),
                ("none", say("no reliable difference")),
                ("early", say("too early to tell")),
            ),
        ),
    ),
    keys=("number", "measure", "stage"),
    options=("change", "since"),
    formula=say(
        "After: deals created in [day, day + w), known up to day + w. Before: those of [day − w, day), known up to the day. w is as long as history allows, at most 180 days; the win counts within the age that half of the later deals have had. Differences by Newcombe or bootstrap; of those looked at together at most 5% are false (Benjamini–Hochberg). Where history reaches back a year the same weeks of that year are subtracted in `adjusted`."
    ),
    pitfalls=say(
        "Before and after is no experiment: season, prices and other leads change figures too. A warning says so where the data show it."
    ),
    sources=("stays", "journeys"),
    unit_of_value=say("as the figure compared"),
    can_split=False,
    over_all_pipelines=False,
)

METRICS: tuple[Metric, ...] = (_TREND, _CHANGES)
