"""Words of the command line in the language of the process."""

from __future__ import annotations

from voronka.language import Phrase, chosen


def here(phrase: Phrase) -> str:
    """The phrase in this process's language."""
    return phrase.in_(chosen())
