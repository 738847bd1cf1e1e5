"""Labels that do not cover each other: moved apart as little as can be."""

from __future__ import annotations

from collections.abc import Sequence


def spread(wanted: Sequence[float], heights: Sequence[float], top: float, bottom: float) -> list[float]:
    """Middles of labels as near as possible to where they are wanted, in the same order, none over another, all in the room.

    The heights together must fit between top and bottom. Labels that would touch form a block, which lies where its members
    want it on average (the pool-adjacent way of isotonic regression).

    >>> spread([10, 12, 50], [10, 10, 10], 0, 100)
    [6.0, 16.0, 50.0]
    >>> spread([98], [10], 0, 100), spread([], [], 0, 100)
    ([95.0], [])
    """
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    starts = _offsets([heights[index] for index in order])
    # Without the heights before it a label's start may only grow from one to the next: that is isotonic regression.
    aims = [wanted[i] - heights[i] / 2 - start for i, start in zip(order, starts, strict=True)]
    room = bottom - top - sum(heights)
    settled = [min(max(aim, top), top + max(room, 0.0)) for aim in _pooled(aims)]
    placed = [0.0] * len(wanted)
    for index, aim, start in zip(order, settled, starts, strict=True):
        placed[index] = round(aim + start + heights[index] / 2, 2)
    return placed


def _offsets(heights: Sequence[float]) -> list[float]:
    found, total = [], 0.0
    for height in heights:
        found.append(total)
        total += height
    return found


def _pooled(aims: Sequence[float]) -> list[float]:
    blocks: list[tuple[float, int]] = []
    for aim in aims:
        blocks.append((aim, 1))
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            (one, count), (other, more) = blocks[-2:]
            blocks[-2:] = [((one * count + other * more) / (count + more), count + more)]
    return [mean for mean, count in blocks for _ in range(count)]
