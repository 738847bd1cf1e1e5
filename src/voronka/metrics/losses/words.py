"""What a head of sales should take from the losses, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from voronka.language import Phrase, say
from voronka.metrics.losses.spans import monthly, months
from voronka.metrics.scope import Asked
from voronka.metrics.wording import count_text, deals_text, sum_text
from voronka.model.answer import Row
from voronka.model.money import Money
from voronka.stats.doubts import ENOUGH
from voronka.stats.intervals import wilson


def findings(asked: Asked, rows: Sequence[Row]) -> tuple[Phrase, ...]:
    """How many losses have no reason, where most is lost and for how much, and which kind of problem the reasons point to."""
    if not rows or (asked.by is not None and asked.by.is_multiple):
        return ()
    found = [_no_reason(rows), _leak(rows), _leak_of_money(rows), _cost(asked, rows), _kind(asked, rows)]
    return tuple(one for one in found if one is not None)


def _no_reason(rows: Sequence[Row]) -> Phrase | None:
    lost = _sum(rows, "deals")
    bare = _sum([row for row in rows if not row["reason"]], "deals")
    if not bare:
        return None
    return say(
        "{share}% of {n} losses have no reason given.", share=round(100 * bare / lost), n=count_text(lost)
    )


def _leaks(rows: Sequence[Row]) -> dict[tuple[str, str | None], list[Row]]:
    """The rows of each transition that was not made: (last stage, the next one)."""
    leaks: dict[tuple[str, str | None], list[Row]] = {}
    for row in rows:
        leaks.setdefault((row["stage"], row["next"]), []).append(row)
    return leaks


def _most_deals(leak: tuple[tuple[str, str | None], list[Row]]) -> tuple[Any, ...]:
    return _sum(leak[1], "deals"), _minor(leak[1]), leak[0][0]


def _most_money(leak: tuple[tuple[str, str | None], list[Row]]) -> tuple[Any, ...]:
    return _minor(leak[1]), _sum(leak[1], "deals"), leak[0][0]


def _leak_of_money(rows: Sequence[Row]) -> Phrase | None:
    """The transition before which most money is lost, where it is another one."""
    leaks = _leaks(rows).items()
    (stage, after), worst = max(leaks, key=_most_money)
    if not _minor(worst) or (stage, after) == max(leaks, key=_most_deals)[0]:
        return None
    return say(
        "Most money is lost between “{stage}” and “{next}”: {deals} worth {sum}.",
        stage=stage,
        next=after,
        deals=deals_text(_sum(worst, "deals")),
        sum=sum_text(Money(_minor(worst), worst[0]["amount"].currency)),
    )


def _leak(rows: Sequence[Row]) -> Phrase:
    """The transition before which most deals are lost, and the reason given most often there."""
    (stage, after), worst = max(_leaks(rows).items(), key=_most_deals)
    place: dict[str, Any] = {"stage": stage, "next": after, "deals": deals_text(_sum(worst, "deals"))}
    minor = _minor(worst)
    whole = (
        say(
            "{deals} worth {sum}",
            deals=place["deals"],
            sum=sum_text(Money(minor, worst[0]["amount"].currency)),
        )
        if minor
        else place["deals"]
    )
    reasons = Counter({row["reason"]: 0 for row in worst if row["reason"]})
    for row in worst:
        if row["reason"]:
            reasons[row["reason"]] += row["deals"]
    if not reasons:
        return say("Most deals are lost between “{stage}” and “{next}”: {whole}.", **place | {"whole": whole})
    reason = min(reasons, key=lambda one: (-reasons[one], one))
    return say(
        "Most deals are lost between “{stage}” and “{next}”: {whole}; the reason given most often is “{reason}”.",
        **place | {"whole": whole, "reason": reason},
    )


def _cost(asked: Asked, rows: Sequence[Row]) -> Phrase | None:
    span, cost = months(asked), monthly(asked, _minor(rows))
    if span is None or cost is None or not cost.minor:
        return None
    bare = _sum(rows, "no_amount")
    if bare:
        return say(
            "Deals worth {sum} are lost in a month on average; {n} of the lost have no amount and are not in it.",
            sum=sum_text(cost),
            n=count_text(bare),
        )
    return say("Deals worth {sum} are lost in a month on average.", sum=sum_text(cost))


def _kind(asked: Asked, rows: Sequence[Row]) -> Phrase | None:
    """Product or process: said only where the words of the reasons and the stages of the losses point the same way, beyond chance."""
    if asked.pipeline is None:
        return None
    blocks = asked.pipeline.blocks
    middle = blocks[len(blocks) // 2]
    product, process = ([row for row in rows if row["nature"] == one] for one in ("product", "process"))
    share = wilson(_sum(product, "deals"), _sum(product, "deals") + _sum(process, "deals"))
    if share.trials < ENOUGH or share.low is None or share.high is None:
        return None
    late, early = (
        wilson(_sum([row for row in some if row["position"] >= middle], "deals"), _sum(some, "deals"))
        for some in (product, process)
    )
    if share.low > 0.5 and (late.low or 0) > 0.5:
        return say(
            "Of {n} losses whose reason tells, {share}% point to product, price or terms, and most of these come late: look at the offer before the way of working.",
            n=count_text(share.trials),
            share=round(100 * share.hits / share.trials),
        )
    if share.high < 0.5 and (early.high or 1) < 0.5:
        return say(
            "Of {n} losses whose reason tells, {share}% point to our answers and pace, and most of these come early: look at the way of working before the offer.",
            n=count_text(share.trials),
            share=round(100 - 100 * share.hits / share.trials),
        )
    return say(
        "Whether product or process is at fault the reasons do not tell: losses that point to product, price or terms — {product}, to our answers and pace — {process}.",
        product=count_text(share.hits),
        process=count_text(share.trials - share.hits),
    )


def _sum(rows: Sequence[Row], name: str) -> int:
    return sum(row[name] for row in rows)


def _minor(rows: Sequence[Row]) -> int:
    return sum(row["amount"].minor for row in rows)
