"""Why something could not be delivered, and whether trying again is of any use."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Literal

from voronka.errors import VoronkaError
from voronka.language import LANGUAGES, say, translated

#: temporary: it may work soon; settings: somebody must mend the channel first; final: never to this address; doubtful: it went out, and nobody answered.
Kind = Literal["temporary", "settings", "final", "doubtful"]
#: A temporary failure waits so long, twice as long each time, up to the most; a channel that must be mended is looked at every so often.
FIRST_WAIT, LONGEST_WAIT, MENDING_WAIT = timedelta(minutes=1), timedelta(hours=1), timedelta(minutes=15)
#: After so long it is given up.
PATIENCE = timedelta(days=2)


class DeliveryError(VoronkaError):
    """Something was not delivered. `wait`: seconds that the other side asked for; `is_whole`: nothing goes by this channel now."""

    exit_code = 8

    def __init__(
        self,
        what: str,
        why: str = "",
        do: str = "",
        kind: Kind = "final",
        wait: float | None = None,
        is_whole: bool = False,
    ) -> None:
        super().__init__(what, why, do)
        self.kind: Kind = kind
        self.wait = wait
        self.is_whole = is_whole


def wait_after(error: DeliveryError, attempts: int) -> timedelta:
    """How long until the next try, after so many earlier ones.

    >>> [wait_after(DeliveryError("", kind="temporary"), number).total_seconds() / 60 for number in (0, 1, 5, 9)]
    [1.0, 2.0, 32.0, 60.0]
    """
    if error.wait is not None:
        return timedelta(seconds=min(max(error.wait, 1.0), PATIENCE.total_seconds()))
    if error.kind == "settings":
        return MENDING_WAIT
    longer: timedelta = FIRST_WAIT * 2 ** min(attempts, 20)
    return min(longer, LONGEST_WAIT)


def sentences_of(error: Exception) -> dict[str, list[str]]:
    """What happened, why and what to do, by language; a defect of ours by its name."""
    if not isinstance(error, VoronkaError):
        name = f"{type(error).__name__}: {error}"
        error = VoronkaError(
            say("delivery stopped by a defect of Voronka"), name, say("write to its authors, with this text")
        )
    parts = [part for part in (error.what, error.why, error.do) if part]
    return {language: [str(translated(part, language)) for part in parts] for language in LANGUAGES}


def doubt_of(why: str) -> Mapping[str, list[str]]:
    """That it went out and may have come."""
    return sentences_of(
        VoronkaError(
            say("it is not known whether this came"),
            why,
            say(
                "it is not sent a second time by itself; ask whoever should have it, and send it again if need be"
            ),
        )
    )
