"""The metrics of this family, as the catalogue has them."""

from __future__ import annotations

from voronka.language import say
from voronka.metrics.kinds import Figure, Metric
from voronka.metrics.times.stuck_catalog import STUCK, STUCK_SUMMARY
from voronka.model.column import Column

_STAYS = Metric(
    "stays",
    say("Time on the stages"),
    say("How long does a deal stand on each stage, and what is normal there?"),
    say(
        "Each uninterrupted time of a deal on a stage is a stay, returns included. Deals that still stand there count as “at least so long”, by Kaplan and Meier."
    ),
    "stay",
    ("cohort", "flow"),
    (
        Figure("stays", say("Stays"), ("position",)),
        Figure("open", say("Still there"), ("position",)),
        Figure("advanced", say("Went on"), ("position",)),
        Figure("lost", say("Lost"), ("position",)),
        Figure("moved_back", say("Moved back"), ("position",)),
        Figure("handed_over", say("Handed over"), ("position",)),
        Figure("deleted", say("Deleted"), ("position",)),
    ),
    "voronka.metrics.times.stays",
    columns=(
        Column("name", say("Stage"), "name"),
        Column("stays", say("Stays"), "count", "stays"),
        Column("open", say("Still there"), "count", "open"),
        Column("stay", say("Half stay for"), "times", "stays"),
        Column("p75_days", say("A quarter longer than"), "days", spare=4),
        Column("norm_days", say("Normal up to"), "days"),
        Column("p90_days", say("A tenth longer than"), "days", spare=2),
        Column("onward", say("Those who go on"), "times", spare=3),
        Column("advanced", say("Went on"), "count", "advanced", spare=5),
        Column("lost", say("Lost"), "count", "lost", spare=6),
        Column("moved_back", say("Moved back"), "count", "moved_back", spare=7),
        Column("handed_over", say("Handed over"), "count", "handed_over", spare=8),
        Column("deleted", say("Deleted"), "count", "deleted", spare=9),
    ),
    keys=("position",),
    compared=("stays", "open", "p75_days", "norm_days", "p90_days"),
    formula=say(
        "S(t) = Π (1 − d(u) / n(u)) over the whole hours u ≤ t: d stays ended then, n had lasted so long. Median: the first t with S(t) ≤ 1/2; normal up to the first t with S(t) ≤ 15%. "
        "Those who go on: the median of F(t) / F(∞), F being Aalen and Johansen’s share that went on by t."
    ),
    pitfalls=say(
        "The mean or median of finished stays alone is too short, because the slow ones are still standing: 15.3 days where the truth is 19.0. "
        "Never add up the stays of all stages to get the cycle. Deals that nobody closes stand for ever: see stuck."
    ),
    sources=("stays",),
    unit_of_value=say("days"),
    direction=-1,
    over_all_pipelines=False,
    attribution="moment",
    fact_columns=(
        Column("entered_at", say("Entered"), "date"),
        Column("hours", say("On the stage"), "hours"),
    ),
)

_LAGS = Metric(
    "lags",
    say("Waiting for an answer"),
    say("How long from invoice to payment, from contract to signature, from payment to its confirmation?"),
    say(
        "Of deals that stood on the earlier stage: the time from first reaching it to first reaching the later one. Stages are named in the settings or known by their names; "
        "--stage and --to ask for any two. Payment without a stage for its confirmation waits for the win."
    ),
    "deal",
    ("cohort",),
    (
        Figure("deals", say("Started"), ("from_position", "to_position")),
        Figure("arrived", say("Got there"), ("from_position", "to_position")),
        Figure("lost", say("Lost"), ("from_position", "to_position")),
        Figure("handed_over", say("Handed over"), ("from_position", "to_position")),
        Figure("open", say("Still waiting"), ("from_position", "to_position")),
    ),
    "voronka.metrics.times.lags",
    columns=(
        Column("from", say("From"), "name"),
        Column("to", say("To"), "name"),
        Column("deals", say("Started"), "count", "deals"),
        Column("arrived", say("Got there"), "count", "arrived", spare=1),
        Column("time", say("Half get there in"), "times", "deals"),
        Column("p75_days", say("A quarter wait longer than"), "days", spare=4),
        Column("p90_days", say("A tenth wait longer than"), "days", spare=2),
        Column("open", say("Still waiting"), "count", "open", spare=3),
        Column("lost", say("Lost"), "count", "lost", spare=5),
        Column("handed_over", say("Handed over"), "count", "handed_over", spare=6),
    ),
    keys=("from_position", "to_position"),
    compared=("deals", "arrived", "lost", "open", "p75_days", "p90_days"),
    options=("stage", "to"),
    formula=say(
        "The first t with F(t) / F(∞) ≥ 1/2, F(t) being Aalen and Johansen’s share that reached the later stage by t; lost and handed over are other outcomes, deals still waiting are censored."
    ),
    pitfalls=say(
        "The median of those who have paid already is too short while others still wait. A deal that skipped the earlier stage has no start and is not counted."
    ),
    unit_of_value=say("days"),
    direction=-1,
    over_all_pipelines=False,
    attribution="moment",
)

_CYCLE = Metric(
    "cycle",
    say("Cycle of a deal"),
    say("How long does it take to win a deal, from the first contact on?"),
    say(
        "From the first call, mail, message or meeting since the deal was created (none: from its creation) until it was won. Deals that are still open have not been won yet: they are counted as such, and not left out."
    ),
    "deal",
    ("cohort",),
    (
        Figure("deals", say("Deals")),
        Figure("won", say("Won")),
        Figure("lost", say("Lost")),
        Figure("handed_over", say("Handed over")),
        Figure("open", say("Open")),
    ),
    "voronka.metrics.times.cycle",
    columns=(
        Column("deals", say("Deals"), "count", "deals"),
        Column("won", say("Won"), "count", "won"),
        Column("cycle", say("Half of the wins within"), "times", "deals"),
        Column("p75_days", say("Three quarters within"), "days", spare=2),
        Column("p90_days", say("Nine in ten within"), "days", spare=1),
        Column("finished_median_days", say("Median of those won so far"), "days", spare=3),
        Column("open", say("Open"), "count", "open", spare=4),
        Column("lost", say("Lost"), "count", "lost", spare=5),
        Column("handed_over", say("Handed over"), "count", "handed_over", spare=6),
    ),
    compared=("deals", "won", "p75_days", "p90_days", "finished_median_days"),
    formula=say(
        "The first t with F(t) / F(∞) ≥ 1/2, F(t) being Aalen and Johansen’s share won by t; lost and handed over are other outcomes, open deals are censored."
    ),
    pitfalls=say(
        "The median of the deals won so far favours the quick ones, the more so the younger the deals are. The sum of the mean stays is not the cycle: deals skip stages, return, and mostly never win."
    ),
    sources=("journeys", "activities"),
    unit_of_value=say("days"),
    headline="cycle.median_days",
    direction=-1,
)

_RESPONSE = Metric(
    "response",
    say("Response time"),
    say("How soon does a person answer an enquiry?"),
    say(
        "From the creation of the deal to the first call, mail or message that a person of ours sent; robots and automatic replies are no answer. Who got none waits to this day, even when the deal is closed. "
        "By the clock on the wall and in working hours: weekends, the holidays of the country and Saturdays worked in their place are known."
    ),
    "deal",
    ("cohort",),
    (
        Figure("enquiries", say("Enquiries")),
        Figure("answered", say("Got an answer")),
        Figure("unanswered", say("Not answered")),
    ),
    "voronka.metrics.times.response",
    columns=(
        Column("enquiries", say("Enquiries"), "count", "enquiries"),
        Column("answered", say("Got an answer"), "count", "answered", spare=2),
        Column("unanswered", say("Not answered"), "count", "unanswered"),
        Column("within_5", say("Within 5 minutes"), "estimate", "enquiries", spare=3),
        Column("within_15", say("15 minutes"), "estimate", "enquiries", spare=1),
        Column("within_60", say("An hour"), "estimate", "enquiries"),
        Column("wall_minutes", say("Half within"), "minutes"),
        Column("working_minutes", say("in working hours"), "minutes"),
        Column("p90_minutes", say("Nine in ten within"), "minutes", spare=4),
    ),
    compared=("enquiries", "answered", "unanswered", "wall_minutes", "working_minutes", "p90_minutes"),
    events=("enquiries", "answered", "unanswered"),
    options=("clock",),
    formula=say(
        "1 − S(t) with Kaplan and Meier’s S(t) = Π (1 − d(u) / n(u)) over whole minutes; unanswered enquiries are censored at the as-of time. --clock working counts the shares in working hours."
    ),
    pitfalls=say(
        "A call of the client that was picked up at once is no answer here: the first contact from our side is. The mean of those answered leaves out who was forgotten. Without telephony in the CRM calls are unknown, and answers look late."
    ),
    sources=("journeys", "activities"),
    unit_of_value=say("minutes"),
    headline="within_60",
    direction=1,
)

_STAY_OUTLIERS = Metric(
    "stay_outliers",
    say("Who keeps deals longer"),
    say("Whose deals stand longer or shorter than those of the others on the same stage?"),
    say(
        "Stays of each manager (or source, team, tag …) on a stage against those of all others there, deals still standing included. Only what is more than luck is called longer or shorter."
    ),
    "stay",
    ("cohort", "flow"),
    (Figure("stays", say("Stays"), ("position", "who")),),
    "voronka.metrics.times.stay_outliers",
    columns=(
        Column("name", say("Stage"), "name"),
        Column("who", say("Who"), "name"),
        Column("stays", say("Stays"), "count", "stays"),
        Column("stay", say("Half stay for"), "times", "stays"),
        Column("others", say("The others"), "times"),
        Column(
            "verdict",
            say("Verdict"),
            "code",
            words=(
                ("longer", say("longer")),
                ("shorter", say("shorter")),
                ("same", say("no reliable difference")),
                ("few", say("too few to tell")),
            ),
        ),
    ),
    keys=("position", "who"),
    compared=("stays", "verdict"),
    options=("top",),
    formula=say(
        "Log-rank test of each group against all others on the same stage; p-values by Benjamini and Hochberg over all groups and stages, 5% false discoveries. Fewer than 10 ended stays are not compared."
    ),
    pitfalls=say(
        "Longer is not worse: who takes the hard deals keeps them longer, and who drops deals early keeps them shorter. Look at the wins too, in people."
    ),
    sources=("stays",),
    unit_of_value=say("days"),
    over_all_pipelines=False,
    attribution="moment",
    fact_columns=_STAYS.fact_columns,
)

METRICS: tuple[Metric, ...] = (STUCK, STUCK_SUMMARY, _STAYS, _STAY_OUTLIERS, _CYCLE, _RESPONSE, _LAGS)
