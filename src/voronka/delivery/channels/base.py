"""What a channel is: it cuts a letter into pieces and hands each over, saying beforehand when the last byte goes out."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from voronka.delivery.secrets import VARIABLES, secret_of
from voronka.language import Phrase
from voronka.model.letter import Letter
from voronka.settings import Settings

#: Called when all but the last byte of a piece is out.
Intent = Callable[[], None]
#: Hands one piece over; DeliveryError where it is not taken.
Step = Callable[[Intent], None]
#: Seconds that the other side has for each answer.
PATIENCE = 30.0


@dataclass(frozen=True)
class Parcel:
    """A letter for somebody; `key` is the same on every try, and no other parcel has it."""

    letter: Letter
    address: str
    key: str
    made_at: datetime
    name: str = ""


@dataclass(frozen=True)
class Place:
    """Where a channel finds its settings and secret."""

    folder: Path
    settings: Settings

    def secret(self, channel: str) -> str:
        """The secret of a channel, "" where there is none."""
        return secret_of(self.folder, channel) if channel in VARIABLES else ""


class Channel(ABC):
    """One way to send letters. `is_repeatable`: what comes twice counts once there, so that a doubtful piece may be sent again."""

    name: ClassVar[str]
    title: ClassVar[Phrase]
    is_repeatable: ClassVar[bool] = False

    def __init__(self, place: Place) -> None:
        self.place = place
        self.settings = place.settings

    @property
    @abstractmethod
    def is_set_up(self) -> bool:
        """Whether there is enough in the settings to try."""

    @abstractmethod
    def checked(self, address: str) -> str:
        """An address as it is kept; InputError where it can be none."""

    @abstractmethod
    def steps(self, parcel: Parcel) -> Sequence[Step]:
        """The pieces, always the same for the same parcel; DeliveryError where it cannot go by this channel."""
