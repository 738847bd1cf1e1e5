"""What a company told of the score: criteria with points, and the models that it has learned."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Self

from voronka.errors import InputError
from voronka.language import Phrase, say

Sign = Literal["=", "!=", ">=", "<="]
#: What a criterion may ask for besides fields of the deal: names of numbers and of words.
NUMBERS = (
    "amount",
    "stage_days",
    "age_days",
    "touches",
    "replies",
    "meetings",
    "touch_days",
    "answer_minutes",
    "visits",
    "backs",
)
WORDS = ("source", "stage", "manager", "weekday")
_FORM = re.compile(r"\s*(.+?)\s*(!=|>=|<=|=|≥|≤)\s*(.*?)\s*$")


@dataclass(frozen=True)
class Criterion:
    """A trait of a deal, how it is compared, and with what: names any of which may match, or one number.

    >>> Criterion.parse("source=site, phone"), str(Criterion.parse("amount ≥ 100 000"))
    (Criterion(trait='source', sign='=', words=('phone', 'site'), number=None), 'amount>=100000')
    """

    trait: str
    sign: Sign
    words: tuple[str, ...] = ()
    number: float | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `trait=word,word`, `trait!=word`, `trait>=number` or `trait<=number`; InputError says what is wrong with it."""
        found = _FORM.fullmatch(text)
        if found is None or not found[3]:
            raise InputError(
                say("cannot read the criterion “{text}”", text=text),
                say("a criterion is as in source=site, amount>=100000 or answer_minutes<=15"),
            )
        trait, sign, value = found[1], found[2].replace("≥", ">=").replace("≤", "<="), found[3]
        if sign in ("=", "!=") and trait not in NUMBERS:
            words = tuple(sorted({word.strip() for word in value.split(",") if word.strip()}))
            return cls(trait, "=" if sign == "=" else "!=", words)
        number = _number(trait, value)
        if sign == "!=":
            raise InputError(
                say("“{trait}” is a number", trait=trait),
                do=say("compare it by >= or <=, as in amount>=100000"),
            )
        return cls(trait, ">=" if sign == ">=" else "<=" if sign == "<=" else "=", (), number)

    def __str__(self) -> str:
        told = ",".join(self.words) if self.number is None else f"{self.number:g}".replace("e+", "e")
        if self.number is not None and self.number == int(self.number):
            told = str(int(self.number))
        return f"{self.trait}{self.sign}{told}"


def _number(trait: str, value: str) -> float:
    try:
        return float(re.sub(r"\s", "", value).replace(",", "."))
    except ValueError as error:
        raise InputError(
            say("“{trait}” cannot be compared with “{text}”", trait=trait, text=value), say("it is a number")
        ) from error


@dataclass(frozen=True)
class Rule:
    """A criterion with the points that a deal gets which meets it; `number` is 0 for one that is only proposed."""

    number: int
    criterion: Criterion
    points: int


@dataclass(frozen=True, repr=False)
class StoredModel:
    """A score that was learned at `as_of` (naive UTC) from one store, for one pipeline; `body` is the model itself, `metrics` how good it was out of time."""

    number: int
    made_at: datetime
    as_of: datetime
    account_id: int
    pipeline_id: int
    store_version: int
    definition: str
    horizon_days: float
    features: tuple[str, ...]
    metrics: dict[str, Any] = field(compare=False, hash=False)
    body: dict[str, Any] = field(compare=False, hash=False)

    def __repr__(self) -> str:
        # Part of the key of every answer: a model never changes once it has its number.
        return f"StoredModel({self.number}, {self.made_at.isoformat()})"


@dataclass(frozen=True)
class Scoring:
    """What is given with every question: the rules, and the newest model of each pipeline. `leave_out` are traits that the company does not want used."""

    rules: tuple[Rule, ...] = ()
    models: tuple[StoredModel, ...] = ()
    leave_out: tuple[str, ...] = ()

    def model(self, account_id: int, pipeline_id: int) -> StoredModel | None:
        """The newest model of a pipeline."""
        own = [one for one in self.models if (one.account_id, one.pipeline_id) == (account_id, pipeline_id)]
        return max(own, key=lambda one: one.number, default=None)


#: What each trait is called; a field of the deal bears its own name.
TRAITS: dict[str, Phrase] = {
    "stage": say("Stage"),
    "stage_days": say("Days on the stage"),
    "age_days": say("Days since it came"),
    "visits": say("Stages stood on"),
    "backs": say("Moves back"),
    "amount": say("Amount"),
    "source": say("Source"),
    "manager": say("Manager"),
    "touches": say("Calls and letters"),
    "replies": say("The client’s calls and letters"),
    "meetings": say("Meetings"),
    "touch_days": say("Days since the last touch"),
    "answer_minutes": say("Minutes to the first answer"),
    "weekday": say("Day of the week it came on"),
    "hour": say("Time of the day it came at"),
    "company": say("Company"),
}


def trait_title(name: str) -> Phrase | str:
    """What a trait is called."""
    return TRAITS.get(name, name)
