"""One delivery: piece by piece, each written down before its last byte goes out and again when it was taken."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Literal

from voronka.delivery.channels import Channel, Parcel
from voronka.delivery.failures import PATIENCE, DeliveryError, doubt_of, sentences_of, wait_after
from voronka.errors import InputError, VoronkaError
from voronka.language import say
from voronka.model.letter import Letter
from voronka.team.deliveries import Deliveries, Delivery

Outcome = Literal["delivered", "doubtful", "postponed", "dead"]
_log = logging.getLogger("voronka.delivery")


class Taken(Exception):  # noqa: N818
    """Somebody else sends this delivery."""


class _Intent:
    """Writes down, once, that the last byte of a piece goes out."""

    def __init__(self, book: Deliveries, one: Delivery, step: int, now: Callable[[], datetime]) -> None:
        self._book, self._one, self._step, self._now = book, one, step, now
        self.is_out = False

    def __call__(self) -> None:
        if not self.is_out and not self._book.hand(self._one, self._step, self._now()):
            raise Taken
        self.is_out = True


def send(
    book: Deliveries, one: Delivery, channel: Channel, letter: Letter, now: Callable[[], datetime]
) -> tuple[Outcome, DeliveryError | None]:
    """Hand a delivery over, from the piece on where it stands; the error where it was not taken."""
    is_doubtful = one.is_doubtful
    try:
        steps = channel.steps(Parcel(letter, one.address, one.key, one.made_at, one.name))
        for number in range(one.step, len(steps)):
            intent = _Intent(book, one, number, now)
            try:
                steps[number](intent)
            except DeliveryError as error:
                if error.kind != "doubtful" or channel.is_repeatable or not intent.is_out:
                    raise
                book.doubt(
                    one.number, number, doubt_of(say("{what}; the whole of it had gone out", what=error.what))
                )
                is_doubtful = True
                continue
            if number < len(steps) - 1:
                book.handed(one.number, number)
    except (DeliveryError, VoronkaError, OSError, ValueError) as error:
        return failed(book, one, error, now())
    book.delivered(one.number, now())
    return ("doubtful" if is_doubtful else "delivered"), None


def failed(book: Deliveries, one: Delivery, error: Exception, now: datetime) -> tuple[Outcome, DeliveryError]:
    """Try again later what may work then, and give up what does not."""
    known = _known(error)
    said = sentences_of(error)
    is_late = now - (one.first_at or now) >= PATIENCE
    if known.kind == "final" or is_late:
        book.bury(one, now, said)
        return "dead", known
    book.postpone(one, now + wait_after(known, one.attempts), now, said)
    return "postponed", known


def _known(error: Exception) -> DeliveryError:
    if isinstance(error, DeliveryError):
        return error
    if isinstance(error, InputError):
        return DeliveryError(error.what, error.why, error.do, kind="settings")
    if not isinstance(error, VoronkaError):
        _log.exception("a delivery stopped", exc_info=error)
    return DeliveryError(str(error), kind="temporary")
