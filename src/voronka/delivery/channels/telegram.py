"""A Telegram bot, by its HTTP API. Nothing can be asked back of it, so that an unanswered message is in doubt for ever."""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Sequence
from functools import partial
from typing import Any

import httpx2

from voronka.delivery.channels.base import Channel, Intent, Parcel, Step
from voronka.delivery.channels.pieces import escaped, length, pieces
from voronka.delivery.channels.web import client, json_of, post, seconds
from voronka.delivery.failures import DeliveryError
from voronka.errors import InputError
from voronka.language import say
from voronka.model.letter import File, Letter

#: Limits of the Bot API: units of a message and of a caption, bytes of a picture and of a file, sides of a picture together and their ratio.
MESSAGE, CAPTION = 4096, 1024
PICTURE, FILE = 10 * 2**20, 50 * 2**20
SIDES, RATIO = 10_000, 20
#: Files of one message.
ALBUM = 10


class Telegram(Channel):
    """Messages of a Telegram bot."""

    name = "telegram"
    title = say("Telegram")

    @property
    def is_set_up(self) -> bool:
        return bool(self.place.secret(self.name))

    def checked(self, address: str) -> str:
        """The number of a chat, negative for a group, or @channel; InputError where it is neither."""
        found = address.strip()
        if not re.fullmatch(r"-?\d{1,20}|@[A-Za-z0-9_]{4,64}", found):
            raise InputError(
                say("“{text}” is no chat of Telegram", text=found),
                say("a chat has a number, as 123456789 or -1001234567890 for a group, or is a @channel"),
                say("write anything to @userinfobot to learn your own number"),
            )
        return found

    def steps(self, parcel: Parcel) -> Sequence[Step]:
        """The picture with its caption, which says all; else the words in messages. Then all other files together."""
        letter = parcel.letter
        _check_sizes(letter)
        shown = [file for file in letter.files if is_picture(file)]
        rest = [file for file in letter.files if not is_picture(file)]
        send = partial(self._send, parcel.address)
        if shown and 0 < length(letter.caption) <= CAPTION:
            words = {"caption": escaped(letter.caption)}
            found: list[Step] = [partial(send, "sendPhoto", words, {"photo": shown[0]})]
            shown = shown[1:]
        else:
            found = [partial(send, "sendMessage", {"text": text}, {}) for text in _words(letter)]
        found += [partial(send, "sendPhoto", {}, {"photo": file}) for file in shown]
        for place in range(0, len(rest), ALBUM):
            found.append(_files(send, rest[place : place + ALBUM]))
        return found

    def _send(
        self, chat: str, method: str, fields: dict[str, str], files: dict[str, File], intent: Intent
    ) -> None:
        token, base = self.place.secret(self.name), self.settings["telegram.base_url"].rstrip("/")
        if not token:
            raise DeliveryError(
                say("Telegram has no bot"),
                say("the token of the bot is not kept here"),
                say("make a bot with @BotFather and enter its token on the page of channels"),
                kind="settings",
                is_whole=True,
            )
        parts: dict[str, Any] = {"data": {"chat_id": chat, "parse_mode": "HTML", **fields}}
        if files:
            parts["files"] = {name: (one.name, one.body, one.mime) for name, one in files.items()}
        with client() as session:
            try:
                _check(post(session, f"{base}/bot{token}/{method}", "Telegram", intent, **parts), chat)
            except DeliveryError as error:
                # the address of a request holds the token
                error.why = str(error.why).replace(token, "…") if token in str(error.why) else error.why
                raise


def is_picture(file: File) -> bool:
    """Whether it is shown as a picture; one that is too large goes as a file.

    >>> is_picture(File("a.png", "image/png", b""))
    False
    """
    if file.mime != "image/png" or len(file.body) > PICTURE or file.body[:8] != b"\x89PNG\r\n\x1a\n":
        return False
    width, height = struct.unpack(">II", file.body[16:24])
    return bool(width + height <= SIDES and max(width, height) <= RATIO * min(width, height))


def _words(letter: Letter) -> list[str]:
    """The messages of the words: the subject in bold above the first."""
    head = f"<b>{escaped(letter.subject)}</b>\n\n"
    cut = pieces(f"{letter.subject}\n\n{letter.text}", MESSAGE)
    first = cut[0].removeprefix(letter.subject).lstrip()
    return (
        [head + escaped(first), *map(escaped, cut[1:])] if first else [head.strip(), *map(escaped, cut[1:])]
    )


def _files(send: partial[None], files: list[File]) -> Step:
    if len(files) == 1:
        return partial(send, "sendDocument", {}, {"document": files[0]})
    media = [{"type": "document", "media": f"attach://file{number}"} for number in range(len(files))]
    named = {f"file{number}": file for number, file in enumerate(files)}
    return partial(send, "sendMediaGroup", {"media": json.dumps(media)}, named)


def _check_sizes(letter: Letter) -> None:
    for file in letter.files:
        if len(file.body) > FILE:
            raise DeliveryError(
                say("{file} is too large for Telegram", file=file.name),
                say(
                    "it has {size} MB, and {most} MB are taken",
                    size=f"{len(file.body) / 2**20:.1f}",
                    most=FILE // 2**20,
                ),
                say("leave out a form of the report"),
            )


def _check(answer: httpx2.Response, chat: str) -> None:
    told = json_of(answer)
    if answer.status_code == 200 and told.get("ok"):
        return
    code, said = answer.status_code, str(told.get("description") or f"HTTP {answer.status_code}")
    parameters = told.get("parameters") or {}
    if code == 429:
        wait = parameters.get("retry_after") or seconds(answer.headers.get("retry-after")) or 5
        raise DeliveryError(
            say("Telegram asks to wait"), said, kind="temporary", wait=float(wait), is_whole=True
        )
    if code >= 500:
        raise DeliveryError(
            say("Telegram does not work now"),
            said,
            say("it is tried again by itself"),
            kind="temporary",
            is_whole=True,
        )
    if code in (401, 404):
        raise DeliveryError(
            say("Telegram does not know this bot"),
            said,
            say("copy the token from @BotFather again"),
            kind="settings",
            is_whole=True,
        )
    raise DeliveryError(
        say("Telegram does not deliver to {address}", address=chat), said, _advice(said, parameters)
    )


def _advice(said: str, parameters: dict[str, Any]) -> str:
    if "migrate_to_chat_id" in parameters:
        return say("the group has another number now: {number}", number=parameters["migrate_to_chat_id"])
    if "blocked" in said or "can't initiate" in said or "deactivated" in said:
        return say("the person must open the bot and press Start")
    if "kicked" in said or "not a member" in said or "not enough rights" in said:
        return say("let the bot into the group again, with the right to write")
    if "chat not found" in said:
        return say("check the number; the person must have written to the bot first")
    return say("check the address")
