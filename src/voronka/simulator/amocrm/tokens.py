"""JSON web tokens, HS256: clients read `exp` out of them to learn when to refresh."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any


def sign(claims: dict[str, Any], secret: bytes) -> str:
    """A token with these claims.

    >>> sign({"exp": 1}, b"secret").split(".")[0]
    'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9'
    """
    head = _part({"alg": "HS256", "typ": "JWT"})
    payload = f"{head}.{_part(claims)}"
    return f"{payload}.{_text(hmac.new(secret, payload.encode(), hashlib.sha256).digest())}"


def claims_of(token: str, secret: bytes) -> dict[str, Any] | None:
    """The claims of a token signed with this secret, None for any other text. Says nothing about `exp`.

    >>> claims_of(sign({"exp": 1}, b"secret"), b"secret"), claims_of("a.b.c", b"secret")
    ({'exp': 1}, None)
    """
    payload, _, signature = token.rpartition(".")
    expected = _text(hmac.new(secret, payload.encode(), hashlib.sha256).digest())
    if payload.count(".") != 1 or not hmac.compare_digest(signature.encode(), expected.encode()):
        return None
    body = payload.split(".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return claims


def _part(value: dict[str, Any]) -> str:
    return _text(json.dumps(value, separators=(",", ":")).encode())


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
