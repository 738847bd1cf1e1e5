"""The first four metrics: how deals pass, move, stand, and what changed."""

from __future__ import annotations

from voronka.language import say
from voronka.metrics.kinds import Figure, Metric
from voronka.model.column import Column
from voronka.model.question import POPULATIONS

_KINDS = (
    ("advanced", say("went on")),
    ("skipped", say("skipped stages")),
    ("moved_back", say("moved back")),
    ("won", say("won")),
    ("lost", say("lost")),
    ("reopened", say("reopened")),
    ("handed_over", say("handed over")),
    ("arrived", say("arrived")),
    ("created", say("created")),
    ("deleted", say("deleted")),
    ("restored", say("restored")),
)
_TERMS = (
    ("open_start", say("open at the start")),
    ("created", say("created in the period")),
    ("arrived", say("came from another pipeline")),
    ("reopened", say("reopened or restored")),
    ("amount_up", say("amount went up")),
    ("amount_down", say("amount went down")),
    ("won", say("won")),
    ("lost", say("lost")),
    ("deleted", say("deleted")),
    ("handed_over", say("handed over")),
    ("open_end", say("open at the end")),
)

_FUNNEL = Metric(
    "funnel",
    say("Funnel"),
    say("How many deals reach each stage, and where are they lost?"),
    say(
        "A deal reached a stage when it entered that stage or any later one, lost deals included. A skipped stage counts as passed and is shown apart."
    ),
    "deal",
    POPULATIONS,
    (
        Figure("reached", say("Reached"), ("position",)),
        Figure("observed", say("Stood here"), ("position",)),
        Figure("filled_in", say("Skipped"), ("position",)),
        Figure("moved_back", say("Moved back"), ("position",)),
        Figure("lost_here", say("Lost from here"), ("position",)),
        Figure("here_now", say("Still here"), ("position",)),
        Figure("handed_over", say("Handed over"), ("position",)),
        Figure("deals", say("All deals")),
        Figure("won", say("Won")),
        Figure("lost", say("Lost")),
        Figure("open", say("Open")),
    ),
    "voronka.metrics.funnel",
    keys=("position",),
    compared=(
        *("reached", "amount", "lost_here", "lost_amount", "here_now", "handed_over"),
        *("stay_median_days", "stay_p90_days"),
    ),
    events=("reached", "lost_here"),
    columns=(
        Column("name", say("stage"), "name"),
        Column("reached", say("deals"), "count", "reached"),
        Column("amount", say("sum"), "money", "reached", 2),
        Column("step", say("go on"), "rate"),
        Column("cumulative", say("of the first"), "rate", spare=4),
        Column("lost_here", say("lost here"), "count", "lost_here"),
        Column("lost_amount", say("sum lost"), "money", "lost_here", 4),
        Column("here_now", say("here now"), "count", "here_now", 1),
        Column("here_amount", say("sum here"), "money", "here_now", 4),
        Column("filled_in", say("skipped"), "count", "filled_in", 5),
        Column("observed", say("stood here"), "count", "observed", 6),
        Column("moved_back", say("moved back"), "count", "moved_back", 6),
        Column("handed_over", say("handed over"), "count", "handed_over", 6),
        Column("stay_median_days", say("median stay"), "days", spare=3),
        Column("stay_p90_days", say("90% stay up to"), "days", spare=4),
    ),
    formula=say(
        "reached(stage) = deals whose furthest stage is this one or a later one; go on = reached(next) ÷ reached(this); reached = reached(next) + lost + handed over + here now"
    ),
    pitfalls=say(
        "A young cohort is unfinished: part of its deals are still on their way. Never multiply neighbouring shares to get a win rate, and never read a flow ratio as a conversion."
    ),
    sources=("journeys", "stays", "passing_days", "ending_days", "leaving_days"),
    unit_of_value=say("deals, money, share of deals, days"),
    headline="stage=won.cumulative",
    direction=1,
    over_all_pipelines=False,
)

_TRANSITIONS = Metric(
    "transitions",
    say("Transitions"),
    say("From which stage to which do deals move, and how fast?"),
    say(
        "Moves are counted, not deals: returns, skips, hand-overs and reopenings included. The share is of all leavings of the stage."
    ),
    "move",
    ("cohort", "flow"),
    (Figure("moves", say("Moves"), ("from|kind", "to")),),
    "voronka.metrics.transitions",
    keys=("pipeline_id", "from_stage_id", "to_pipeline_id", "to_stage_id", "kind"),
    compared=("moves", "median_hours"),
    columns=(
        Column("from", say("from"), "name"),
        Column("to", say("to"), "name"),
        Column("kind", say("what it is"), "code", words=_KINDS, spare=2),
        Column("moves", say("moves"), "count", "moves"),
        Column("share", say("share"), "rate", spare=1),
        Column("median_hours", say("median time"), "hours"),
    ),
    formula=say("share = moves from this stage to that one ÷ all leavings of this stage"),
    pitfalls=say(
        "One deal may leave a stage several times. The median time is of moves that have happened: how long those take that still stand, the stays tell."
    ),
    sources=("stays", "leaving_days", "arrival_days"),
    unit_of_value=say("moves, share of moves, hours"),
)

_BOARD = Metric(
    "board",
    say("Board"),
    say("What stands on the stages at this moment?"),
    say("Open deals at the chosen moment: how many, for how much, how long on their stage."),
    "deal",
    ("snapshot",),
    (Figure("here_now", say("On the stage"), ("stage",)), Figure("open", say("Open"))),
    "voronka.metrics.board",
    keys=("pipeline_id", "stage_id"),
    compared=("deals", "amount", "age_median_days"),
    columns=(
        Column("pipeline", say("pipeline"), "name", spare=1),
        Column("stage", say("stage"), "name"),
        Column("deals", say("deals"), "count", "here_now"),
        Column("amount", say("sum"), "money", "here_now"),
        Column("no_amount", say("without amount"), "count", spare=2),
        Column("age_median_days", say("median age"), "days"),
    ),
    formula=say("deals that stand on the stage at the moment, and the sum of their amounts then"),
    pitfalls=say(
        "A board is no funnel: a stage is full because much comes or because little goes. Deals that nobody closed stay on it for ever."
    ),
    sources=("journeys",),
    unit_of_value=say("deals, money, days"),
)

_BRIDGE = Metric(
    "bridge",
    say("Bridge"),
    say("Why did the sum of open deals change?"),
    say(
        "The open sum at the start of the period and all that changed it by its end, exact to the minor unit. A deal may stand in several terms."
    ),
    "deal",
    ("flow",),
    (
        Figure("open_start", say("Open at start")),
        Figure("created", say("Created")),
        Figure("arrived", say("Arrived from another pipeline")),
        Figure("reopened", say("Reopened or restored")),
        Figure("amount_up", say("Amount up")),
        Figure("amount_down", say("Amount down")),
        Figure("won", say("Won")),
        Figure("lost", say("Lost")),
        Figure("deleted", say("Deleted")),
        Figure("handed_over", say("Handed over")),
        Figure("open_end", say("Open at end")),
    ),
    "voronka.metrics.bridge",
    keys=("term",),
    compared=("deals", "amount"),
    headline="term=open_end.amount",
    columns=(
        Column("term", say("what changed"), "code", words=_TERMS),
        Column("deals", say("deals"), "count"),
        Column("amount", say("sum"), "money"),
    ),
    formula=say(
        "open at start + created + arrived + reopened + amount up − amount down − won − lost − deleted − handed over = open at end"
    ),
    pitfalls=say(
        "A deal that was created and won within the period stands in both terms. Another currency is not priced: its deals are counted, their sum is not."
    ),
    sources=("stays", "amounts"),
    unit_of_value=say("deals and money"),
    needs_period=True,
    keeps_deleted=True,
)

METRICS = (_FUNNEL, _TRANSITIONS, _BOARD, _BRIDGE)
