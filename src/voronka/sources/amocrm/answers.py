"""What an answer of the API means for the caller: decided on the status, before any parsing, since gateways answer in HTML."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

import httpx2

from voronka.errors import AccessError, SourceError
from voronka.language import say


class Kind(Enum):
    """How to go on."""

    GOOD = auto()
    EMPTY = auto()
    THROTTLED = auto()  # wait, go slower, ask again
    BROKEN = auto()  # wait, ask again
    EXPIRED = auto()  # refresh the token once, ask again
    REFUSED = auto()  # never again


class MissingRightsError(AccessError):
    """The user behind the token may not read this; other things may still be readable."""


class UnknownThingError(SourceError):
    """The API knows no such route or parameter (400, 404, 405, 422)."""


class WrongRecordsError(UnknownThingError):
    """Some of the records that were sent are wrong, and none was written; `records` says what is wrong by their `request_id`."""

    def __init__(self, what: str, why: str, do: str, records: Mapping[str, str]) -> None:
        super().__init__(what, why, do)
        self.records = records


def kind_of(status: int) -> Kind:
    """The kind of an HTTP status.

    >>> kind_of(204).name, kind_of(429).name, kind_of(504).name, kind_of(403).name
    ('EMPTY', 'THROTTLED', 'BROKEN', 'REFUSED')
    """
    if status == 204:
        return Kind.EMPTY
    if status in {200, 201, 202}:
        return Kind.GOOD
    if status == 429:
        return Kind.THROTTLED
    if status == 401:
        return Kind.EXPIRED
    if status >= 500 or status == 408:
        return Kind.BROKEN
    return Kind.REFUSED


@dataclass(frozen=True)
class Answer:
    """One answer: its kind, with the body of a good one, the error of a final one, else what failed and how long the server asks to wait.

    `is_sent` is false where the request never left: the server was not reached.
    """

    kind: Kind
    body: dict[str, Any] | None = None
    error: SourceError | None = None
    failure: str = ""
    wait: float | None = None
    is_sent: bool = True


def read(response: httpx2.Response, path: str) -> Answer:
    """Understand a response to a request for `path`."""
    kind = kind_of(response.status_code)
    if kind is Kind.EMPTY:
        return Answer(kind)
    if kind is Kind.GOOD:
        try:
            return Answer(kind, _object(response))
        except ValueError as error:
            return Answer(Kind.BROKEN, failure=f"HTTP {response.status_code}, {error}")
    if kind in {Kind.REFUSED, Kind.EXPIRED}:
        return Answer(kind, error=refusal(response, path))
    failure = f"HTTP {response.status_code} {problem(response)}".strip()
    return Answer(kind, failure=failure, wait=retry_after(response))


def _object(response: httpx2.Response) -> dict[str, Any]:
    body = json.loads(response.content)
    if not isinstance(body, dict):
        raise ValueError("the answer is not a JSON object")
    return body


def refusal(response: httpx2.Response, path: str) -> SourceError:
    """The error that a refused request becomes: who must do what. Never holds the request's headers."""
    status = response.status_code
    detail = problem(response)
    if status == 401:
        return refused_token(detail)
    if status == 402:
        return AccessError(
            say("amoCRM says that the account is not paid (402)"),
            detail or say("the tariff or the trial is over, and the API is closed until it is paid"),
            say("pay the account in amoCRM, then run voronka sync; nothing that was read is lost"),
        )
    if status == 403 and is_html(response):
        return AccessError(
            say("amoCRM has blocked the API for this account (403)"),
            say("it does so after repeated violations of its limit of requests, for every integration"),
            say(
                "do not try again: write to amoCRM's support and ask to lift the block, then run voronka sync"
            ),
        )
    if status == 403:
        return MissingRightsError(
            say("amoCRM refused {path}: no rights (403)", path=path),
            detail or say("the user who made the token may not read this"),
            say(
                "connect with a token of an administrator; if it is one, allow this machine's IP address in amoCRM"
            ),
        )
    if records := wrong_records(response):
        return WrongRecordsError(
            say("amoCRM did not accept {path} ({status})", path=path, status=status),
            "; ".join(dict.fromkeys(records.values())),
            say("nothing of this request was written"),
            records,
        )
    return UnknownThingError(
        say("amoCRM did not accept {path} ({status})", path=path, status=status),
        detail or say("the account's API does not know this request"),
        say("check the address of the account; if it is right, report this as a defect of Voronka"),
    )


def refused_token(detail: str = "") -> AccessError:
    """The token is of no use any more."""
    return AccessError(
        say("amoCRM refused the token (401)"),
        detail or say("it has expired or was revoked"),
        say("make a new one and run voronka connect; nothing that was read is lost"),
    )


def wrong_records(response: httpx2.Response) -> dict[str, str]:
    """What is wrong with each record that was sent, by its `request_id`; nothing where the answer does not say."""
    try:
        body = json.loads(response.content)
        listed = body["validation-errors"] if isinstance(body, dict) else []
        return {
            str(one["request_id"]): ", ".join(
                f"{each.get('path', '')}: {each.get('detail') or each.get('code', '')}"
                for each in one["errors"]
            )[:300]
            for one in listed
        }
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}


def problem(response: httpx2.Response) -> str:
    """`detail` of a problem body, empty when the body is something else."""
    try:
        body = json.loads(response.content)
    except ValueError:
        return ""
    if not isinstance(body, dict):
        return ""
    return str(body.get("detail") or body.get("hint") or body.get("title") or "")[:300]


def is_html(response: httpx2.Response) -> bool:
    """True for a gateway's page."""
    return "html" in response.headers.get("content-type", "") or response.content.lstrip()[:1] == b"<"


def retry_after(response: httpx2.Response) -> float | None:
    """Seconds of a Retry-After header; amoCRM documents none, a gateway may send one."""
    value = response.headers.get("retry-after", "")
    return float(value) if value.strip().isdigit() else None
