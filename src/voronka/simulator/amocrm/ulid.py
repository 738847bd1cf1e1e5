"""Event ids: lower-case ULIDs whose time part is the second of the event, so they sort by second and break no ties."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_VALUES = {letter: value for value, letter in enumerate(_ALPHABET)}


def encode(second: int, chance: int, chance_more: int) -> str:
    """The id of an event at `second`, made unlike others by 80 bits: 64 of `chance`, 16 of `chance_more`.

    >>> encode(1888888888, 5, 0)
    '01pz58t6p0000000000000a000'
    """
    number = (second * 1000) << 80 | (chance & (2**64 - 1)) << 16 | (chance_more & 0xFFFF)
    return "".join(_ALPHABET[(number >> shift) & 31] for shift in range(125, -5, -5))


def second_of(text: str) -> int | None:
    """The second an id carries; None for a text that is no id.

    >>> second_of("01pz58t6p0000000000000a000"), second_of("x")
    (1888888888, None)
    """
    if len(text) != 26 or any(letter not in _VALUES for letter in text):
        return None
    milliseconds = 0
    for letter in text[:10]:
        milliseconds = milliseconds << 5 | _VALUES[letter]
    return milliseconds // 1000


def mix(values: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Well mixed 64-bit numbers of any 64-bit numbers (splitmix64)."""
    values = values + np.uint64(0x9E3779B97F4A7C15)
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
