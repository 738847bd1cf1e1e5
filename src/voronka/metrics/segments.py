"""Segments: from the value that SQL grouped by to the name that a person reads, and back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import numpy as np

from voronka.engines.base import Columns
from voronka.language import say
from voronka.metrics.catalog import pick
from voronka.metrics.dimensions import BANDS, CLOCKS, band_label
from voronka.metrics.folding import grouped
from voronka.metrics.literals import text_sql
from voronka.metrics.scope import Asked
from voronka.model.answer import Row

Known = TypeVar("Known")


def by_segment(
    asked: Asked, counted: Columns, numbers: Callable[[Asked, Columns], dict[str, Any]]
) -> list[Row]:
    """A row of numbers for each segment, of those counts that are its own; without a breakdown there is one, whatever was counted."""
    groups = {key[0]: part for key, part in grouped(counted, "segment")}
    if not groups and asked.by is None:
        groups = {None: np.array([], dtype=np.int64)}
    return [
        {"segment": name, **numbers(asked, {key: column[groups[value]] for key, column in counted.items()})}
        for value, name in labels(asked, list(groups)).items()
    ]


def labels(asked: Asked, values: list[Any]) -> dict[Any, str | None]:
    """Value → label, in the order of the rows: None without a breakdown, "" for unknown; namesakes get their id.

    Bands come in their own order, all others by name, unknown last.
    """
    if asked.by is None:
        return {None: None}
    names = {value: _label(asked, value) for value in values}
    twice = {name for name, count in Counter(names.values()).items() if count > 1 and name}
    unique = {value: f"{name} #{value}" if name in twice else name for value, name in names.items()}
    if asked.by.name == "amount_band":
        return {value: unique[value] for value in sorted(unique, key=lambda band: (band == 0, band))}
    if asked.by.name in CLOCKS:
        return {value: unique[value] for value in sorted(unique, key=lambda number: (number is None, number))}
    return dict(sorted(unique.items(), key=lambda pair: (pair[1] == "", pair[1].casefold())))


def _label(asked: Asked, value: Any) -> str:
    assert asked.by is not None
    if asked.by.name == "amount_band":
        return band_label(int(value))
    if value is None:
        return ""
    if asked.by.name in CLOCKS:
        return CLOCKS[asked.by.name][int(value)]
    numbered = _numbered(asked)
    return str(value) if numbered is None else numbered.get(int(value), f"#{int(value)}")


def _numbered(asked: Asked) -> dict[int, str] | None:
    """Names by id where the dimension is one of ids, else None."""
    assert asked.by is not None
    account, names = asked.account.account_id, asked.names
    if asked.by.name in {"manager", "current_manager"}:
        return {person: name for (owner, person), name in names.people.items() if owner == account}
    if asked.by.name == "team":
        return {team: name for (owner, team), name in names.teams.items() if owner == account}
    if asked.by.name == "pipeline":
        return {one.pipeline_id: one.name for one in names.pipelines if one.account_id == account}
    return None


def segment_condition_sql(asked: Asked, name: str | None) -> str:
    """The condition that picks the facts of a segment by its label."""
    if name is None or asked.by is None:
        return "true"
    if asked.by.name == "amount_band":
        bands = {band_label(band): band for band in range(len(BANDS) + 2)}
        return f"segment = {_known(asked, bands, name)}"
    if not name:
        return "segment is null"
    if asked.by.name in CLOCKS:
        numbers = {str(label): number for number, label in enumerate(CLOCKS[asked.by.name])}
        return f"segment = {_known(asked, numbers, name)}"
    numbered = _numbered(asked)
    if numbered is None:
        return f"segment = {text_sql(name)}"
    if name.startswith("#") and name[1:].isdigit():
        return f"segment = {int(name[1:])}"
    ids: dict[str, list[int]] = {}
    for value, called in numbered.items():
        for spelled in (called, f"{called} #{value}", f"#{value}"):
            ids.setdefault(spelled, []).append(value)
    return f"segment in ({', '.join(map(str, _known(asked, ids, name)))})"


def _known(asked: Asked, known: Mapping[str, Known], name: str) -> Known:
    assert asked.by is not None
    return pick(
        known,
        name,
        say("“{dimension}” has no value “{name}”", dimension=asked.by.name, name=name),
        say("values are: {names}", names=", ".join(one for one in known if one and "#" not in one)),
    )
