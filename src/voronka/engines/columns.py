"""Results of other engines as columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from voronka.engines.base import Columns


def columns_of(names: Iterable[str], values: Iterable[Sequence[Any]]) -> Columns:
    """Columns from names and one sequence each; whole numbers stay exact, a null makes a column of objects.

    >>> columns_of(["n", "s"], [[1, 2], ["a", None]])["n"].dtype
    dtype('int64')
    """
    found: Columns = {}
    for name, column in zip(names, values, strict=True):
        is_whole = all(type(value) is int for value in column)
        found[name] = np.array(column, dtype=np.int64 if is_whole else object)
    return found
