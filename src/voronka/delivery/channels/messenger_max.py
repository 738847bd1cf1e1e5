"""A bot of the messenger MAX, by its HTTP API: files are uploaded first, and then named in a message."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import httpx2

from voronka.delivery.channels.base import Channel, Intent, Parcel, Step
from voronka.delivery.channels.pieces import escaped, length, pieces
from voronka.delivery.channels.telegram import is_picture
from voronka.delivery.channels.web import client, json_of, post, seconds
from voronka.delivery.failures import DeliveryError
from voronka.errors import InputError
from voronka.language import say
from voronka.model.letter import File, Letter

#: Units of a message, of which some are kept for the marks of bold words.
MESSAGE, MARKS = 4000, 10
#: Seconds between questions whether an uploaded file can be named yet.
READY = (0.5, 1.0, 2.0, 4.0, 8.0)


class Max(Channel):
    """Messages of a bot of MAX."""

    name = "max"
    title = say("MAX")

    @property
    def is_set_up(self) -> bool:
        return bool(self.place.secret(self.name))

    def checked(self, address: str) -> str:
        """The number of a chat, or user: and that of a person; InputError where it is neither."""
        found = address.strip().replace(" ", "")
        if not re.fullmatch(r"(user:)?-?\d{1,20}", found):
            raise InputError(
                say("“{text}” is no chat of MAX", text=found),
                say("a chat has a number, as 123456789; a person is written as user:123456789"),
            )
        return found

    def steps(self, parcel: Parcel) -> Sequence[Step]:
        """The words (the caption, where there is a picture) with the pictures, then a message for each other file: MAX takes one at a time."""
        letter = parcel.letter
        shown = [file for file in letter.files if is_picture(file)]
        rest = [file for file in letter.files if not is_picture(file)]
        is_told = shown and 0 < length(escaped(letter.caption)) <= MESSAGE
        words = [escaped(letter.caption)] if is_told else _words(letter)
        send = partial(self._send, parcel.address)
        found: list[Step] = [partial(send, text, ()) for text in words[:-1]]
        found.append(partial(send, words[-1], tuple(shown)))
        return [*found, *(partial(send, "", (file,)) for file in rest)]

    def _send(self, address: str, text: str, files: tuple[File, ...], intent: Intent) -> None:
        with client(self.settings["max.ca_file"]) as session:
            attached = [self._uploaded(session, file) for file in files]
            message = {"text": text, "format": "html", "attachments": attached, "notify": True}
            for wait in (*READY, None):
                answer = self._ask(session, f"/messages?{_query(address)}", intent, json=message)
                if wait is None or json_of(answer).get("code") != "attachment.not.ready":
                    break
                time.sleep(wait)
            _check(answer, address)

    def _uploaded(self, session: httpx2.Client, file: File) -> dict[str, Any]:
        """A file as a message names it."""
        kind = "image" if is_picture(file) else "file"
        named = {"data": (file.name, file.body, file.mime)}
        try:
            place = self._ask(session, f"/uploads?type={kind}")
            _check(place, file.name)
            answer = post(session, str(json_of(place).get("url", "")), "MAX", files=named)
        except DeliveryError as error:
            # Nobody sees an upload that no message names: it is made again.
            error.kind = "temporary" if error.kind == "doubtful" else error.kind
            raise
        _check(answer, file.name)
        told = json_of(answer)
        payload = {"photos": told["photos"]} if "photos" in told else {"token": told.get("token", "")}
        return {"type": kind, "payload": payload}

    def _ask(
        self, session: httpx2.Client, path: str, intent: Intent | None = None, **parts: Any
    ) -> httpx2.Response:
        token, base = self.place.secret(self.name), self.settings["max.base_url"].rstrip("/")
        if not token:
            raise DeliveryError(
                say("MAX has no bot"),
                say("the token of the bot is not kept here"),
                say("make a bot on business.max.ru and enter its token on the page of channels"),
                kind="settings",
                is_whole=True,
            )
        more = {} if intent is None else {"intent": intent}
        return post(session, base + path, "MAX", headers={"authorization": token}, **more, **parts)


def _words(letter: Letter) -> list[str]:
    """The messages of the words: the subject in bold above the first."""
    cut = pieces(f"{letter.subject}\n\n{letter.text}", MESSAGE - MARKS)
    first = cut[0].removeprefix(letter.subject).lstrip()
    whole = [f"<b>{escaped(letter.subject)}</b>\n\n{escaped(first)}".strip(), *map(escaped, cut[1:])]
    # escaped letters count here, so that a text full of them is cut once more
    return [part for text in whole for part in (pieces(text, MESSAGE) if length(text) > MESSAGE else [text])]


def _query(address: str) -> str:
    kind, _, number = address.rpartition(":")
    return f"{'user_id' if kind else 'chat_id'}={number}"


def _check(answer: httpx2.Response, whom: str) -> None:
    if answer.status_code < 300:
        return
    told: Mapping[str, Any] = json_of(answer)
    code, said = (
        answer.status_code,
        ": ".join(str(told[name]) for name in ("code", "message") if told.get(name)),
    )
    said = said or f"HTTP {code}"
    if code == 429:
        wait = seconds(answer.headers.get("retry-after")) or 5.0
        raise DeliveryError(say("MAX asks to wait"), said, kind="temporary", wait=wait, is_whole=True)
    if code >= 500 or told.get("code") == "attachment.not.ready":
        raise DeliveryError(
            say("MAX does not work now"),
            said,
            say("it is tried again by itself"),
            kind="temporary",
            is_whole=code >= 500,
        )
    if code == 401:
        raise DeliveryError(
            say("MAX does not know this bot"),
            said,
            say("copy the token of the bot from business.max.ru again"),
            kind="settings",
            is_whole=True,
        )
    raise DeliveryError(
        say("MAX does not deliver to {address}", address=whom),
        said,
        say("check the number; the person must have started the bot, and a group must have let it in"),
    )
