"""A thin client of API v4: paced, retried by kind of failure, refreshed once. Knows no tables.

What is written is sent again only where that can do no harm: a 429 says that nothing was done, a broken answer says nothing.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Protocol

import httpx2

from voronka.errors import SourceError
from voronka.language import say
from voronka.sources.amocrm.answers import Answer, Kind, read
from voronka.sources.amocrm.pace import Pace

Params = Sequence[tuple[str, str | int]]


#: Who has never answered is more likely a wrong address than a passing failure.
FIRST_ATTEMPTS = 3


class Token(Protocol):
    """What the client sends, and how it gets another when that is refused."""

    def current(self) -> str:
        """The access token to send now."""
        ...

    def renewed(self, refused: str) -> str:
        """Another token than the refused one; AccessError when there can be none."""
        ...


@dataclass(frozen=True)
class Retry:
    """How long to go on: so many attempts; waits double from `first` to `most` seconds, each with up to half of it as jitter."""

    attempts: int = 7
    first: float = 1.0
    most: float = 60.0

    def wait(self, attempt: int, random: Random) -> float:
        """Seconds before attempt number `attempt` + 1.

        >>> Retry().wait(3, Random(1)) <= 8.0
        True
        """
        return float(min(self.first * 2**attempt, self.most)) * (0.5 + random.random() / 2)


class StoppedError(SourceError):
    """The reading was given up while this call waited."""


class UncertainError(SourceError):
    """Something was sent to be written, and the answer did not say what became of it."""


class Client:
    """Reads and writes one account; safe to use from several threads, which share one pace.

    `rate` is requests a second, all threads together; `transport`, `random` and `monotonic` are for tests. Errors are SourceError
    and its AccessError, and never name a token.
    """

    def __init__(
        self,
        base_url: str,
        token: Token,
        *,
        rate: float = 6.5,
        retry: Retry | None = None,
        timeout: float = 30.0,
        transport: httpx2.BaseTransport | None = None,
        random: Random | None = None,
        sleep: Callable[[float], object] | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        shared_pace: Path | None = None,
    ) -> None:
        self.base_url = base_url
        self._token = token
        self._retry = retry or Retry()
        self._random = random or Random()
        self._stop = threading.Event()
        self._sleep = sleep or self._stop.wait
        self.pace = Pace(rate, monotonic, self._sleep, shared_pace)
        self.requests = 0
        self._has_answered = False
        self._http = httpx2.Client(
            base_url=base_url,
            transport=transport,
            timeout=httpx2.Timeout(timeout, connect=10.0),
            headers={"Accept": "application/hal+json", "User-Agent": "voronka"},
            limits=httpx2.Limits(max_connections=16, max_keepalive_connections=16),
            follow_redirects=False,
        )

    def close(self) -> None:
        """Give up: waiting calls end with `StoppedError`."""
        self._stop.set()
        self._http.close()

    def get(self, path: str, params: Params = ()) -> dict[str, Any] | None:
        """The body of GET /api/v4/`path`; None when there is nothing (204)."""
        return self._asked("GET", path, params, None, True)

    def send(self, method: str, path: str, body: Any, is_harmless: bool) -> dict[str, Any] | None:
        """Write by POST or PATCH; the body of the answer. `is_harmless`: sent twice it does no more than once.

        UncertainError where it is not and the answer is broken: it may have been done.
        """
        return self._asked(method, path, (), body, is_harmless)

    def _asked(
        self, method: str, path: str, params: Params, body: Any, is_harmless: bool
    ) -> dict[str, Any] | None:
        failure = ""
        refused_tokens = 0
        attempt = 0
        first = min(FIRST_ATTEMPTS, self._retry.attempts)
        while attempt < (self._retry.attempts if self._has_answered else first):
            self.pace.wait()
            if self._stop.is_set():
                raise StoppedError(say("reading was stopped"))
            token = self._token.current()
            answer = self._ask(method, path, params, body, token)
            if answer.kind in {Kind.GOOD, Kind.EMPTY}:
                self.pace.went_well()
                return answer.body
            if answer.kind is Kind.EXPIRED and not refused_tokens:
                self._token.renewed(token)
                refused_tokens += 1
                continue
            if answer.error is not None:
                raise answer.error
            failure = answer.failure
            if answer.kind is Kind.BROKEN and answer.is_sent and not is_harmless:
                raise _uncertain(path, failure)
            wait = answer.wait or self._retry.wait(attempt, self._random)
            if answer.kind is Kind.THROTTLED:
                self.pace.throttled(wait)
            else:
                self._sleep(wait)
            attempt += 1
        if not self._has_answered:
            raise SourceError(
                say("cannot reach {url}", url=self.base_url),
                failure,
                say("check the address and the network, then try again"),
            )
        raise SourceError(
            say("{url} does not answer as it should", url=self.base_url),
            say(
                "{attempts} attempts at {path}; the last: {failure}",
                attempts=attempt,
                path=path,
                failure=failure,
            ),
            say("run voronka sync again later: it goes on where it stopped"),
        )

    def _ask(self, method: str, path: str, params: Params, body: Any, token: str) -> Answer:
        """One request and what came of it."""
        self.requests += 1
        try:
            response = self._http.request(
                method,
                f"/api/v4/{path}",
                params=list(params),
                json=body,
                headers={"Authorization": f"Bearer {token}"},
            )
        except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout) as error:
            return Answer(Kind.BROKEN, failure=f"{type(error).__name__} {error}".strip(), is_sent=False)
        except (httpx2.TimeoutException, httpx2.NetworkError, httpx2.ProtocolError) as error:
            return Answer(Kind.BROKEN, failure=f"{type(error).__name__} {error}".strip())
        except RuntimeError as error:  # the client was closed under us
            raise StoppedError(say("reading was stopped")) from error
        self._has_answered = True
        return read(response, path)


def _uncertain(path: str, failure: str) -> UncertainError:
    return UncertainError(
        say("amoCRM did not say whether {path} was written", path=path),
        failure,
        say("go on with the action: Voronka looks at what is there before it writes again"),
    )
