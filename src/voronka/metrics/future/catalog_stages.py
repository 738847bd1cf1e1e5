"""The forecast by stage, as the catalogue has it."""

from __future__ import annotations

from voronka.language import say
from voronka.metrics.kinds import Figure, Metric
from voronka.model.column import Column

_BY_STAGE = Metric(
    "forecast_stages",
    say("Forecast by stage"),
    say("From which stages will the money of this month come?"),
    say(
        "The deals that are open on each stage, and what is expected of them: wins and money of the current step and of the steps after it, on average."
    ),
    "deal",
    ("flow",),
    (Figure("open", say("Deals that are open"), ("position",)),),
    "voronka.metrics.future.by_stage",
    columns=(
        Column("name", say("stage"), "name"),
        Column("open", say("open"), "count", "open"),
        Column("wins", say("wins, on average"), "number"),
        Column("money", say("on average"), "money"),
        Column("wins_later", say("wins later"), "number", spare=2),
        Column("money_later", say("later"), "money", spare=1),
    ),
    keys=("position",),
    compared=("open", "wins", "money"),
    options=("grain", "ahead"),
    formula=say(
        "The part of the forecast that comes from open deals, by the stage on which each stands now: the sum of the chances of its deals to be won within the step, and of these chances times their amounts. Over all stages it is what the forecast has from open deals on average"
    ),
    pitfalls=say(
        "An average is of all outcomes: of a stage with one large deal either all of it comes or nothing. A stage with many deals and little expected of them is not worth nothing: look at the steps after this one."
    ),
    sources=("journeys", "stays"),
    unit_of_value=say("deals, money"),
    over_all_pipelines=False,
    dimensions=("manager", "current_manager", "team", "source"),
)

METRICS = (_BY_STAGE,)
