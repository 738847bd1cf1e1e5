"""The query string as amoCRM reads it: PHP's bracket keys, every spelling of a list, ranges, `with`, `order`.

`filter[id]=1`, `filter[id]=1,2`, `filter[id][]=1&filter[id][]=2` and `filter[id][0]=1` all mean the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

#: A leaf is a text, a branch is a dict of nodes.
Node = Any

_KEY = re.compile(r"\[([^\]]*)\]")


def tree(pairs: Iterable[tuple[str, str]]) -> dict[str, Node]:
    """Key-value pairs with bracket keys as a nested dict; a later scalar or branch replaces an earlier one, as in PHP.

    >>> tree([("filter[id][]", "1"), ("filter[id][]", "2"), ("page", "3")])
    {'filter': {'id': {'0': '1', '1': '2'}}, 'page': '3'}
    """
    root: dict[str, Node] = {}
    for key, value in pairs:
        head = key.split("[", 1)[0]
        _put(root, [head, *_KEY.findall(key[len(head) :])], value)
    return root


def _put(node: dict[str, Node], path: list[str], value: str) -> None:
    for step in path[:-1]:
        step = step if step else str(len(node))
        if not isinstance(node.get(step), dict):
            node[step] = {}
        node = node[step]
    node[path[-1] if path[-1] else str(len(node))] = value


def values(node: Node) -> list[str]:
    """All values of a node, whichever way the list was written.

    >>> values("a,b"), values({"0": "a", "1": "b"}), values(None)
    (['a', 'b'], ['a', 'b'], [])
    """
    if node is None:
        return []
    if isinstance(node, dict):
        return [value for child in node.values() for value in values(child)]
    return [value.strip() for value in node.split(",") if value.strip()]


def numbers(node: Node) -> list[int]:
    """The whole numbers among the values of a node.

    >>> numbers("7,x,8")
    [7, 8]
    """
    return [int(value) for value in values(node) if re.fullmatch(r"-?\d{1,18}", value)]


def span(node: Node) -> tuple[int | None, int | None]:
    """A range, both ends included: `[from]`/`[to]`, the old `from,to`, or one moment that means "from".

    >>> span({"from": "5"}), span("5,9"), span(None)
    ((5, None), (5, 9), (None, None))
    """
    if isinstance(node, dict) and ("from" in node or "to" in node):
        return _first(node.get("from")), _first(node.get("to"))
    found = numbers(node)
    return (found[0] if found else None), (found[1] if len(found) > 1 else None)


def _first(node: Node) -> int | None:
    found = numbers(node)
    return found[0] if found else None


def stage_pairs(node: Node) -> list[tuple[int | None, int | None]]:
    """`[n][pipeline_id]` with `[n][status_id]` as pairs; an empty side matches anything.

    >>> stage_pairs({"0": {"pipeline_id": "7", "status_id": "142"}, "1": {"pipeline_id": "", "status_id": "143"}})
    [(7, 142), (None, 143)]
    """
    if not isinstance(node, dict):
        return []
    pairs: list[tuple[int | None, int | None]] = []
    for item in node.values():
        if isinstance(item, dict):
            pipeline, statuses = _first(item.get("pipeline_id")), numbers(item.get("status_id"))
            pairs += [(pipeline, status) for status in statuses] or [(pipeline, None)] * (
                pipeline is not None
            )
    return pairs


@dataclass(frozen=True)
class Query:
    """A parsed query string; unknown parts stay in it and are ignored by everyone."""

    pairs: tuple[tuple[str, str], ...]
    root: dict[str, Node]

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> Query:
        """Parse key-value pairs in their order."""
        kept = tuple(pairs)
        return cls(kept, tree(kept))

    def filter(self, name: str) -> Node:
        """The node under `filter[name]`, None when it is not there."""
        found = self.root.get("filter")
        return found.get(name) if isinstance(found, dict) else None

    @cached_property
    def wanted(self) -> frozenset[str]:
        """The words of `with`."""
        return frozenset(values(self.root.get("with")))

    @property
    def order(self) -> tuple[str, bool] | None:
        """The first `order[field]=asc|desc` as (field, descending)."""
        found = self.root.get("order")
        if not isinstance(found, dict) or not found:
            return None
        name, direction = next(iter(found.items()))
        return name, str(direction).lower() == "desc"

    def number(self, name: str, default: int) -> int:
        """A positive whole number such as `page`; the default where it is absent or nonsense."""
        found = _first(self.root.get(name))
        return found if found is not None and found > 0 else default
