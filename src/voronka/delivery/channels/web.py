"""Requests that say when their last byte goes out, and what an unanswered one means."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import httpx2

from voronka.delivery.channels.base import PATIENCE, Intent
from voronka.delivery.failures import DeliveryError
from voronka.language import say

#: Where a failure means that nothing was handed over: the request was not out yet.
_BEFORE = (
    httpx2.ConnectError,
    httpx2.ConnectTimeout,
    httpx2.PoolTimeout,
    httpx2.WriteError,
    httpx2.WriteTimeout,
    httpx2.ProxyError,
    httpx2.UnsupportedProtocol,
)


class _UpToTheLast(httpx2.SyncByteStream):
    """A body that calls `intent` before its last byte."""

    def __init__(self, body: bytes, intent: Intent) -> None:
        self._body = body
        self._intent = intent

    def __iter__(self) -> Iterator[bytes]:
        if len(self._body) > 1:
            yield self._body[:-1]
        self._intent()
        yield self._body[-1:]


def client(ca_file: str = "") -> httpx2.Client:
    """A client that follows no redirects; `ca_file` holds certificates that are trusted beside the usual ones."""
    context = ssl.create_default_context()
    if ca_file:
        try:
            context.load_verify_locations(ca_file)
        except (OSError, ssl.SSLError) as error:
            raise DeliveryError(
                say("cannot read the certificates of {file}", file=ca_file),
                str(error),
                say("give the path of a PEM file, or leave it empty"),
                kind="settings",
                is_whole=True,
            ) from error
    return httpx2.Client(timeout=PATIENCE, verify=context, follow_redirects=False)


def post(
    session: httpx2.Client, url: str, where: str, intent: Intent = lambda: None, **parts: Any
) -> httpx2.Response:
    """Send a request with a body; DeliveryError where no answer comes: doubtful when the last byte was out. `where` names the other side."""
    try:
        request = session.build_request("POST", url, **parts)
        request.stream = _UpToTheLast(request.read(), intent)
        return session.send(request)
    except _BEFORE as error:
        raise unreachable(where, error) from error
    except (httpx2.TransportError, httpx2.DecodingError) as error:
        raise DeliveryError(
            say("{name} did not answer", name=where), _reason(error), kind="doubtful"
        ) from error
    except (httpx2.InvalidURL, ValueError) as error:
        raise DeliveryError(
            say("“{text}” is no address", text=where),
            str(error),
            say("mend it in the settings"),
            kind="settings",
        ) from error


def get(
    session: httpx2.Client, url: str, where: str, headers: Mapping[str, str] | None = None
) -> httpx2.Response:
    """Ask for something; DeliveryError where no answer comes."""
    try:
        return session.get(url, headers=dict(headers or {}))
    except httpx2.HTTPError as error:
        raise unreachable(where, error) from error


def unreachable(where: str, error: Exception) -> DeliveryError:
    """That the other side cannot be reached now."""
    return DeliveryError(
        say("{name} cannot be reached", name=where),
        _reason(error),
        say("check the address and that this server may go there; it is tried again by itself"),
        kind="temporary",
        is_whole=True,
    )


def json_of(answer: httpx2.Response) -> Mapping[str, Any]:
    """The answer's object; empty where it is none."""
    try:
        found = answer.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def seconds(text: str | None, read: Callable[[str], float] = float) -> float | None:
    """How long the other side asks to wait.

    >>> seconds("7"), seconds("Wed, 21 Oct 2026 07:28:00 GMT")
    (7.0, None)
    """
    try:
        return read(text) if text else None
    except ValueError:
        return None


def _reason(error: Exception) -> str:
    return str(error) or type(error).__name__
