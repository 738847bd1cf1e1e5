"""Which deals an asker may know of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
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


EVERYTHING = Rights()
