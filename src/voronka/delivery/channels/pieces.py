"""Long texts in pieces that a messenger takes, cut where a reader would: between paragraphs, lines, sentences, words."""

from __future__ import annotations

import html
import re

#: Where to cut, the best place first; what is matched stays with the earlier piece.
_PLACES = (r"\n\s*\n", r"\n", r"(?<=[.!?…])\s+", r"\s+")


def length(text: str) -> int:
    """As messengers count: in units of UTF-16.

    >>> length("да"), length("👍")
    (2, 2)
    """
    return len(text.encode("utf-16-le")) // 2


def pieces(text: str, most: int) -> list[str]:
    """The text in pieces of at most `most` units.

    >>> pieces("Выиграно 3 сделки. Это мало.", 20)
    ['Выиграно 3 сделки.', 'Это мало.']
    """
    rest, found = text.strip(), []
    while length(rest) > most:
        head = _fitting(rest, most)
        cut = next(
            (place for pattern in _PLACES if (place := _last(pattern, head)) > len(head) // 3), len(head)
        )
        found.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*found, rest] if rest else found


def first_sentences(text: str, most: int) -> str:
    """As much of the beginning as fits."""
    return next(iter(pieces(text, most)), "")


def escaped(text: str) -> str:
    """For messages that are HTML.

    >>> escaped("A & B < C")
    'A &amp; B &lt; C'
    """
    return html.escape(text, quote=False)


def _fitting(text: str, most: int) -> str:
    """The longest beginning of at most `most` units."""
    head = text[:most]
    while length(head) > most:
        head = head[: len(head) - max(1, (length(head) - most) // 2)]
    return head


def _last(pattern: str, head: str) -> int:
    return max((found.end() for found in re.finditer(pattern, head)), default=0)
