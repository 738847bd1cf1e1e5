"""Passwords: what is accepted, and how it is kept (argon2id)."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from voronka.errors import InputError
from voronka.language import say

if TYPE_CHECKING:
    from pwdlib import PasswordHash

SHORTEST, LONGEST = 10, 200
#: Rows of keys and letters: a password that runs along one of them is the first that is tried.
_ROWS = (
    "12345678901234567890",
    "qwertyuiopasdfghjklzxcvbnm",
    "йцукенгшщзхъфывапролджэячсмитьбю",
    "abcdefghijklmnopqrstuvwxyz",
    "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
)


def check_password(password: str, email: str) -> None:
    """InputError where a password is too short, too common, or the e-mail itself."""
    if len(password) < SHORTEST:
        raise _refused(say("it has fewer than {count} characters", count=SHORTEST))
    if len(password) > LONGEST:
        raise _refused(say("it has more than {count} characters", count=LONGEST))
    if is_named(password, email):
        raise _refused(say("it is the e-mail"))
    if is_common(password):
        raise _refused(say("it is one of those that are tried first"))


def is_named(password: str, email: str) -> bool:
    """Whether a password is the e-mail or its name, whatever is hung on to it.

    >>> is_named("anna.krylova1", "anna.krylova@example.com"), is_named("three blue cups", "anna@example.com")
    (True, False)
    """
    name, plain = email.lower().partition("@")[0], password.lower()
    return plain in email.lower() or (len(name) > 3 and plain.strip("0123456789!?.-_@") == name)


def is_common(password: str) -> bool:
    """Whether a password is among the most common ones, runs along the keys, or repeats a few characters.

    >>> is_common("Password123"), is_common("йцукенгшщз"), is_common("ababababab"), is_common("три синие чашки")
    (True, True, True, False)
    """
    plain = password.lower()
    if plain in _common() or plain.strip("0123456789!?.-_@# ") in _common():
        return True
    if any(plain in way for row in _ROWS for way in (row, row[::-1])):
        return True
    return any(plain == (plain[:size] * len(plain))[: len(plain)] for size in range(1, 5))


def hash_password(password: str) -> str:
    """What is stored of a password."""
    return _hasher().hash(password)


def fits(password: str, stored: str) -> bool:
    """Whether it is the password; takes as long where there is none to compare with."""
    if len(password) > LONGEST:
        return False
    found = _hasher().verify(password, stored or _nobody())
    return bool(stored) and found


@cache
def _hasher() -> PasswordHash:
    # Loaded when somebody signs in: asking in a shell must not wait for it.
    from pwdlib import PasswordHash

    return PasswordHash.recommended()


@cache
def _nobody() -> str:
    return hash_password("nobody has this password")


@cache
def _common() -> frozenset[str]:
    text = (files("voronka.team") / "common_passwords.txt").read_text("utf-8")
    return frozenset(line for line in text.split("\n") if line and not line.startswith("#"))


def _refused(why: str) -> InputError:
    return InputError(
        say("this password will not do"),
        why,
        say("three or four words that only you would put together are good"),
    )
