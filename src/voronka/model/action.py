"""An action in the CRM: what is to be written, deal by deal, and what became of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from voronka.language import LANGUAGES, Phrase, translated

Kind = Literal["task", "note", "tag", "score"]
#: Where an action stands. `stopped`: something kept it from going on; whatever was not written can be tried again.
State = Literal["planned", "running", "stopped", "done", "cancelled", "undoing", "undone"]
#: Where a row stands. `left_out` and `changed`: never to be written, for a reason; `sending` and `undoing`: asked for, not yet known to be done;
#: `kept`: could not be undone, for a reason.
RowState = Literal["planned", "left_out", "changed", "sending", "done", "failed", "undoing", "undone", "kept"]


@dataclass(frozen=True)
class Action:
    """One action. `key` is in the mark of everything it writes; `finding` says which deals it is about; `counts` are its rows by state; `error` why it stopped, by language."""

    number: int
    key: str
    kind: Kind
    finding: str
    account_id: int
    state: State
    made_at: datetime
    made_by: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    confirmed_at: datetime | None = None
    confirmed_by: str = ""
    undone_at: datetime | None = None
    undone_by: str = ""
    error: Mapping[str, list[str]] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)

    def count(self, *states: RowState) -> int:
        """How many rows are in these states."""
        return sum(self.counts.get(state, 0) for state in states)

    @property
    def to_write(self) -> int:
        """Rows that are still to be written."""
        return self.count("planned", "sending")

    @property
    def written(self) -> int:
        """Rows that stand in the CRM."""
        return self.count("done", "undoing", "kept")

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        moments = ("made_at", "confirmed_at", "undone_at")
        plain = {name: value for name, value in vars(self).items() if name not in moments}
        return plain | {name: _moment(getattr(self, name)) for name in moments}


@dataclass(frozen=True)
class ActionRow:
    """One deal of an action. `content` is what is written, `before` how the deal was then, `answer` what the CRM said, `why` a reason by language."""

    place: int
    deal_id: int
    deal_name: str
    person_id: int
    person_name: str
    state: RowState
    content: Mapping[str, Any] = field(default_factory=dict)
    before: Mapping[str, Any] = field(default_factory=dict)
    answer: Mapping[str, Any] = field(default_factory=dict)
    crm_id: int = 0
    why: Mapping[str, str] = field(default_factory=dict)
    written_at: datetime | None = None
    undone_at: datetime | None = None

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        moments = ("written_at", "undone_at")
        plain = {name: value for name, value in vars(self).items() if name not in moments}
        return plain | {name: _moment(getattr(self, name)) for name in moments}


@dataclass(frozen=True)
class TaskSet:
    """That a task was set on a deal from here: by whom and when."""

    deal_id: int
    at: datetime
    by: str
    action: int


def by_language(text: Phrase | str) -> dict[str, str]:
    """A reason as it is stored.

    >>> by_language("x")
    {'ru': 'x', 'en': 'x'}
    """
    return {language: str(translated(text, language)) for language in LANGUAGES}


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() + "Z" if moment else None
