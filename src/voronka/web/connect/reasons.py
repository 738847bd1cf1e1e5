"""Why a row of a file was not taken, in the reader's words: the file of rejected rows has them in English."""

from __future__ import annotations

import re

from voronka.language import Phrase, say


def in_words(reason: str, language: str) -> str:
    """A reason in a language; one that is not known stays as it is.

    >>> in_words("cannot read the time 31.02.2026", "ru")
    'не понимаю дату «31.02.2026»'
    """
    for pattern, phrase in _REASONS:
        if found := re.fullmatch(pattern, reason):
            return Phrase(phrase, found.groupdict()).in_(language)
    return reason


_REASONS: tuple[tuple[str, str], ...] = (
    (r"no deal in the column (?P<column>.*)", str(say("no deal in the column “{column}”"))),
    (r"no stage in the column (?P<column>.*)", str(say("no stage in the column “{column}”"))),
    (r"no time in the column (?P<column>.*)", str(say("no date in the column “{column}”"))),
    (r"cannot read the time (?P<text>.*)", str(say("cannot read the date “{text}”"))),
    (r"cannot read the amount (?P<text>.*)", str(say("cannot read the amount “{text}”"))),
    (r"no date; created_default would give one", str(say("the deal has no date at all"))),
    (
        r"this deal is there twice, with different values",
        str(say("this deal is there twice, with different values")),
    ),
    (
        r"(?P<found>\d+) cells where (?P<wanted>\d+) are expected",
        str(say("{found} cells where {wanted} are expected")),
    ),
)
