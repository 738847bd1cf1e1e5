"""What can be asked: all metrics by name, and the dimensions to cut them by."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import TypeVar

from voronka.errors import InputError
from voronka.language import Phrase, say
from voronka.metrics import first
from voronka.metrics.activity import catalog as activity
from voronka.metrics.bottlenecks import catalog as bottlenecks
from voronka.metrics.conversion import catalog as conversion
from voronka.metrics.future import catalog as future
from voronka.metrics.future import catalog_goals as goals
from voronka.metrics.future import catalog_stages as by_stage
from voronka.metrics.future.scoring import catalog as scoring
from voronka.metrics.guide import catalog as guide
from voronka.metrics.kinds import Dimension, Metric
from voronka.metrics.losses import catalog as losses
from voronka.metrics.money import catalog as money
from voronka.metrics.people import catalog as people
from voronka.metrics.periods import catalog as periods
from voronka.metrics.times import catalog as times

Known = TypeVar("Known")


_FAMILIES = (
    first,
    conversion,
    times,
    money,
    losses,
    activity,
    people,
    periods,
    bottlenecks,
    future,
    by_stage,
    goals,
    guide,
    scoring,
)

METRICS: Mapping[str, Metric] = {metric.name: metric for family in _FAMILIES for metric in family.METRICS}

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
        Dimension("cohort_month", say("Month of creation"), say("the month in which the deal was created")),
        Dimension(
            "weekday", say("Day of the week"), say("the day of the week on which the deal was created")
        ),
        Dimension(
            "hour",
            say("Hour of the day"),
            say("the hour at which the deal was created, in the account's zone"),
        ),
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
    metrics are: funnel, ...
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


def title_of(dimension: str) -> Phrase | str:
    """What a dimension is called; a field of the deal bears its own name."""
    return DIMENSIONS[dimension].title if dimension in DIMENSIONS else dimension
