"""The metrics of this family, as the catalogue has them."""

from __future__ import annotations

from voronka.language import say
from voronka.metrics.kinds import Figure, Metric
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
        Column("tenth", say("10% more bring"), "result", spare=3),
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

_FIXES = Metric(
    "fixes",
    say("What to fix in the CRM"),
    say("Which deals are kept badly, and which figures does that spoil?"),
    say(
        "Deals that fail a check: dead or idle ones that stand open, without amount, reason or owner, of one contact, moved in bulk, in another currency; and stages that nobody uses."
    ),
    "deal",
    ("cohort",),
    (Figure("deals", say("Deals to fix"), ("check",)),),
    "voronka.metrics.guide.fixes",
    columns=(
        Column("title", say("what is wrong"), "text"),
        Column("deals", say("deals"), "count", "deals"),
        Column("amount", say("sum"), "money", "deals", 1),
        Column("spoils", say("what it spoils"), "text", spare=3),
        Column("advice", say("what to do"), "text", spare=2),
        Column("check", say("list"), "name", spare=4),
    ),
    keys=("check",),
    compared=("deals", "amount"),
    formula=say(
        "one count per check; a deal may stand in several. Idle: 30 days on its stage and no call, mail, message, meeting or task about it in that time. Dead: as in stuck"
    ),
    pitfalls=say(
        "What is not read is not wrong: without telephony nobody knows whether a deal is idle. Two open deals of one contact may well be two sales."
    ),
    sources=("journeys", "stays", "amounts", "attributes", "activities", "people", "moves"),
    unit_of_value=say("deals, money"),
    direction=-1,
    over_all_pipelines=False,
)

METRICS: tuple[Metric, ...] = (_KEY_FIGURES, _FIXES)
