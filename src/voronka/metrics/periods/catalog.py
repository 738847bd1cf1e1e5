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
        "Metrics with a horizon: each period's deals, those still open counted in. Plain shares: each period's deals when they were as old as the horizon. Change points: binary segmentation by likelihood, a split kept where chance makes one so clear in at most 5 % of series."
    ),
    pitfalls=say(
        "A season looks like a change. The last periods of a conversion are young: what looks like a collapse is deals that have not had their time."
    ),
    sources=("stays", "journeys"),
    unit_of_value=say("as the metric that is followed"),
    example=(("of", "win_rate"),),
)

METRICS: tuple[Metric, ...] = (_TREND,)
