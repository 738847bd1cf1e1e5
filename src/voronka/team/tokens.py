"""Secrets that a link or a cookie carries: 256 random bits, of which only the hash is kept."""

from __future__ import annotations

import hashlib
import secrets


def new_token() -> str:
    """A token that nobody can guess, fit for an address.

    >>> len(new_token()), new_token() != new_token()
    (43, True)
    """
    return secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    """What is stored of a token; so many random bits need no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()
