"""Traits of many deals as columns, and the numbers that a regression makes of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from voronka.stats.risk import Counts, Floats

#: Where the pieces of a number's line meet: quantiles of what was seen.
QUANTILES = (0.02, 0.2, 0.4, 0.6, 0.8, 0.98)
CROSSED_QUANTILES = (0.02, 0.35, 0.65, 0.98)
#: A name that fewer rows have than this is one of "the others".
FEWEST = 30
#: Whether something is known at all is a trait of its own where at least this share of rows differs from the rest.
TELLING = 0.01


@dataclass(frozen=True, eq=False)
class Trait:
    """One trait of many rows: numbers from 0 up (nan: unknown), or codes of `words` (-1: unknown)."""

    values: npt.NDArray[Any]
    words: tuple[str, ...] | None = None

    @classmethod
    def of(cls, values: Sequence[Any] | npt.NDArray[Any]) -> Trait:
        """Numbers where all that is known are such, else names; None is unknown.

        >>> Trait.of(["site", None, "phone"]).words, Trait.of([1, None]).values.tolist()
        (('phone', 'site'), [1.0, nan])
        """
        listed = list(values)
        if all(value is None or isinstance(value, int | float) for value in listed):
            return cls(np.array([np.nan if value is None else value for value in listed], dtype=np.float64))
        words = tuple(sorted({str(value) for value in listed if value is not None}))
        code = {word: number for number, word in enumerate(words)}
        codes = [-1 if value is None else code[str(value)] for value in listed]
        return cls(np.array(codes, dtype=np.int64), words)

    def __len__(self) -> int:
        return len(self.values)

    def __getitem__(self, rows: npt.NDArray[Any]) -> Trait:
        return Trait(self.values[rows], self.words)

    @property
    def is_known(self) -> npt.NDArray[np.bool_]:
        """Which rows say something."""
        return self.values >= 0 if self.words is not None else ~np.isnan(self.values)

    @property
    def share_known(self) -> float:
        """The share of rows that say something; 0 where there are none."""
        return float(self.is_known.mean()) if len(self.values) else 0.0


Traits = Mapping[str, Trait]


def rows_of(traits: Traits, rows: npt.NDArray[Any]) -> dict[str, Trait]:
    """Some rows of every trait."""
    return {name: trait[rows] for name, trait in traits.items()}


def without_twins(traits: Traits) -> dict[str, Trait]:
    """Traits of words that say just what another one said before are left out: two would share its weight.

    >>> list(without_twins({"source": Trait.of(["a", "b"]), "utm": Trait.of(["x", "y"])}))
    ['source']
    """
    kept: dict[str, Trait] = {}
    for name, trait in traits.items():
        if trait.words is None or not any(_is_twin(trait, one) for one in kept.values()):
            kept[name] = trait
    return kept


def _is_twin(one: Trait, other: Trait) -> bool:
    if other.words is None or len(one) == 0:
        return False
    values = [len(np.unique(trait.values)) for trait in (one, other)]
    pairs = len(np.unique(one.values * (len(other.words or ()) + 2) + other.values))
    return values[0] > 1 and values[0] == values[1] == pairs


@dataclass(frozen=True)
class Part:
    """What one trait becomes: a line of pieces between `knots` (of log(1 + x)), or a column for each of `words`; `has_unknown` adds one for rows that say nothing.

    With `crossed`, a trait of words, the pieces stand once for each of its words.
    """

    name: str
    knots: tuple[float, ...] = ()
    words: tuple[str, ...] = ()
    has_unknown: bool = False
    crossed: str = ""

    @property
    def width(self) -> int:
        """How many columns it makes."""
        pieces = max(len(self.knots) - 1, 0)
        if self.crossed:
            return pieces * len(self.words)
        return (pieces if self.knots else len(self.words)) + self.has_unknown

    def columns(self, traits: Traits, rows: int) -> Floats:
        """(rows, width); a trait that is missing altogether is unknown in every row, a word never seen is none of the words."""
        trait = traits.get(self.name)
        if self.crossed:
            by = _indicators(traits.get(self.crossed), self.words, rows)
            pieces = _pieces(trait, self.knots, rows)
            return np.asarray((by[:, :, None] * pieces[:, None, :]).reshape(rows, -1))
        made = _pieces(trait, self.knots, rows) if self.knots else _indicators(trait, self.words, rows)
        if not self.has_unknown:
            return made
        known = np.zeros(rows, dtype=bool) if trait is None else trait.is_known
        return np.column_stack([made, ~known])


@dataclass(frozen=True)
class Design:
    """Which columns are made of which traits."""

    parts: tuple[Part, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The traits, each once."""
        return tuple(dict.fromkeys(part.name for part in self.parts))

    @property
    def owners(self) -> Counts:
        """For each column the number of its trait in `names`."""
        place = {name: number for number, name in enumerate(self.names)}
        return np.repeat([place[part.name] for part in self.parts], [part.width for part in self.parts])

    def matrix(self, traits: Traits) -> Floats:
        """(rows, columns), all between 0 and 1."""
        rows = len(next(iter(traits.values())))
        made = [part.columns(traits, rows) for part in self.parts]
        return np.concatenate(made, axis=1) if made else np.zeros((rows, 0))


def design(traits: Traits, crossed: Sequence[tuple[str, str]] = ()) -> Design:
    """The columns for traits as they were seen; `crossed` are pairs (number, word) whose line differs by word. A constant trait makes none."""
    parts = [part for name, trait in traits.items() if (part := _part(name, trait)) is not None]
    words = {part.name: part.words for part in parts if part.words}
    for name, by in crossed:
        knots = _knots(traits[name], CROSSED_QUANTILES)
        if len(words.get(by, ())) > 1 and len(knots) > 1:
            parts.append(Part(name, knots, words[by], crossed=by))
    return Design(tuple(parts))


def _part(name: str, trait: Trait) -> Part | None:
    unknown = TELLING <= 1 - trait.share_known <= 1 - TELLING
    if trait.words is None:
        knots = _knots(trait, QUANTILES)
        return Part(name, knots, has_unknown=unknown) if len(knots) > 1 or unknown else None
    counts = np.bincount(trait.values[trait.is_known], minlength=len(trait.words))
    kept = tuple(word for word, count in zip(trait.words, counts.tolist(), strict=True) if count >= FEWEST)
    return Part(name, words=kept, has_unknown=unknown) if len(kept) > 1 or unknown else None


def _knots(trait: Trait, at: Sequence[float]) -> tuple[float, ...]:
    known = np.log1p(np.maximum(trait.values[trait.is_known], 0))
    if not len(known) or trait.words is not None:
        return ()
    # A value that most rows share is several quantiles at once.
    return tuple(
        np.unique(
            np.append(np.quantile(known, at), known[known > known.min()].min(initial=known.max()))
        ).tolist()
    )


def _pieces(trait: Trait | None, knots: Sequence[float], rows: int) -> Floats:
    """How far along each piece of the line a row is, from 0 to 1; an unknown one has not begun."""
    if trait is None or trait.words is not None or len(knots) < 2:
        return np.zeros((rows, max(len(knots) - 1, 0)))
    ends = np.asarray(knots)
    value = np.log1p(np.maximum(np.nan_to_num(trait.values, nan=0.0), 0))[:, None]
    along = np.clip((value - ends[:-1]) / np.diff(ends), 0, 1)
    return np.asarray(np.where(trait.is_known[:, None], along, 0.0))


def _indicators(trait: Trait | None, words: Sequence[str], rows: int) -> Floats:
    if trait is None or trait.words is None:
        return np.zeros((rows, len(words)))
    place = {word: number for number, word in enumerate(words)}
    # Codes of words that have no column, and -1, go to a column that is cut off again.
    code = np.array([place.get(word, len(words)) for word in trait.words] + [len(words)], dtype=np.int64)
    made = np.zeros((rows, len(words) + 1))
    made[np.arange(rows), code[trait.values]] = 1
    return made[:, :-1]
