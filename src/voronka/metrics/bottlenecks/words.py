"""What the bottlenecks come to, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from voronka.language import Phrase, say
from voronka.metrics.bottlenecks.practice import cause
from voronka.metrics.bottlenecks.relations import quarters
from voronka.metrics.scope import Asked
from voronka.metrics.wording import sum_text
from voronka.model.answer import Row
from voronka.model.estimate import Estimate
from voronka.model.money import Money

#: So many levers are told in words.
TOLD = 4
#: A reason that so many of the losses with a reason have points somewhere.
MANY = 0.3
#: So many of the deals that came to a stage, still standing there beyond the horizon, are too many for those who work there.
CROWDED = 0.2


def findings(asked: Asked, rows: Sequence[Row]) -> tuple[Phrase, ...]:
    """The worst leak with its money, what the data say of its causes and levers, usual practice; where nothing can be said, that."""
    return (*_findings(asked, rows), *since(asked))


def since(asked: Asked) -> list[Phrase]:
    """Of which deals this is, where no period was asked for."""
    if asked.question.period is not None:
        return []
    return [
        say("Without a period: deals that began since {date}.", date=quarters(asked)[0].first.isoformat())
    ]


def _findings(asked: Asked, rows: Sequence[Row]) -> tuple[Phrase, ...]:
    if asked.by is not None:
        return (_do_not_add(),) if rows else ()
    leaks = [row for row in rows if row["verdict"] == "leak"]
    if not leaks:
        return _none(asked, rows)
    found = [_worst(asked, leaks[0]), *advice(asked, leaks[0]), leaks[0]["practice"]]
    if len(leaks) > 1:
        found.append(_do_not_add())
    return tuple(found)


def advice(asked: Asked, row: Row) -> list[Phrase]:
    """What the data say of a stage's causes and levers; nothing where they say nothing."""
    return [*_causes(asked, row), *_levers(row)]


def _causes(asked: Asked, row: Row) -> list[Phrase]:
    """Likely causes, each with the evidence for it."""
    found = []
    weak = [one["level"] for one in row["levers"] if one["trait"] == "manager" and one["effect"] < 0]
    if weak:
        found.append(
            say(
                "With {names} reliably fewer go on than with others on the same deals: see how the others do it, train.",
                names=", ".join(weak),
            )
        )
    reason = row["reason"]
    if reason and reason["deals"] >= MANY * reason["told"]:
        found.append(
            say(
                "Most often lost here for “{reason}”, {share}% of the losses with a reason: {look}.",
                reason=reason["reason"],
                share=round(100 * reason["deals"] / reason["told"]),
                look=cause(asked, row["position"]),
            )
        )
    if row["entries"] and row["stuck"] >= CROWDED * row["entries"]:
        found.append(
            say(
                "{share}% of the deals that came here stand longer than {days} days: too much work for those who do it, or deals that nobody closes.",
                share=round(100 * row["stuck"] / row["entries"]),
                days=row["horizon_days"],
            )
        )
    return found


def _levers(row: Row) -> list[Phrase]:
    told = row["levers"][:TOLD]
    if not told:
        return []
    return [
        say(
            "What goes with moving on from here, the rest being equal: {levers}.",
            levers=listed([_lever(one) for one in told]),
        )
    ]


def _lever(one: Mapping[str, Any]) -> Phrase:
    points = f"{100 * one['effect']:+.0f}".replace("-", "−")
    if one["trait"] == "source":
        return say("source “{level}” {points} points", level=one["level"], points=points)
    if one["trait"] == "amount_band":
        return say("amount {level} {points} points", level=one["level"], points=points)
    if one["trait"] == "manager":
        return say("{level} {points} points", level=one["level"], points=points)
    what = {
        "touched": say("a touch on the first day"),
        "touched_again": say("a second touch on the first day"),
        "prompt_answer": say("an answer within an hour"),
    }
    return say("{what} {points} points", what=what[one["trait"]], points=points)


def listed(parts: Sequence[Phrase]) -> Phrase:
    """Phrases in a row, each still in the reader's language."""
    if len(parts) == 1:
        return parts[0]
    return say("{one}; {others}", one=parts[0], others=listed(parts[1:]))


def _worst(asked: Asked, row: Row) -> Phrase:
    now, best = round(100 * row["step"].value), round(100 * row["attainable"])
    by = (
        say("the best three of the last eight quarters")
        if row["attained_by"] == "quarters"
        else say("the better quarter of the managers")
    )
    if row["gain"] is None and row["gain_wins"] is None:
        return say(
            "Fix “{stage}” first: {now} of 100 deals go on, with {by} it is {best}. Too few of those that passed are finished to say what that would bring.",
            stage=row["name"],
            now=now,
            by=by,
            best=best,
        )
    if row["gain"] is None:
        return say(
            "Fix “{stage}” first: {now} of 100 deals go on, with {by} it is {best}; that is {wins} more wins a month.",
            stage=row["name"],
            now=now,
            by=by,
            best=best,
            wins=number(row["gain_wins"]),
        )
    gain: Estimate = row["gain"]
    value, low, high = (_money(asked, part) for part in (gain.value, gain.low, gain.high))
    return say(
        "Fix “{stage}” first: {now} of 100 deals go on, with {by} it is {best}; that would bring {gain} a month ({low} to {high}). It is the costliest stage with a chance of {chance}%.",
        stage=row["name"],
        now=now,
        by=by,
        best=best,
        gain=value,
        low=low,
        high=high,
        chance=round(100 * (row["worst"] or 0)),
    )


def _money(asked: Asked, minor: float | None) -> Phrase:
    return sum_text(Money(max(round(minor or 0), 0), asked.account.currency))


def number(value: float) -> Phrase | int:
    """A number with one decimal below a hundred, none where it is whole.

    >>> number(18.74).in_("ru"), number(54.0)
    ('18,7', 54)
    """
    tenths = round(10 * value)
    whole, tenth = divmod(tenths, 10)
    return say("{whole}.{tenth}", whole=whole, tenth=tenth) if tenth and whole < 100 else round(value)


def _none(asked: Asked, rows: Sequence[Row]) -> tuple[Phrase, ...]:
    if rows and all(row["verdict"] in {"not_a_leak", "healthy_filter"} for row in rows):
        return (say("No stage is a leak: none of your quarters or managers does reliably better anywhere."),)
    found = say(
        "No leak can be named yet: there are too few deals, or your quarters and managers do not differ reliably."
    )
    likely = next(
        (
            row
            for row in rows
            if row["verdict"] == "cannot_tell" and row["gain"] and (row["worst"] or 0) > 0.5
        ),
        None,
    )
    if likely is None:
        return (found,)
    return (
        found,
        say(
            "The likeliest is “{stage}”, with a chance of {chance}%: up to {high} a month.",
            stage=likely["name"],
            chance=round(100 * likely["worst"]),
            high=_money(asked, likely["gain"].high),
        ),
    )


def _do_not_add() -> Phrase:
    return say("Gains of different stages do not add up: a deal let through here meets the next stage.")
