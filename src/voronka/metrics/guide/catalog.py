"""The metrics of this family, as the catalogue has them."""

from __future__ import annotations

from voronka.language import say
from voronka.metrics.kinds import Metric
from voronka.model.column import Column

_KEY_FIGURES = Metric(
    "key_figures",
    say("Key figures"),
    say("Which five to seven figures should we watch, and which of them moves the result most?"),
    say(
        "The result that is wanted and the drivers under it: each now and in the period before, what ten per cent more of it would bring, and how far its own best months rise above the usual."
    ),
    "deal",
    ("cohort",),
    (),
    "voronka.metrics.guide.key_figures",
    columns=(
        Column("title", say("figure"), "text"),
        Column("value", say("now"), "measure"),
        Column("then", say("before"), "measure", spare=2),
        Column("change", say("change"), "change", spare=1),
        Column("tenth", say("10 % more bring"), "result", spare=3),
        Column("leverage", say("best months bring"), "share"),
        Column("gain", say("in the result"), "result", spare=4),
        Column("metric", say("ask for"), "name", spare=6),
        Column("why", say("why"), "text", spare=5),
    ),
    keys=("driver",),
    compared=("value", "leverage"),
    options=("goal", "top"),
    formula=say(
        "revenue = won deals × average deal; won deals = new deals × share won. Best months bring: the mean of the best three of the last twelve whole months ÷ the mean of all − 1, each month drawn towards the others by as much as chance explains"
    ),
    pitfalls=say(
        "Leverage says what the own best months were above the usual, not what a measure will bring: what-if asks that. Gains of different drivers do not add up. A figure without leverage is one that has no arithmetic link to the result, not one that does not matter."
    ),
    sources=("journeys", "stays", "amounts"),
    unit_of_value=say("the unit of each figure"),
    can_split=False,
)

METRICS: tuple[Metric, ...] = (_KEY_FIGURES,)
