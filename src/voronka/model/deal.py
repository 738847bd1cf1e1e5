"""One deal with its whole path: where it stood and how long, what changed, what was done, how it stands now."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, Literal

from voronka.model.answer import plain
from voronka.model.money import Money

#: What is the matter with an open deal, as in the metric `stuck`.
Why = Literal["fine", "old", "falling", "both", "dead"]


@dataclass(frozen=True)
class Stay:
    """A time on a stage. `left_at` None: still there; `is_skipped`: the stage was passed by; `norm_days`: most deals are over by then (None: not known).

    `exit` and `entered_from` are those of the table `stays`; `done` is what was done meanwhile, `changes` what changed.
    """

    pipeline: str
    stage: str
    kind: str
    entered_at: datetime
    left_at: datetime | None
    days: float
    exit: str
    entered_from: str
    is_skipped: bool
    owner: str | None
    amount: Money | None
    norm_days: float | None = None

    @property
    def is_over_norm(self) -> bool:
        """True when it lasted longer than is normal for its stage."""
        return self.norm_days is not None and self.days > self.norm_days


@dataclass(frozen=True)
class Change:
    """A change of the amount or of the owner: `kind` is `amount` or `owner`; `before` None: it was not told."""

    at: datetime
    kind: Literal["amount", "owner"]
    before: Money | str | None
    after: Money | str | None


@dataclass(frozen=True)
class Activity:
    """Something done about the deal: `kind` call, mail, message, meeting or task; `direction` in, out or None; `outcome` of a call."""

    at: datetime
    kind: str
    direction: str | None
    person: str | None
    seconds: int | None
    outcome: str | None


@dataclass(frozen=True)
class Standing:
    """How an open deal stands on its stage. `chance` of a win within `horizon_days`, `fresh_chance` that of a deal that has just come there (None: too
    little history); `at_risk` what waiting has cost; `longest_won_days`: no deal that stood longer was ever won."""

    days: float
    norm_days: float | None
    chance: float | None
    fresh_chance: float | None
    horizon_days: float | None
    longest_won_days: float | None
    at_risk: Money | None
    why: Why
    snoozed_until: date | None = None
    snooze_reason: str = ""


@dataclass(frozen=True)
class Deal:
    """A deal. `outcome` is open, won, lost, handed_over or deleted; `days` from its beginning to its outcome (open: to `known_until`).

    `attributes` are (name, value) as they hold now: source, tags, company, the deal's own fields. `activities` count those about the deal itself.
    `history` is complete, inferred or broken, as in the table `deals`. Moments are naive UTC; people read them in `timezone`.
    """

    account_id: int
    deal_id: int
    external_id: str
    name: str
    pipeline: str
    stage: str
    owner: str | None
    amount: Money | None
    created_at: datetime
    outcome: str
    outcome_at: datetime | None
    days: float
    reason: str | None
    history: str
    attributes: tuple[tuple[str, str], ...]
    stays: tuple[Stay, ...]
    changes: tuple[Change, ...]
    activities: tuple[Activity, ...]
    known_until: datetime
    timezone: str
    address: str = ""
    standing: Standing | None = None

    @property
    def key(self) -> str:
        """What the address of its page ends with."""
        return f"{self.account_id}-{self.deal_id}"

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        own = {one.name: getattr(self, one.name) for one in fields(self)}
        parts = {name: [_plain(one) for one in own[name]] for name in ("stays", "changes", "activities")}
        standing = {"standing": _plain(self.standing) if self.standing else None}
        attributes = {"attributes": [{"name": name, "value": value} for name, value in self.attributes]}
        return {name: plain(value) for name, value in own.items()} | attributes | parts | standing


def _plain(one: Stay | Change | Activity | Standing) -> dict[str, Any]:
    return {
        name: value.isoformat()
        if isinstance(value, date) and not isinstance(value, datetime)
        else plain(value)
        for name, value in vars(one).items()
    }
