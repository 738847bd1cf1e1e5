"""Which deals an asker may know of."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, repr=False)
class Rights:
    """`people`: (account_id, person_id) of those whose deals (by the owner they have now) the asker sees; None: everybody's.

    >>> Rights().sees_all, Rights(frozenset({(1, 7)})).sees_all
    (True, False)
    """

    people: frozenset[tuple[int, int]] | None = None

    @property
    def sees_all(self) -> bool:
        """True where nothing is kept back."""
        return self.people is None

    @cached_property
    def mark(self) -> str:
        """A short text that two rights have in common only when they are the same; part of the keys of kept answers.

        >>> Rights().mark, Rights(frozenset({(1, 7), (1, 8)})).mark == Rights(frozenset({(1, 8), (1, 7)})).mark
        ('all', True)
        """
        if self.people is None:
            return "all"
        return hashlib.sha256(repr(sorted(self.people)).encode()).hexdigest()[:32]

    def __repr__(self) -> str:
        return f"Rights({self.mark})"


EVERYTHING = Rights()
NOTHING = Rights(frozenset())
