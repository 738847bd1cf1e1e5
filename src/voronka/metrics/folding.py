"""Columns cut into groups, without a loop over rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from voronka.engines.base import Columns


def grouped(columns: Columns, *keys: str) -> Iterator[tuple[tuple[Any, ...], npt.NDArray[np.int64]]]:
    """Each distinct combination of the key columns, with the numbers of its rows.

    >>> [(key, rows.tolist()) for key, rows in grouped({"stage": np.array([7, 9, 7])}, "stage")]
    [((7,), [0, 2]), ((9,), [1])]
    """
    count = len(columns[keys[0]])
    if not count:
        return
    values, codes = zip(*(_codes(columns[key]) for key in keys), strict=True)
    group = np.zeros(count, dtype=np.int64)
    for distinct, code in zip(values, codes, strict=True):
        group = group * len(distinct) + code
    order = np.argsort(group, kind="stable")
    for part in np.split(order, np.flatnonzero(np.diff(group[order])) + 1):
        yield tuple(distinct[code[part[0]]] for distinct, code in zip(values, codes, strict=True)), part


def _codes(column: npt.NDArray[Any]) -> tuple[list[Any], npt.NDArray[np.int64]]:
    """Distinct values, and for each row which one it is."""
    if column.dtype != object:
        distinct, where = np.unique(column, return_inverse=True)
        return distinct.tolist(), where
    if (column == column[0]).all():
        # without a breakdown every segment is None
        return [column[0]], np.zeros(len(column), dtype=np.int64)
    number: dict[Any, int] = {}
    where = np.fromiter(
        (number.setdefault(value, len(number)) for value in column.tolist()), np.int64, len(column)
    )
    return list(number), where
