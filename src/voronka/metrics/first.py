"""The first four metrics: how deals pass, move, stand, and what changed."""

from __future__ import annotations

from voronka.language import say
from voronka.metrics.kinds import Figure, Metric
from voronka.model.question import POPULATIONS

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
    (Figure("moves", say("Moves"), ("from", "to")),),
    "voronka.metrics.transitions",
    keys=("pipeline_id", "from_stage_id", "to_pipeline_id", "to_stage_id", "kind"),
    compared=("moves", "median_hours"),
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
    needs_period=True,
    keeps_deleted=True,
)

METRICS = (_FUNNEL, _TRANSITIONS, _BOARD, _BRIDGE)
