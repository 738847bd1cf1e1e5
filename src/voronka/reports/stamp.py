"""The stamp of a report: what was asked of which store as of when, and what came out; enough to make it again and to compare."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self

from voronka.model.answer import Answer
from voronka.model.estimate import Estimate, Times
from voronka.model.money import Money
from voronka.model.rate import Rate

#: Version of the stamp itself.
SHAPE = 1
#: Significant digits of a number that two machines must agree on.
EXACT = 9


@dataclass(frozen=True)
class Asked:
    """A question of the report and the digest of the numbers that answered it."""

    text: str
    digest: str


@dataclass(frozen=True)
class Shown:
    """A text with digits as a reader sees it: where it stands, what it is, what it says."""

    key: str
    name: str
    text: str

    @property
    def digits(self) -> str:
        """The digits alone, with signs: what must come out again.

        >>> Shown("won", "Won", "−6 deals for ₽3.3M").digits
        '−6 3.3'
        """
        return " ".join(re.findall(r"[−+]?\d(?:[\d.,\u202f\u00a0]*\d)?", self.text))


@dataclass(frozen=True)
class Stamp:
    """`people` are those whose deals were seen, None for everybody's; `definition` and `program` are versions."""

    kind: str
    language: str
    period: str
    as_of: datetime
    view: str
    people: tuple[tuple[int, int], ...] | None
    definition: str
    program: str
    store_version: int
    store_hash: str
    asked: tuple[Asked, ...] = ()
    shown: tuple[Shown, ...] = ()

    @property
    def digest(self) -> str:
        """One short text that stands for all digits: the same when, and only when, they all are."""
        told = [(one.key, one.digits) for one in self.shown if one.digits]
        return _hash([[one.text, one.digest] for one in self.asked] + [list(pair) for pair in told])[:16]

    def to_text(self) -> str:
        """The stamp as letters that every format can carry."""
        plain = asdict(self) | {"as_of": self.as_of.isoformat(), "shape": SHAPE}
        plain["shown"] = [[one.key, one.name, one.text] for one in self.shown]
        plain["asked"] = [[one.text, one.digest] for one in self.asked]
        packed = zlib.compress(json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode(), 9)
        return base64.b64encode(packed).decode()

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read `to_text` back; ValueError for anything else."""
        try:
            plain = json.loads(zlib.decompress(base64.b64decode(text, validate=True)))
            if plain.pop("shape") != SHAPE:
                raise ValueError("a stamp of another shape")
            people = plain["people"]
            return cls(
                **plain
                | {
                    "as_of": datetime.fromisoformat(plain["as_of"]),
                    "people": None
                    if people is None
                    else tuple((account, person) for account, person in people),
                    "asked": tuple(Asked(*one) for one in plain["asked"]),
                    "shown": tuple(Shown(*one) for one in plain["shown"]),
                }
            )
        except (zlib.error, KeyError, TypeError) as error:
            raise ValueError(f"not a stamp: {error}") from error


def asked_of(answer: Answer) -> Asked:
    """A question with the digest of all numbers of its answer. Names are left out: who renames a stage changes no figure."""
    numbers = [_numbers(dict(row)) for row in answer.rows]
    return Asked(answer.question.to_text(), _hash([numbers, _numbers(dict(answer.totals))])[:16])


def _hash(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def _numbers(value: Any) -> Any:
    """The numbers of a value, to `EXACT` digits, in an order of their own; None for texts."""
    if isinstance(value, Money):
        return [value.minor, value.currency]
    if isinstance(value, Rate | Estimate | Times):
        return _numbers(value.to_dict())
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float):
        return float(f"{value:.{EXACT}g}")
    if isinstance(value, Mapping):
        return [[name, _numbers(part)] for name, part in sorted(value.items())]
    if isinstance(value, list | tuple):
        return [_numbers(part) for part in value]
    return None
