"""What can be asked: metrics and dimensions as values with their help, feeding menus, command line, documentation and tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal, TypeVar

from voronka.errors import InputError
from voronka.language import Phrase, say
from voronka.model.question import POPULATIONS, Population

Known = TypeVar("Known")


@dataclass(frozen=True)
class Figure:
    """One countable number of a metric. `keys` name what its cell needs: `position`, `stage`, `from` and `to`, or nothing."""

    name: str
    title: Phrase
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Metric:
    """A metric: `name` is also its SQL file under `metrics/sql/`; `unit` is what is counted."""

    name: str
    title: Phrase
    question: Phrase
    help: Phrase
    unit: Literal["deal", "move"]
    populations: tuple[Population, ...]
    figures: tuple[Figure, ...]
    needs_period: bool = False


@dataclass(frozen=True)
class Dimension:
    """A way to cut: `by` when `can_group`, `where` always. A deal may have several values at once when `is_multiple`."""

    name: str
    title: Phrase | str
    help: Phrase
    can_group: bool = True
    is_multiple: bool = False
    is_field: bool = False


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
)

_BOARD = Metric(
    "board",
    say("Board"),
    say("What stands on the stages at this moment?"),
    say("Open deals at the chosen moment: how many, for how much, how long on their stage."),
    "deal",
    ("snapshot",),
    (Figure("here_now", say("On the stage"), ("stage",)), Figure("open", say("Open"))),
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
    needs_period=True,
)

METRICS: Mapping[str, Metric] = {metric.name: metric for metric in (_FUNNEL, _TRANSITIONS, _BOARD, _BRIDGE)}

DIMENSIONS: Mapping[str, Dimension] = {
    dimension.name: dimension
    for dimension in (
        Dimension("manager", say("Manager"), say("owner of the deal when it entered its first open stage")),
        Dimension("current_manager", say("Current manager"), say("owner of the deal at the as-of time")),
        Dimension("team", say("Team"), say("team of the manager")),
        Dimension("source", say("Source"), say("where the deal came from")),
        Dimension("tag", say("Tag"), say("tag of the deal; it may have several"), is_multiple=True),
        Dimension("amount_band", say("Amount band"), say("the deal's amount, by band")),
        Dimension("loss_reason", say("Loss reason"), say("why the deal was lost")),
        Dimension("pipeline", say("Pipeline"), say("pipeline of the deal; of use for board and bridge")),
        Dimension("stage", say("Stage"), say("stage where the deal stands or stood last"), can_group=False),
        Dimension("outcome", say("Outcome"), say("open, won, lost or handed_over"), can_group=False),
    )
}


def pick(known: Mapping[str, Known], name: str, what: Phrase, which: Phrase) -> Known:
    """`known[name]`; else InputError from `what` happened and `which` names there are, with the nearest one.

    >>> pick(METRICS, "funel", say("no metric called “{name}”", name="funel"), say("metrics are: {names}", names=", ".join(METRICS)))
    Traceback (most recent call last):
    voronka.errors.InputError: no metric called “funel”
    metrics are: funnel, transitions, board, bridge
    did you mean “funnel”?
    """
    if name in known:
        return known[name]
    lower = {one.casefold(): one for one in known}
    if name.casefold() in lower:
        return known[lower[name.casefold()]]
    near = get_close_matches(name.casefold(), lower, n=1, cutoff=0.5)
    raise InputError(what, which, say("did you mean “{name}”?", name=lower[near[0]]) if near else "")


def metric(name: str) -> Metric:
    """The metric of that name; InputError with those that are."""
    return pick(
        METRICS,
        name,
        say("no metric called “{name}”", name=name),
        say("metrics are: {names}", names=", ".join(METRICS)),
    )
