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

_LETTER = (
    ("specific", say("specific")),
    ("measurable", say("measurable")),
    ("achievable", say("achievable")),
    ("relevant", say("relevant")),
    ("time_bound", say("time-bound")),
)

_CHECK = Metric(
    "plan_check",
    say("SMART check of goals"),
    say("Are our goals good ones?"),
    say(
        "Each goal by five respects, each with its reason: specific (figure and who answers for it), measurable (the data have it), achievable (a probability of 10 to 90%), relevant (the result depends on it), time-bound (it has days)."
    ),
    "deal",
    ("flow",),
    (),
    "voronka.metrics.future.smart",
    columns=(
        Column("whom", say("whose"), "name"),
        Column("title", say("goal"), "text"),
        Column("period", say("period"), "name"),
        Column("letter", say("respect"), "code", words=_LETTER),
        Column("is_met", say("met"), "flag"),
        Column("why", say("why"), "text"),
    ),
    keys=("goal", "letter"),
    options=("goal",),
    formula=say(
        "Relevant: the figure stands in the driver tree of the chosen result (option goal; revenue unless said otherwise)."
    ),
    pitfalls=say(
        "A goal can meet all five and still be the wrong one: what is not measured is not in the tree."
    ),
    sources=("journeys", "activities"),
    unit_of_value=say("yes or no"),
    can_split=False,
)

_PROPOSAL = Metric(
    "plan_proposal",
    say("Proposal of a plan"),
    say("Which plan is realistic, and what is everybody's part of it?"),
    say(
        "What the company, its teams and people reach in the period with a probability of 50% and of 80%, by the forecast; and the company's line split over the people by their own outlook, to the last kopeck. Without a period: the next month."
    ),
    "deal",
    ("flow",),
    (),
    "voronka.metrics.future.proposal",
    columns=(
        Column("whom", say("whose"), "name"),
        Column("half", say("with 50%"), "measure"),
        Column("safe", say("with 80%"), "measure"),
        Column("part", say("part of the plan"), "measure"),
        Column("reach", say("probability of the part"), "share"),
        Column("before", say("the period before"), "measure", spare=1),
        Column("year_before", say("a year before"), "measure", spare=2),
        Column("kind", say("level"), "code", spare=3, words=_KIND),
    ),
    keys=("key",),
    compared=("half", "safe", "part"),
    options=("of", "target"),
    formula=say(
        "Lines are quantiles of the forecast's draws, rounded down to three digits. Parts = line × own mean / sum of means, by the largest remainders, so that they add up exactly; target replaces the line."
    ),
    pitfalls=say(
        "Lines of people do not add up to the company's: luck evens out in the whole. Who left gets no part, and what is expected of their deals is split over the others."
    ),
    sources=("journeys", "stays"),
    unit_of_value=say("money or deals"),
    can_split=False,
)

_GAP = Metric(
    "plan_gap",
    say("What closes the gap"),
    say("What would bring us to the plan?"),
    say(
        "Levers for the company's goal of won money that runs now: what each would bring in a month, and until the goal's end, against what is lacking by the likely end."
    ),
    "deal",
    ("flow",),
    (),
    "voronka.metrics.future.closers",
    columns=(
        Column("lever", say("lever"), "text"),
        Column("gain", say("brings a month"), "measure"),
        Column("in_time", say("brings until the end"), "measure"),
        Column("share", say("of what is lacking"), "share"),
        Column("starts", say("first wins by it"), "date", spare=1),
        Column("low", say("lower end"), "measure", spare=2),
        Column("high", say("upper end"), "measure", spare=2),
    ),
    keys=("lever",),
    formula=say(
        "Until the end = a month's gain × days from the first wins by the lever to the end of the goal / days of a month."
    ),
    pitfalls=say(
        "Levers do not add up, and a lever that takes longer than the goal has left brings nothing to it: it serves the next one."
    ),
    sources=("stays", "journeys"),
    unit_of_value=say("money"),
    can_split=False,
)

METRICS: tuple[Metric, ...] = (_PLAN, _CHECK, _PROPOSAL, _GAP)
