"""How far a run is, as values that fit into a line of JSON: what was read, how far back, and how long it may still take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Self

from voronka.model.source import Progress

#: The lists that a funnel is made of: how far back they reach is how far back it is whole, and their rows tell the pace.
OF_FUNNEL = ("deals", "events.moves", "events.values", "deals.deleted")


@dataclass
class Part:
    """One list: rows read, rows that there may be (None: not known), and since when all of it is read."""

    done: int = 0
    total: int | None = None
    since: str | None = None


@dataclass
class Told:
    """What a run told so far. `published` is since when the funnel that can be seen already is whole; `seconds_left` is for the lists of the funnel."""

    parts: dict[str, Part] = field(default_factory=dict)
    published: str | None = None
    seconds_left: float | None = None
    _started: float | None = None

    def take(self, step: Progress, now: float) -> None:
        """Take a step in; `now` is in seconds of any clock that only goes forward."""
        since = step.since.isoformat() if step.since else None
        if step.stream == "store":
            self.published = since
            return
        part = self.parts.setdefault(step.stream, Part())
        if step.done >= part.done:
            part.done, part.total = step.done, step.total
        part.since = since or part.since
        if step.stream in OF_FUNNEL:
            self._started = now if self._started is None else self._started
            self.seconds_left = self._left(now - self._started)

    def _left(self, seconds: float) -> float | None:
        """By the rows read in a second so far; nothing is said until both deals and moves tell how many there may be."""
        parts = [self.parts[name] for name in OF_FUNNEL if name in self.parts]
        begun = {"deals", "events.moves"} <= self.parts.keys()
        if not begun or seconds < 3 or any(part.total is None for part in parts):
            return None
        done, total = sum(part.done for part in parts), sum(part.total or 0 for part in parts)
        return (total - done) * seconds / done if done else None

    @property
    def since(self) -> datetime | None:
        """Since when deals and moves are read whole: the later of the two."""
        found = [self.parts[name].since for name in ("deals", "events.moves") if name in self.parts]
        return (
            max(map(datetime.fromisoformat, filter(None, found))) if len(found) == 2 and all(found) else None
        )

    def rows(self, stream: str) -> int:
        """Rows of a list read so far."""
        return self.parts[stream].done if stream in self.parts else 0

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        parts = {name: asdict(part) for name, part in self.parts.items()}
        return {"parts": parts, "published": self.published, "seconds_left": self.seconds_left}

    @classmethod
    def from_dict(cls, found: Mapping[str, Any]) -> Self:
        """Back from JSON; nothing told is nothing known."""
        parts = {name: Part(**part) for name, part in found.get("parts", {}).items()}
        return cls(parts, found.get("published"), found.get("seconds_left"))
