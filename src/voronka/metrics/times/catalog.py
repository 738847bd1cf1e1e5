"""The metrics of this family, as the catalogue has them."""

from __future__ import annotations

from voronka.language import say
from voronka.metrics.kinds import Figure, Metric
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
        "S(t) = Π (1 − d(u) / n(u)) over the whole hours u ≤ t: d stays ended then, n had lasted so long. Median: the first t with S(t) ≤ 1/2; normal up to the first t with S(t) ≤ 15 %. "
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

_WHYS = (
    ("both", say("too long, and losing its chance")),
    ("falling", say("losing its chance")),
    ("old", say("longer than is normal")),
    ("dead", say("dead: close it")),
)

_STUCK = Metric(
    "stuck",
    say("Stuck deals"),
    say("Which deals stand still, and what does it cost?"),
    say(
        "Open deals that have stood on their stage for longer than 85 % of all stays there, or whose chance of a win has fallen below half of what it was when they came. The money at risk is the amount times the chance lost. "
        "What has stood longer than any deal that was won comes last, as dead; deals set aside on purpose are counted apart."
    ),
    "deal",
    ("snapshot",),
    (
        Figure("stuck", say("Stuck")),
        Figure("both", say("Too long, and losing their chance")),
        Figure("falling", say("Losing their chance")),
        Figure("old", say("Longer than is normal")),
        Figure("dead", say("Dead")),
        Figure("snoozed", say("Set aside")),
        Figure("fine", say("As they should be")),
        Figure("open", say("Open")),
    ),
    "voronka.metrics.times.stuck",
    columns=(
        Column("external_id", say("Deal"), "name", spare=4),
        Column("name", say("Name"), "name"),
        Column("manager", say("Manager"), "name", spare=1),
        Column("stage", say("Stage"), "name"),
        Column("age_days", say("On the stage"), "days"),
        Column("norm_days", say("Normal up to"), "days", spare=3),
        Column("chance", say("Chance now"), "share", spare=2),
        Column("fresh_chance", say("Fresh"), "share", spare=5),
        Column("amount", say("Amount"), "money"),
        Column("at_risk", say("At risk"), "money"),
        Column("why", say("Why"), "code", spare=1, words=_WHYS),
        Column("snoozed_until", say("Set aside until"), "date", spare=6),
        Column("snooze_reason", say("Reason"), "name", spare=7),
    ),
    keys=("deal_id",),
    compared=("age_days", "chance", "amount", "at_risk"),
    options=("top", "horizon"),
    formula=say(
        "Too long: hours on the stage > Kaplan and Meier’s P85 of the stays there. Losing its chance: P(won within h | still there after a) < P(won within h | just come) / 2 by Aalen and Johansen from the stays that lasted so long; h is the time that 90 % of the wins from that stage took. At risk = amount × (fresh chance − chance now)."
    ),
    pitfalls=say(
        "The norm is that of the deals asked for by source, tag or amount, never a manager’s own: a slow manager would look normal. Where fewer than 30 stays have ended there is no norm, and the answer says so."
    ),
    sources=("stays", "journeys"),
    unit_of_value=say("money"),
    over_all_pipelines=False,
    direction=-1,
)

_STUCK_SUMMARY = Metric(
    "stuck_summary",
    say("Where deals are stuck"),
    say("On which stages do deals stand still, how many and for how much?"),
    say(
        "Stuck deals by stage, as `stuck` names them one by one: living ones, dead ones, and those set aside on purpose."
    ),
    "deal",
    ("snapshot",),
    tuple(
        Figure(figure.name, figure.title, ("position",)) for figure in _STUCK.figures if figure.name != "fine"
    ),
    "voronka.metrics.times.stuck_summary",
    columns=(
        Column("name", say("Stage"), "name"),
        Column("open", say("Open"), "count", "open"),
        Column("open_amount", say("For"), "money", "open", spare=4),
        Column("norm_days", say("Normal up to"), "days", spare=2),
        Column("stuck", say("Stuck"), "count", "stuck"),
        Column("stuck_amount", say("Sum of the stuck"), "money", "stuck", spare=1),
        Column("at_risk", say("At risk"), "money"),
        Column("old", say("Longer than is normal"), "count", "old", spare=6),
        Column("falling", say("Losing their chance"), "count", "falling", spare=7),
        Column("both", say("Both"), "count", "both", spare=8),
        Column("dead", say("Dead"), "count", "dead"),
        Column("dead_amount", say("Sum of the dead"), "money", "dead", spare=5),
        Column("snoozed", say("Set aside"), "count", "snoozed", spare=3),
    ),
    keys=("position",),
    compared=("open", "stuck", "stuck_amount", "at_risk", "dead"),
    options=("horizon",),
    formula=_STUCK.formula,
    pitfalls=_STUCK.pitfalls,
    sources=("stays", "journeys"),
    unit_of_value=say("deals and money"),
    over_all_pipelines=False,
    direction=-1,
)

METRICS: tuple[Metric, ...] = (_STUCK, _STUCK_SUMMARY, _STAYS, _CYCLE, _RESPONSE, _LAGS)
