"""Tokens and the file that keeps them: readable by its owner only, written whole or not at all, never logged."""

from __future__ import annotations

import base64
import contextlib
import fcntl
import json
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2

from voronka.errors import AccessError, SourceError, StoreError
from voronka.language import say
from voronka.sources.amocrm.answers import problem, refused_token

FILE_NAME = "amocrm-token.json"
#: A token is renewed so many seconds before it expires.
EARLY = 300


@dataclass(frozen=True)
class Kept:
    """What the token file holds. A long-lived token has no refresh token; `expires_at` is unix seconds, 0 when not known."""

    access_token: str
    refresh_token: str = ""
    expires_at: int = 0
    client_id: str = ""
    client_secret: str = ""
    redirect_uri: str = ""

    def __repr__(self) -> str:
        return f"Kept(is_long_lived={not self.refresh_token}, expires_at={self.expires_at})"


def keep(path: Path, kept: Kept) -> None:
    """Write the file with mode 0600, by an atomic rename."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(asdict(kept), file)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        raise StoreError(say("cannot write {file}", file=str(path)), error.strerror or str(error)) from error


def load(path: Path) -> Kept:
    """Read the file; AccessError when there is none or it makes no sense."""
    try:
        return Kept(**json.loads(path.read_text("utf-8")))
    except FileNotFoundError as error:
        raise AccessError(
            say("this workspace has no token for amoCRM"),
            say("there is no {file}", file=str(path)),
            say("run voronka connect"),
        ) from error
    except (OSError, ValueError, TypeError) as error:
        raise AccessError(
            say("cannot read {file}", file=str(path)), type(error).__name__, say("run voronka connect")
        ) from error


def expiry(token: str) -> int | None:
    """`exp` of a JWT, unix seconds; None when the token is something else.

    >>> expiry("not a JWT") is None
    True
    """
    parts = token.split(".")
    if len(parts) != 3:
        return None
    try:
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
        return int(claims["exp"])
    except (ValueError, KeyError, TypeError):
        return None


class LongLivedToken:
    """A token that an administrator made by hand. It is never refreshed: a 401 is final."""

    def __init__(self, token: str) -> None:
        self._token = token

    def current(self) -> str:
        """The token."""
        return self._token

    def renewed(self, refused: str) -> str:  # noqa: ARG002
        """There is no other: AccessError."""
        raise refused_token()


class OAuthToken:
    """An access token that is exchanged for the next one in time, by one thread of one process at a time.

    A refresh token can be exchanged only once, so the file is read again after its lock was got: another process may have done it.
    """

    def __init__(
        self,
        path: Path,
        base_url: str,
        now: Callable[[], datetime],
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        self._path = path
        self._base_url = base_url
        self._now = now
        self._transport = transport
        self._thread_lock = threading.Lock()
        self._kept = load(path)

    def current(self) -> str:
        """The access token; renewed first when it is about to expire."""
        kept = self._kept
        if kept.expires_at and self._seconds() >= kept.expires_at - EARLY:
            return self.renewed(kept.access_token)
        return kept.access_token

    def renewed(self, refused: str) -> str:
        """Another token than `refused`."""
        with self._thread_lock, _locked(self._path):
            self._kept = load(self._path)
            if self._kept.access_token == refused:
                self._kept = self._exchanged(self._kept)
                keep(self._path, self._kept)
            return self._kept.access_token

    def _exchanged(self, kept: Kept) -> Kept:
        if not kept.refresh_token:
            raise refused_token()
        return exchange(
            self._base_url,
            kept,
            {"grant_type": "refresh_token", "refresh_token": kept.refresh_token},
            self._now(),
            self._transport,
        )

    def _seconds(self) -> float:
        return self._now().replace(tzinfo=UTC).timestamp()


def exchange(
    base_url: str,
    kept: Kept,
    grant: dict[str, str],
    now: datetime,
    transport: httpx2.BaseTransport | None = None,
) -> Kept:
    """Get tokens for a grant (a code or a refresh token) of the integration in `kept`.

    AccessError when the grant is refused; SourceError when the server cannot be reached.
    """
    body = {
        "client_id": kept.client_id,
        "client_secret": kept.client_secret,
        "redirect_uri": kept.redirect_uri,
        **grant,
    }
    try:
        with httpx2.Client(transport=transport, timeout=30.0) as http:
            response = http.post(f"{base_url}/oauth2/access_token", json=body)
    except httpx2.TransportError as error:
        raise SourceError(
            say("cannot reach {url} for a token", url=base_url),
            f"{type(error).__name__} {error}".strip(),
            say("check the address and the network, then run voronka sync again"),
        ) from error
    if response.status_code == 429 or response.status_code >= 500:
        raise SourceError(
            say("{url} gave no token (HTTP {status})", url=base_url, status=response.status_code),
            do=say("run voronka sync again later: it goes on where it stopped"),
        )
    return _from_answer(kept, response, now)


def _from_answer(kept: Kept, response: httpx2.Response, now: datetime) -> Kept:
    try:
        answer: Any = json.loads(response.content) if response.status_code == 200 else None
        access, refresh = str(answer["access_token"]), str(answer["refresh_token"])
        seconds = int(answer["expires_in"])
    except (ValueError, KeyError, TypeError) as error:
        raise AccessError(
            say("amoCRM gave no token (HTTP {status})", status=response.status_code),
            problem(response)
            or say("the permission was withdrawn, not used for three months, or the account was renamed"),
            say("run voronka connect and grant access again"),
        ) from error
    return replace(
        kept,
        access_token=access,
        refresh_token=refresh,
        expires_at=int(now.replace(tzinfo=UTC).timestamp()) + seconds,
    )


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold the file's lock between processes."""
    handle = os.open(path.with_name(f".{path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
