"""A whole number in parts that add up to it exactly."""

from __future__ import annotations

from collections.abc import Sequence


def split(total: int, weights: Sequence[float]) -> list[int]:
    """`total` in proportion to the `weights` (equal parts where none has any), by the largest remainders; the parts add up to it.

    >>> split(100, [1, 1, 1]), split(7, [0, 0]), split(5, [])
    ([34, 33, 33], [4, 3], [])
    """
    if not weights:
        return []
    shares = [max(one, 0.0) for one in weights]
    whole = sum(shares)
    if whole <= 0:
        shares, whole = [1.0] * len(weights), float(len(weights))
    wanted = [total * share / whole for share in shares]
    parts = [int(one) for one in wanted]
    left = total - sum(parts)
    order = sorted(range(len(parts)), key=lambda place: (parts[place] - wanted[place], place))
    for place in range(left):
        parts[order[place % len(order)]] += 1
    return parts
