"""Answers once given, kept by question and store version: nobody waits twice, and two who ask at once wait for one count."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from voronka.model.answer import Answer
from voronka.model.question import Question
from voronka.model.rights import Rights

#: Version of the store, the question's text, and what the company told with it.
Key = tuple[int, str, str]


@dataclass
class _Kept:
    """An answer, or the place where it will be; `busy` is held by whoever counts it."""

    question: Question
    rights: Rights
    answer: Answer | None = None
    busy: threading.Lock = field(default_factory=threading.Lock)


class Answers:
    """The answers given last, at most so many; safe to use from several threads.

    >>> answers = Answers(most=2)
    >>> answers.asked_of_others(1)
    []
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Key, _Kept] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Key, question: Question, rights: Rights, count: Callable[[], Answer]) -> Answer:
        """The answer kept under `key`, else what `count` makes; an error is kept for nobody."""
        with self._lock:
            kept = self._kept.setdefault(key, _Kept(question, rights))
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        with kept.busy:
            if kept.answer is None:
                kept.answer = count()
            return kept.answer

    def __len__(self) -> int:
        return len(self._kept)

    def asked_of_others(self, version: int) -> list[tuple[Rights, Question]]:
        """What was asked of stores other than `version` and not yet of it, the latest first."""
        with self._lock:
            known = {(kept.rights, text) for (of, text, _), kept in self._kept.items() if of == version}
            found: dict[tuple[Rights, str], Question] = {
                (kept.rights, text): kept.question
                for (of, text, _), kept in reversed(self._kept.items())
                if of != version and kept.answer is not None
            }
        return [
            (rights, question) for (rights, text), question in found.items() if (rights, text) not in known
        ]
