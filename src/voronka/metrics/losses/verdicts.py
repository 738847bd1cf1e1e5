"""Whether the claim that up to 30 % of enquiries are lost holds on an account, in words."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import NormalDist

from voronka.language import Phrase, say
from voronka.metrics.losses.enquiries import CAUSES, patience_days
from voronka.metrics.scope import Asked
from voronka.metrics.wording import count_text
from voronka.model.answer import Row
from voronka.stats.intervals import wilson

#: «Потеря до 30 % входящих обращений».
CLAIM = 0.30
_CAUSES = {
    "rejected": say("rejected"),
    "duplicate": say("duplicates"),
    "spam": say("junk"),
    "never_answered": say("never answered"),
    "lost_early": say("lost before qualification"),
}


def verdict(lost: int, waiting: int, enquiries: int, segments: int = 1) -> str | None:
    """Whether the lost share is below or above the claim however those that wait turn out; None without enquiries.

    Of many `segments` some lie off the claim by chance: each is judged by Bonferroni's wider interval.

    >>> verdict(10, 0, 100), verdict(45, 5, 100), verdict(25, 20, 100)
    ('below', 'above', 'unclear')
    >>> verdict(42, 0, 100), verdict(42, 0, 100, segments=24)
    ('above', 'unclear')
    """
    if not enquiries:
        return None
    z = NormalDist().inv_cdf(1 - 0.025 / segments)
    if (wilson(lost + waiting, enquiries, z).high or 1.0) < CLAIM:
        return "below"
    return "above" if (wilson(lost, enquiries, z).low or 0.0) > CLAIM else "unclear"


def findings(asked: Asked, rows: Sequence[Row], is_told: bool) -> tuple[Phrase, ...]:
    """The verdict, the most frequent cause, who waits; `is_told`: calls, mails or messages are known at all."""
    if not any(row["lost_share"].trials for row in rows):
        return ()
    found = [_apart(rows)] if asked.by is not None else [*_whole(asked, rows[0])]
    if not is_told:
        found.append(
            say("Calls, mails and messages are not known here: whether a client was answered is told only by who moved the deal on.")
        )  # fmt: skip
    return tuple(found)


def _whole(asked: Asked, row: Row) -> list[Phrase]:
    share = row["lost_share"]
    numbers = {
        "n": count_text(share.trials),
        "share": _percent(share.value),
        "low": _percent(share.low),
        "high": _percent(share.high),
    }
    claims = {
        "below": say("Of {n} enquiries {share}% were lost ({low} to {high}%): below the 30% that are said of others.", **numbers),
        "above": say("Of {n} enquiries {share}% were lost ({low} to {high}%): above the 30% that are said of others.", **numbers),
        "unclear": say("Of {n} enquiries {share}% were lost ({low} to {high}%): whether that is above or below the 30% said of others cannot be told.", **numbers),
    }  # fmt: skip
    found = [claims[row["verdict"]]]
    cause = max(CAUSES, key=lambda one: row[one])
    if row[cause]:
        found.append(
            say(
                "The most frequent cause is: {cause} ({n}); without duplicates and junk {clean}% were lost.",
                cause=_CAUSES[cause],
                n=count_text(row[cause]),
                clean=_percent(row["lost_share_clean"].value),
            )
        )
    if row["waiting"]:
        found.append(
            say(
                "{n} wait, for less than {days} days so far: they are not in the share.",
                n=count_text(row["waiting"]),
                days=round(patience_days(asked)),
            )
        )
    return found


def _apart(rows: Sequence[Row]) -> Phrase:
    """The segment that loses most of those reliably above the claim."""
    above = [row for row in rows if row["verdict"] == "above"]
    if not above:
        return say("None is reliably above 30%.")
    worst = max(above, key=lambda row: row["lost_share"].value)
    name = worst["segment"] or say("unknown")
    return say(
        "Reliably above 30%: {count} of {all}; most is lost by “{name}”, {share}% of {n}.",
        count=len(above),
        all=len(rows),
        name=name,
        share=_percent(worst["lost_share"].value),
        n=count_text(worst["lost_share"].trials),
    )


def _percent(share: float | None) -> int:
    return round(100 * (share or 0.0))
