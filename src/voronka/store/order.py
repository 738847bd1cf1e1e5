"""The order of changes that share an instant: each `before` must be the previous `after`.

Changes of one second form a graph with a state as node and a change as edge; their true order is a walk over all edges that begins
where the deal stood (an Euler trail, found by Hierholzer's method). Where no single walk exists, history has a gap, and as few
walks as possible follow one another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Change:
    """One change of state; `before` is None where the source does not tell it. `ref` is the caller's own key, `change_id` a number that stands for
    the change's id."""

    ref: int
    change_id: int
    before: int | None
    after: int


def in_order(changes: Sequence[Change], state: int | None) -> list[Change]:
    """Put the changes of one instant in order, given the state before them (None: not known); repeated ids come once.

    >>> three = [Change(1, 51, 20, 30), Change(2, 52, 30, 20), Change(3, 53, 10, 20)]
    >>> [change.ref for change in in_order(three, 10)]
    [3, 1, 2]
    """
    unique = list({change.change_id: change for change in changes}.values())
    told = sorted((one for one in unique if one.before is not None), key=lambda one: one.change_id)
    # of those that know only where the deal came, the earlier stage of the pipeline comes first
    untold = sorted((one for one in unique if one.before is None), key=lambda one: (one.after, one.change_id))
    return _walks(told, state) + untold


def _walks(changes: list[Change], state: int | None) -> list[Change]:
    leaving: dict[int, list[Change]] = defaultdict(list)
    surplus: dict[int, int] = defaultdict(int)
    for change in reversed(changes):  # taken from the end, so the smallest id is tried first
        assert change.before is not None
        leaving[change.before].append(change)
        surplus[change.before] += 1
        surplus[change.after] -= 1
    ordered: list[Change] = []
    while any(leaving.values()):
        walk = _walk(leaving, _start(leaving, surplus, state))
        first, last = walk[0].before, walk[-1].after
        assert first is not None
        surplus[first] -= 1
        surplus[last] += 1
        ordered += walk
        state = last
    return ordered


def _start(leaving: dict[int, list[Change]], surplus: dict[int, int], state: int | None) -> int:
    """Where the next walk begins: where the deal stands if a change leaves there, else where more leave than arrive."""
    if state is not None and leaving.get(state):
        return state
    nodes = [node for node, edges in leaving.items() if edges]
    open_starts = [node for node in nodes if surplus[node] > 0]
    return min(open_starts or nodes, key=lambda node: leaving[node][-1].change_id)


def _walk(leaving: dict[int, list[Change]], start: int) -> list[Change]:
    """Hierholzer: the longest walk from `start`, side trips folded in; the edges it takes are removed from `leaving`."""
    stack: list[tuple[int, Change | None]] = [(start, None)]
    backwards: list[Change] = []
    while stack:
        node, arrived_by = stack[-1]
        if leaving.get(node):
            change = leaving[node].pop()
            stack.append((change.after, change))
        else:
            stack.pop()
            if arrived_by is not None:
                backwards.append(arrived_by)
    return backwards[::-1]
