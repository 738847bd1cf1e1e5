"""The ways by which letters go out."""

from __future__ import annotations

from voronka.delivery.channels.base import Channel, Parcel, Place
from voronka.delivery.channels.folder import Folder
from voronka.delivery.channels.messenger_max import Max
from voronka.delivery.channels.smtp import Smtp
from voronka.delivery.channels.telegram import Telegram
from voronka.delivery.channels.webhook import Webhook
from voronka.errors import InputError
from voronka.language import say

#: In the order in which they are offered.
CHANNELS: dict[str, type[Channel]] = {one.name: one for one in (Smtp, Telegram, Max, Webhook, Folder)}


def channel(name: str, place: Place) -> Channel:
    """The channel of that name; InputError when there is none."""
    if name not in CHANNELS:
        names = ", ".join(CHANNELS)
        raise InputError(
            say("no channel called “{name}”", name=name), say("channels are: {names}", names=names)
        )
    return CHANNELS[name](place)


__all__ = ["CHANNELS", "Channel", "Parcel", "Place", "channel"]
