"""The metrics of the score, as the catalogue has them."""

from __future__ import annotations

from voronka.language import say
from voronka.metrics.kinds import Figure, Metric
from voronka.model.column import Column

_PACKAGE = "voronka.metrics.future.scoring"
_CLOSED = (Figure("closed", say("Closed")),)
_SOURCES = ("journeys", "stays", "amounts", "owners", "attributes", "activities")
_STATES = (
    ("used", say("used")),
    ("filled_after", say("refused: filled in after the outcome")),
    ("told_by_outcome", say("refused: knows the outcome")),
    ("changed_at_end", say("refused: changes with the closing")),
    ("left_out", say("left out by the company")),
    ("constant", say("says nothing")),
    ("unused", say("not used")),
)
_VERDICTS = (
    ("reliable", say("tells them apart")),
    ("chance", say("chance explains it")),
    ("wrong_way", say("the other way round")),
    ("too_few", say("too few deals")),
)
_PARTS = (("chance", say("by chance told")), ("age", say("by age")), ("month", say("by month")))

SCORE = Metric(
    "score",
    say("Deals to work on"),
    say("Which open deals deserve the day, and why?"),
    say(
        "Each open deal with its chance of a win within the horizon, what that makes in money, what a week without a contact takes from the chance, and the reasons in points that add up to the difference from the average chance. "
        "First stand the deals for which a contact now is worth most: (chance after a contact now − chance after a week without one) × amount. That is how past deals went, not a promise of what a call does."
    ),
    "deal",
    ("snapshot",),
    (Figure("open", say("Open")),),
    f"{_PACKAGE}.score",
    columns=(
        Column("external_id", say("Deal"), "name", spare=5),
        Column("name", say("Name"), "name"),
        Column("manager", say("Manager"), "name", spare=1),
        Column("stage", say("Stage"), "name", spare=2),
        Column("age_days", say("On the stage"), "days", spare=6),
        Column("amount", say("Amount"), "money"),
        Column("chance", say("Chance"), "estimate"),
        Column("expected", say("Expected"), "money", spare=3),
        Column("falls", say("Falls in a week"), "share", spare=4),
        Column("gain", say("Worth of a contact"), "money"),
        Column("points", say("Points"), "count", spare=7),
        Column("next", say("Next"), "count", spare=8),
        Column("why", say("Reasons"), "text", spare=9),
    ),
    keys=("deal_id",),
    compared=("amount", "expected"),
    options=("top", "horizon", "deal"),
    formula=say(
        "A ridge logit of what was known of past deals at several ages (0 to 365 days), of which only those count whose whole horizon has passed; calibrated by what it told of later deals (Platt). Default horizon: the time that 90% of past wins took, at most a quarter of the time since the first win. "
        "A reason is the trait’s part of the log-odds × the mean slope of the way from the average deal (Aumann and Shapley). A deal without an amount is put in order as if it had the median amount of those won."
    ),
    pitfalls=say(
        "It refuses below 200 closed deals, and says “no signal” where on later deals it told no more than the stage alone. Where a model is stored (voronka score train) it tells the chances; without one it is learned from what the asker sees. A reason is not a cause."
    ),
    sources=_SOURCES,
    unit_of_value=say("share and money"),
    over_all_pipelines=False,
    direction=1,
    can_split=False,
)

SCORE_RECORD = Metric(
    "score_record",
    say("Track record of the score"),
    say("How good were the chances that the score told?"),
    say(
        "The later half of the past, told span by span by what was known when the span began, and held against what became of it: by the chance told, by the age of the deal, by month. "
        "AUC is how often the right one of two deals gets the better chance; the calibration error is by how much the told chances are off on average; the lift is how many times more often the best tenth is won."
    ),
    "deal",
    ("cohort",),
    _CLOSED,
    f"{_PACKAGE}.record",
    columns=(
        Column("part", say("Group"), "code", words=_PARTS),
        Column("name", say("Name"), "name"),
        Column("moments", say("Moments"), "number"),
        Column("told", say("Told"), "share"),
        Column("seen", say("Came true"), "rate"),
        Column("auc", say("AUC"), "estimate", spare=1),
    ),
    keys=("part", "name"),
    compared=("told",),
    options=("horizon",),
    formula=say(
        "Rolling origin: each span by a fit of its own to what was known by then, calibrated by what earlier fits had told. Brier and log loss are means over moments; intervals count each deal once (Obuchowski 1997). Drift: population stability index of the newest quarter against the rest."
    ),
    pitfalls=say(
        "A high AUC over all ages says mostly that old deals and late stages are told apart; the row “when it came” is the hard one. Above 0.25 the drift says that the deals are others than those it was learned from."
    ),
    sources=_SOURCES,
    unit_of_value=say("share"),
    over_all_pipelines=False,
    can_split=False,
)

SCORE_TRAITS = Metric(
    "score_traits",
    say("What the score goes by"),
    say("Which traits of a deal make its chance, and which were refused because they know the outcome?"),
    say(
        "Each trait with the points by which it moves the chance on average. Refused are fields that are filled in after the outcome, that tell it too well to have been known before, or that change together with the closing: how well each would have told it alone stands beside."
    ),
    "deal",
    ("cohort",),
    _CLOSED,
    f"{_PACKAGE}.weights",
    columns=(
        Column("name", say("Trait"), "name"),
        Column("state", say("State"), "code", words=_STATES),
        Column("weight", say("Weight"), "share"),
        Column("alone", say("AUC alone"), "estimate", spare=1),
        Column("known", say("Filled in"), "share", spare=2),
    ),
    keys=("trait",),
    compared=("weight",),
    options=("horizon",),
    formula=say(
        "Weight: mean |reason| over past moments. Refused: known at least 50 points more often of closed (or won) deals than of others; AUC alone on later deals ≥ 0.80, where no date says since when it was known; at least half of its changes within a day of the closing."
    ),
    pitfalls=say(
        "The guard sees what a single field gives away. A field that copies the outcome little by little passes: leave it out in the settings (score.leave_out)."
    ),
    sources=_SOURCES,
    unit_of_value=say("share"),
    over_all_pipelines=False,
    can_split=False,
)

SCORE_RULES = Metric(
    "score_rules",
    say("Rules of the score"),
    say("Would the company’s own criteria have told won from lost?"),
    say(
        "Each criterion with its points, and the shares of past moments that led to a win with and without it, by what was known at the moment, never by what stands in the deal at its end. Where the company has set no rules, some are proposed."
    ),
    "deal",
    ("cohort",),
    _CLOSED,
    f"{_PACKAGE}.criteria",
    columns=(
        Column("number", say("No."), "number", spare=2),
        Column("text", say("Criterion"), "text"),
        Column("points", say("Points"), "number"),
        Column("with", say("Won with it"), "estimate"),
        Column("without", say("Won without"), "estimate"),
        Column("difference", say("Difference"), "estimate", spare=1),
        Column("verdict", say("Verdict"), "code", words=_VERDICTS),
    ),
    keys=("criterion",),
    compared=("points",),
    options=("horizon",),
    formula=say(
        "Past deals at ages from 0 to 365 days while they were open; won within the horizon after the moment. Differences with a 95% interval that counts each deal once."
    ),
    pitfalls=say(
        "Criteria are tried one by one: two that mean the same get their points twice. A difference is no cause."
    ),
    sources=_SOURCES,
    unit_of_value=say("share"),
    over_all_pipelines=False,
    can_split=False,
)

METRICS = (SCORE, SCORE_RECORD, SCORE_TRAITS, SCORE_RULES)
