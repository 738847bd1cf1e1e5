"""Segments: from the value that SQL grouped by to the name that a person reads, and back."""

from __future__ import annotations

from collections import Counter
from typing import Any

from voronka.metrics.dimensions import band_label
from voronka.metrics.scope import Asked


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
    return dict(sorted(unique.items(), key=lambda pair: (pair[1] == "", pair[1].casefold())))


def _label(asked: Asked, value: Any) -> str:
    assert asked.by is not None
    if asked.by.name == "amount_band":
        return band_label(int(value))
    if value is None:
        return ""
    account = asked.account.account_id
    if asked.by.name in {"manager", "current_manager"}:
        return asked.names.people.get((account, int(value)), f"#{int(value)}")
    if asked.by.name == "team":
        return asked.names.teams.get((account, int(value)), f"#{int(value)}")
    if asked.by.name == "pipeline":
        return next(
            (p.name for p in asked.names.pipelines if p.pipeline_id == value and p.account_id == account),
            f"#{value}",
        )
    return str(value)
