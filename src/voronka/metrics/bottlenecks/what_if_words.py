"""A change and its case, in words: one page to decide by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from voronka.language import Phrase, say
from voronka.metrics.bottlenecks.invest import Case
from voronka.metrics.bottlenecks.words import listed, number
from voronka.metrics.scope import Asked
from voronka.metrics.wording import sum_text
from voronka.model.answer import Row
from voronka.model.money import Money


def findings(
    asked: Asked, tried: Sequence[Mapping[str, Any]], rows: Sequence[Row], invested: Case | None
) -> tuple[Phrase, ...]:
    """What is tried, what it brings, from when, what it costs, and on what this rests."""
    now, then, difference = rows
    found = [say("Tried: {changes}.", changes=listed([_change(asked, one) for one in tried]))]
    if not now["wins"]:
        return (*found, say("Nothing was won yet, so nothing can be reckoned."))
    found.append(
        say("Wins a month: {now} now, {then} then.", now=number(now["wins"]), then=number(then["wins"]))
    )
    if difference["money"] is not None and difference["money"].value:
        value, low, high = (
            money(asked, part)
            for part in (difference["money"].value, difference["money"].low, difference["money"].high)
        )
        found.append(
            say(
                "Money a month changes by {value} ({low} to {high}), first seen about {date}.",
                value=value,
                low=low,
                high=high,
                date=difference["starts"],
            )
        )
    if difference["once"] is not None:
        found.append(
            say(
                "A shorter stay brings no more wins, it brings them sooner: {sum} once.",
                sum=sum_text(difference["once"]),
            )
        )
    found += _invested(asked, invested)
    if any(one["what"] == "step" for one in tried):
        found.append(
            say("This takes it that deals which newly pass are won as often as those that pass now.")
        )
    return tuple(found)


def _change(asked: Asked, one: Mapping[str, Any]) -> Phrase:
    now, then = one["now"], one["then"]
    if now is None:
        return say("nothing known of what is to change")
    if one["what"] == "step":
        return say(
            "from “{stage}” {then}% go on in place of {now}%",
            stage=one["stage"],
            then=number(100 * then),
            now=number(100 * now),
        )
    if one["what"] == "stay":
        return say(
            "{then} days on “{stage}” in place of {now}",
            stage=one["stage"],
            then=number(then),
            now=number(now),
        )
    if one["what"] == "inflow":
        return say("{then} new deals a month in place of {now}", then=number(then), now=number(now))
    return say("{then} a won deal in place of {now}", then=money(asked, then), now=money(asked, now))


def _invested(asked: Asked, invested: Case | None) -> list[Phrase]:
    if invested is None:
        return []
    share = round(100 * invested.chance)
    found = [
        say(
            "Pays back within a year with a chance of {share}%, in {months} months on the whole.",
            share=share,
            months=number(invested.p50),
        )
        if invested.p50 is not None
        else say("Pays back within a year with a chance of {share}%; most likely never.", share=share),
        say(
            "Net of a year: {net} ({low} to {high}).",
            net=money(asked, invested.year.value),
            low=money(asked, invested.year.low),
            high=money(asked, invested.year.high),
        ),
    ]
    if asked.context.margin is None:
        found.append(say("The gain is revenue: tell the margin to reckon with profit."))
    return found


def money(asked: Asked, minor: float | None) -> Phrase:
    """A sum with its sign."""
    whole = round(minor or 0)
    text = sum_text(Money(abs(whole), asked.account.currency))
    return say("−{sum}", sum=text) if whole < 0 else text
