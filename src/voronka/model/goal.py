"""Goals: what a company, a team or a person is to reach in a period, and how that was changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Self

from voronka.model.period import Period

Kind = Literal["company", "team", "person"]
KINDS: tuple[Kind, ...] = ("company", "team", "person")


@dataclass(frozen=True, order=True)
class Whom:
    """Whose goal it is: the whole company's, or that of a team or person, by (`account_id`, `number`) in the CRM.

    >>> Whom().kind, Whom("person", 1, 7).number
    ('company', 7)
    """

    kind: Kind = "company"
    account_id: int = 0
    number: int = 0

    @classmethod
    def read(cls, text: str) -> Self:
        """Whose goal `kind:account:number` says; ValueError where it says nobody's.

        >>> Whom.read("person:1:7")
        Whom(kind='person', account_id=1, number=7)
        """
        name, _, rest = text.partition(":")
        account, _, number = rest.partition(":")
        kind = next((one for one in KINDS if one == name), None)
        if kind is None or not account.isascii() or not number.isascii():
            raise ValueError(text)
        return cls(kind, int(account), int(number))


COMPANY = Whom()


@dataclass(frozen=True)
class Goal:
    """One goal. `aim` names what is measured (`metrics.future.aims`); `value` is in minor units, a share of 1, or a plain number, as the aim has it.

    `pipeline` is a name, "" for the main one. `number` is 0 as long as it is kept nowhere; `changed_at` says when its value was set last, `author` by whom.
    """

    aim: str
    period: Period
    value: float
    whom: Whom = COMPANY
    pipeline: str = ""
    number: int = 0
    author: str = ""
    made_at: datetime | None = None
    changed_at: datetime | None = None

    @property
    def place(self) -> tuple[str, str, Whom, str]:
        """What two goals cannot share: a goal for the same is the same goal with another value."""
        return self.aim, str(self.period), self.whom, self.pipeline


@dataclass(frozen=True)
class Change:
    """One change of a goal: its value before (None: there was none) and after (None: it was taken back)."""

    goal: Goal
    at: datetime
    who: str
    before: float | None
    after: float | None
    why: str = field(default="")


@dataclass(frozen=True)
class PlanLine:
    """A goal as a table has it, in the table's own words: `line` of the file, whose, what, when and how much; `pipeline` "" where the table names none."""

    line: int
    who: str
    what: str
    period: str
    value: str
    pipeline: str = ""
