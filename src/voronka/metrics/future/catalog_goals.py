"""Goals, as the catalogue has them."""

from __future__ import annotations

from voronka.language import say
from voronka.metrics.kinds import Metric
from voronka.model.column import Column

_KIND = (("company", say("company")), ("team", say("team")), ("person", say("person")))
_WAY = (
    ("forecast", say("by the forecast")),
    ("own", say("by its own past periods")),
    ("none", say("not known")),
)
_VERDICT = (
    ("reached", say("reached")),
    ("missed", say("not reached")),
    ("sure", say("almost certain")),
    ("likely", say("rather yes")),
    ("even", say("half and half")),
    ("unlikely", say("rather not")),
    ("hopeless", say("hardly")),
    ("ahead", say("ahead of the pace")),
    ("behind", say("behind the pace")),
    ("open", say("not known yet")),
)

_PLAN = Metric(
    "plan",
    say("Plan and fact"),
    say("Where do we stand against the plan, and will we reach it?"),
    say(
        "Every goal that was set, with its fact, where it should be by now, where it is likely to end, and the probability that it is reached. Without a period: goals that are not over yet."
    ),
    "deal",
    ("flow",),
    (),
    "voronka.metrics.future.plan",
    columns=(
        Column("whom", say("whose"), "name"),
        Column("title", say("goal"), "text"),
        Column("period", say("period"), "name"),
        Column("plan", say("plan"), "measure"),
        Column("fact", say("fact"), "measure"),
        Column("reach", say("probability"), "share"),
        Column("verdict", say("verdict"), "code", words=_VERDICT),
        Column("pace", say("on pace by now"), "measure", spare=1),
        Column("gap", say("lacking"), "measure", spare=2),
        Column("middle", say("likely end"), "measure", spare=3),
        Column("low", say("at worst (P10)"), "measure", spare=4),
        Column("high", say("at best (P90)"), "measure", spare=4),
        Column("done", say("fact of plan"), "share", spare=5),
        Column("worked", say("working time over"), "share", spare=6),
        Column("kind", say("level"), "code", spare=7, words=_KIND),
        Column("way", say("how the probability is known"), "code", spare=8, words=_WAY),
        Column("pipeline", say("pipeline"), "name", spare=9),
        Column("why", say("why not"), "text", spare=10),
    ),
    keys=("goal",),
    compared=("plan", "fact"),
    formula=say(
        "On pace by now = plan × working time over / working time of the period; a day off counts as little as it did in the company's own past, months of the year as they did where two years are known. Probability = the share of the forecast's draws that reach the plan; of activities, shares and means: of draws around this period so far and up to six before it."
    ),
    pitfalls=say(
        "A person's deals are those that are theirs now, as in the CRM; activities are theirs who acted. What one lever brings does not add to what another does. A probability is a forecast: its track record stands beside it."
    ),
    sources=("journeys", "activities"),
    unit_of_value=say("the unit of each goal"),
    can_split=False,
)

METRICS: tuple[Metric, ...] = (_PLAN,)
