"""The metrics of deals that stand still, as the catalogue has them."""

from __future__ import annotations

from voronka.language import say
from voronka.metrics.kinds import Figure, Metric
from voronka.model.column import Column

_WHYS = (
    ("both", say("too long, and losing its chance")),
    ("falling", say("losing its chance")),
    ("old", say("longer than is normal")),
    ("dead", say("dead: close it")),
)

STUCK = Metric(
    "stuck",
    say("Stuck deals"),
    say("Which deals stand still, and what does it cost?"),
    say(
        "Open deals that have stood on their stage for longer than 85% of all stays there, or whose chance of a win has fallen below half of what it was when they came. The money at risk is the amount times the chance lost. "
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
        "Too long: hours on the stage > Kaplan and Meier’s P85 of the stays there. Losing its chance: P(won within h | still there after a) < P(won within h | just come) / 2 by Aalen and Johansen from the stays that lasted so long; h is the time that 90% of the wins from that stage took. At risk = amount × (fresh chance − chance now)."
    ),
    pitfalls=say(
        "The norm is that of the deals asked for by source, tag or amount, never a manager’s own: a slow manager would look normal. Where fewer than 30 stays have ended there is no norm, and the answer says so."
    ),
    sources=("stays", "journeys"),
    unit_of_value=say("money"),
    over_all_pipelines=False,
    direction=-1,
)

STUCK_SUMMARY = Metric(
    "stuck_summary",
    say("Where deals are stuck"),
    say("On which stages do deals stand still, how many and for how much?"),
    say(
        "Stuck deals by stage, as `stuck` names them one by one: living ones, dead ones, and those set aside on purpose."
    ),
    "deal",
    ("snapshot",),
    tuple(
        Figure(figure.name, figure.title, ("position",)) for figure in STUCK.figures if figure.name != "fine"
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
    formula=STUCK.formula,
    pitfalls=STUCK.pitfalls,
    sources=("stays", "journeys"),
    unit_of_value=say("deals and money"),
    over_all_pipelines=False,
    direction=-1,
)
