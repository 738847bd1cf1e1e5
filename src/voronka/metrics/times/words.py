"""Lengths of time inside a sentence: rounded, and without a decimal mark, so that one text serves every language."""

from __future__ import annotations

from voronka.language import Phrase, say


def span(days: float) -> Phrase:
    """A length of time in days, hours or minutes, two digits of it or more.

    >>> [str(span(days)) for days in (19.4, 1.5, 0.01, 0)]
    ['19 days', '36 h', '14 min', 'less than an hour']
    """
    if not days:
        return say("less than an hour")
    if days * 24 < 2:
        return say("{n} min", n=round(days * 1440))
    if days < 3:
        return say("{n} h", n=round(days * 24))
    return say("{n} days", n=round(days))
