"""What the rows of an answer hold: its columns, as every surface shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from voronka.language import Phrase

Kind = Literal[
    "name",  # text: a stage, a person, a reason
    "code",  # a word of a fixed set, such as an outcome; `words` has its text
    "count",  # whole number of deals or moves
    "number",  # any other number
    "money",  # Money
    "rate",  # Rate
    "estimate",  # Estimate of a share
    "amount",  # Estimate in minor units of the account's currency
    "share",  # plain float 0..1
    "times",  # Times
    "mean",  # Estimate of a number
    "days",  # float days
    "hours",  # float hours
    "minutes",  # float minutes
    "seconds",  # float seconds
    "measure",  # number in the unit that the row's `unit` names: count, money (minor units), share, days, hours, minutes, seconds, number
    "change",  # difference of two such: in points of a share, else relative
    "result",  # number in the unit that the row's `result_unit` names
    "date",  # date as ISO text, or datetime
    "flag",  # bool
    "text",  # Phrase: a sentence
]


@dataclass(frozen=True)
class Column:
    """One column: `name` is its key in a row. `figure` is the figure of the metric that opens its deals: as many as a count says, the hits of
    a rate, the n of an estimate or of times; of money, those that add up to it.

    In a narrow place columns with the highest `spare` are left out first; 0 always stays. `words` are the texts of a `code`.
    """

    name: str
    title: Phrase
    kind: Kind
    figure: str = ""
    spare: int = 0
    words: tuple[tuple[str, Phrase], ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As in the JSON of the catalogue."""
        return {"name": self.name, "title": str(self.title), "kind": self.kind, "figure": self.figure or None}
