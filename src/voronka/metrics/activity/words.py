"""What a head of sales should take from the activity, in words."""

from __future__ import annotations

from collections.abc import Sequence

from voronka.language import Phrase, say
from voronka.metrics.activity.relation import reply_days
from voronka.metrics.scope import Asked
from voronka.metrics.wording import count_text
from voronka.model.answer import Row
from voronka.model.estimate import Estimate
from voronka.stats.doubts import ENOUGH
from voronka.stats.intervals import square_and_add


def findings(asked: Asked, rows: Sequence[Row], known: set[str]) -> tuple[Phrase, ...]:
    """What is not known, and of the whole: calls missed, answers got, touches that a win and a loss took."""
    found: list[Phrase | None] = [_unknown(known)]
    if asked.by is None:
        [whole] = rows
        found += [_missed(whole), _replies(asked, whole), _touches(whole)]
    return tuple(one for one in found if one is not None)


def _unknown(known: set[str]) -> Phrase | None:
    if "call" not in known and not known & {"mail", "message"}:
        return say(
            "Calls, mails and messages are not known: no telephony, mail or messenger has told of any by then."
        )
    if "call" not in known:
        return say("Calls are not known: no telephony has told of any by then.")
    if not known & {"mail", "message"}:
        return say("Mails and messages are not known: no mailbox or messenger has told of any by then.")
    return None


def _missed(row: Row) -> Phrase | None:
    missed = row.get("missed")
    if missed is None or missed.trials < ENOUGH:
        return None
    return say(
        "Nobody took {missed} of {calls} calls that came in: {share}%.",
        missed=count_text(missed.hits),
        calls=count_text(missed.trials),
        share=round(100 * missed.value),
    )


def _replies(asked: Asked, row: Row) -> Phrase | None:
    replies = row.get("replies")
    if replies is None or replies.trials < ENOUGH:
        return None
    return say(
        "Of {sent} mails and messages sent {share}% were answered within {days} days.",
        sent=count_text(replies.trials),
        share=round(100 * replies.value),
        days=round(reply_days(asked)),
    )


def _touches(row: Row) -> Phrase | None:
    """How many touches a win and a loss took; whether they differ is said only beyond chance."""
    win, loss = row.get("touches_per_win"), row.get("touches_per_loss")
    if not isinstance(win, Estimate) or not isinstance(loss, Estimate) or min(win.n, loss.n) < ENOUGH:
        return None
    _, low, high = square_and_add(win, loss)
    numbers = {"win": round(win.value or 0), "loss": round(loss.value or 0)}
    if low is not None and low > 0:
        return say(
            "A win took {win} touches on average, a loss {loss}: lost deals were given up sooner, or asked for less.",
            **numbers,
        )
    if high is not None and high < 0:
        return say(
            "A win took {win} touches on average, a loss {loss}: most effort goes into deals that are lost.",
            **numbers,
        )
    return say("A win took {win} touches on average, a loss {loss}: no reliable difference.", **numbers)
