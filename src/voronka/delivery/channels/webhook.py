"""An address of another program: the letter as JSON, signed, under an id by which a second copy is known."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from datetime import UTC
from urllib.parse import urlsplit

from voronka import clock
from voronka.delivery.channels.base import Channel, Intent, Parcel, Step
from voronka.delivery.channels.web import client, post, seconds
from voronka.delivery.failures import DeliveryError
from voronka.errors import InputError
from voronka.language import say
from voronka.model.letter import Letter

_LOCAL = ("localhost", "127.0.0.1", "::1")


class Webhook(Channel):
    """A request to another program. It must answer 2xx, and ignore an id that it knows."""

    name = "webhook"
    title = say("Webhook")
    is_repeatable = True

    @property
    def is_set_up(self) -> bool:
        return bool(self.place.secret(self.name))

    def checked(self, address: str) -> str:
        """An https address; http only on this machine. InputError for anything else."""
        found = address.strip()
        try:
            parts = urlsplit(found)
            is_good = bool(parts.hostname) and parts.port != 0 and parts.username is None
        except ValueError:
            is_good = False
        if not is_good or not (
            parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOCAL)
        ):
            raise InputError(
                say("“{text}” is no address for a webhook", text=found),
                say("letters hold figures, so that they go by https only, except on this machine"),
                say("write it whole, as in https://example.com/hook"),
            )
        return found

    def steps(self, parcel: Parcel) -> Sequence[Step]:
        """One request."""
        return [lambda intent: self._send(parcel, intent)]

    def _send(self, parcel: Parcel, intent: Intent) -> None:
        secret = self.place.secret(self.name)
        if not secret:
            raise DeliveryError(
                say("webhooks have no secret to sign with"),
                do=say("enter a secret on the page of channels, and the same one where they arrive"),
                kind="settings",
                is_whole=True,
            )
        body = payload(parcel)
        stamp = str(int(clock.now().replace(tzinfo=UTC).timestamp()))
        headers = {
            "content-type": "application/json; charset=utf-8",
            "x-voronka-delivery": parcel.key,
            "x-voronka-timestamp": stamp,
            "x-voronka-signature": f"sha256={signature(secret, stamp, body)}",
        }
        host = urlsplit(parcel.address).netloc
        with client() as session:
            answer = post(session, parcel.address, host, intent, content=body, headers=headers)
        if answer.status_code < 300:
            return
        code = answer.status_code
        is_soon = code in (408, 409, 425, 429) or code >= 500
        raise DeliveryError(
            say("{name} did not take the letter", name=host),
            f"HTTP {code}",
            say("it is tried again by itself")
            if is_soon
            else say("see there why; redirects are not followed"),
            kind="temporary" if is_soon else "settings" if code in (401, 403) else "final",
            wait=seconds(answer.headers.get("retry-after")),
        )


def signature(secret: str, stamp: str, body: bytes) -> str:
    """HMAC-SHA256 of the timestamp, a point and the body, in hexadecimal.

    >>> signature("key", "1", b"{}")[:16]
    '1ba6b8171186efc6'
    """
    return hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()


def payload(parcel: Parcel) -> bytes:
    """The letter as JSON; files are base64."""
    letter: Letter = parcel.letter
    told = {
        "id": parcel.key,
        "made_at": parcel.made_at.isoformat() + "Z",
        "subject": letter.subject,
        "text": letter.text,
        "html": letter.html,
        "pictures": [{"cid": one.cid, **_file(one.name, one.mime, one.body)} for one in letter.pictures],
        "files": [_file(one.name, one.mime, one.body) for one in letter.files],
    }
    return json.dumps(told, ensure_ascii=False).encode()


def _file(name: str, mime: str, body: bytes) -> dict[str, object]:
    return {"name": name, "mime": mime, "size": len(body), "base64": base64.b64encode(body).decode()}
