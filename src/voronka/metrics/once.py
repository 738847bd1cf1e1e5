"""What several questions need is read once: a store never changes under its engine."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from voronka.engines.base import Engine

Read = TypeVar("Read")

_kept: WeakKeyDictionary[Engine, dict[str, OrderedDict[Hashable, Any]]] = WeakKeyDictionary()
_lock = threading.Lock()


def once(engine: Engine, kind: str, key: Hashable, read: Callable[[], Read], keep: int) -> Read:
    """What `read` gave the first time for this engine, kind and key; not to be changed by who gets it. The last `keep` of each kind are kept.

    Two threads that ask at the same moment may both read.
    """
    with _lock:
        kept = _kept.setdefault(engine, {}).setdefault(kind, OrderedDict())
        if key in kept:
            kept.move_to_end(key)
            found: Read = kept[key]
            return found
    found = read()
    with _lock:
        kept[key] = found
        while len(kept) > keep:
            kept.popitem(last=False)
    return found
