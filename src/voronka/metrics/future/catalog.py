"""The metrics of this family, as the catalogue has them."""

from __future__ import annotations

from voronka.language import say
from voronka.metrics.kinds import Figure, Metric
from voronka.model.column import Column

#: A deal may be of one group only, or the groups would not add up to the whole.
DIMENSIONS = ("manager", "current_manager", "team", "source", "pipeline")

_FORECAST = Metric(
    "forecast",
    say("Forecast"),
    say("What will be won this month and in the next ones, and how sure is that?"),
    say(
        "Won money and won deals of each step to come: what is won already, what the open deals will bring by their chances, and what deals will bring that are not there yet. The range holds in 8 cases of 10."
    ),
    "deal",
    ("flow",),
    (
        Figure("won", say("Won"), ("step",)),
        Figure("new", say("Came in"), ("step",)),
        Figure("open", say("Deals that are open")),
    ),
    "voronka.metrics.future.forecast",
    columns=(
        Column("step", say("period"), "name"),
        Column("money_low", say("at least"), "money", spare=1),
        Column("money", say("most likely"), "money"),
        Column("money_high", say("at most"), "money", spare=1),
        Column("wins_low", say("deals, at least"), "count", spare=4),
        Column("wins", say("deals, most likely"), "count"),
        Column("wins_high", say("deals, at most"), "count", spare=4),
        Column("won", say("won already"), "count", "won", spare=2),
        Column("revenue", say("won already, sum"), "money", "won", spare=2),
        Column("from_open", say("from open deals"), "money", spare=3),
        Column("from_new", say("from deals to come"), "money", spare=3),
        Column("mean_money", say("on average"), "money", spare=6),
        Column("mean_wins", say("deals, on average"), "number", spare=7),
        Column("new", say("came in"), "count", "new", spare=5),
        Column("created", say("will have come in"), "count", spare=5),
    ),
    keys=("step",),
    compared=("money", "wins", "revenue", "won", "from_open", "from_new", "created"),
    options=("grain", "ahead"),
    formula=say(
        "Each open deal is won by its chance, given its stage and how long it has stood there: moves from stage to stage are competing risks by day, taken from the last year, and added up over all ways to the win. New deals come in by weekday, season and working days of the past and go the same way from the start. All chances are taken by one factor: wins of the last 24 months over those that were expected of them, drawn towards 1. Which of the open deals will be won goes by their amount, their owner and their source too. 1,000 draws (200 of a very large company) of both with amounts; at least, most likely and at most are P10, P50 and P90 of fact and draws together"
    ),
    pitfalls=say(
        "Ranges of people do not add up to the range of the company; the draws beneath do. A change that has no past, such as a new price, is not in it: look at the track record, which shows when forecasts began to miss. Money counts the amounts that deals have; a deal without one is taken for a past win."
    ),
    sources=("journeys", "stays"),
    unit_of_value=say("deals, money"),
    direction=0,
    dimensions=DIMENSIONS,
)

_RECORD = Metric(
    "track_record",
    say("Track record of the forecast"),
    say("How good were the past forecasts?"),
    say(
        "The forecast as it would have been made at the beginning of each of the last 12 steps, from what was known then, beside what came: how often it held, whether it promised too much, and whether something simpler would have been better."
    ),
    "deal",
    ("flow",),
    (Figure("won", say("Won"), ("step",)),),
    "voronka.metrics.future.record",
    columns=(
        Column("origin", say("made in"), "name"),
        Column("step", say("forecast for"), "name"),
        Column("ahead", say("steps ahead"), "number", spare=6),
        Column("money_low", say("at least"), "money", spare=1),
        Column("money", say("most likely"), "money", spare=2),
        Column("money_high", say("at most"), "money", spare=1),
        Column("revenue", say("came"), "money"),
        Column("is_inside", say("held"), "flag"),
        Column("wins_low", say("deals, at least"), "count", spare=4),
        Column("wins", say("deals, most likely"), "count", spare=3),
        Column("wins_high", say("deals, at most"), "count", spare=4),
        Column("won", say("deals that came"), "count", spare=3),
        Column("is_wins_inside", say("deals held"), "flag", spare=5),
        Column("mean_money", say("on average"), "money", spare=6),
        Column("mean_wins", say("deals, on average"), "number", spare=7),
        Column(
            "method",
            say("said by"),
            "code",
            spare=7,
            words=(
                ("model", say("the model")),
                ("last_period", say("the last period")),
                ("last_year", say("the same period a year ago")),
                ("stage_weighted", say("the chances of the stages")),
            ),
        ),
    ),
    keys=("origin", "ahead"),
    options=("grain",),
    formula=say(
        "Rolling origin: at each past date all is fitted anew to what was known then. WAPE = Σ|said − came| / Σ came; bias = Σ(said − came) / Σ came; pinball loss at P10, P50 and P90; coverage of P10–P90 with Wilson's interval. Against the period before, the same period a year ago, open deals by the chances of their stages, and the Theta method where it is installed. Ranges are corrected by the misses before them (split conformal)"
    ),
    pitfalls=say(
        "Twelve forecasts say little: 8 held of 12 may be as good as 11. Forecasts of several steps ahead overlap, so they miss together."
    ),
    sources=("journeys", "stays", "amounts"),
    unit_of_value=say("deals, money"),
    can_split=False,
)

METRICS = (
    _FORECAST,
    _RECORD,
)
