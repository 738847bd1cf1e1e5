"""Names of people, teams and deals put away: an assistant in a cloud gets stand-ins in their place, and may use them in questions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any

from voronka.errors import InputError
from voronka.language import say
from voronka.metrics.names import Dictionary
from voronka.model.answer import Answer, Row
from voronka.model.deal_list import DealList
from voronka.model.question import Question

#: Texts that people write themselves, by metric: anything may stand in them.
_FREE: Mapping[str, frozenset[str]] = {
    "stuck": frozenset({"snooze_reason"}),
    "changes": frozenset({"text"}),
}
#: Columns of a list of deals that hold names of deals or clients.
_OF_A_DEAL = frozenset({"name"})


class Veil:
    """What stands for each name of one dictionary, and back again.

    People are “person 9480014” by their number in the CRM, teams “team 512301”, deals their number alone.
    """

    def __init__(self, names: Dictionary, language: str) -> None:
        people = {name: say("person {number}", number=key[1]) for key, name in names.people.items() if name}
        teams = {name: say("team {number}", number=key[1]) for key, name in names.teams.items() if name}
        self._hidden = {name: stand_in.in_(language) for name, stand_in in (people | teams).items()}
        self._shown = {stand_in: name for name, stand_in in self._hidden.items()}
        self._fields = frozenset(names.fields)

    def hide(self, value: Any) -> Any:
        """A text, or whatever is made of texts, without names."""
        return _mapped(value, lambda text: _replaced(text, self._to_hide, self._hidden))

    def reveal(self, value: Any) -> Any:
        """The names behind the stand-ins of a text, or of whatever is made of texts."""
        return _mapped(value, lambda text: _replaced(text, self._to_show, self._shown))

    @cached_property
    def _to_hide(self) -> re.Pattern[str]:
        return _any_of(self._hidden)

    @cached_property
    def _to_show(self) -> re.Pattern[str]:
        return _any_of(self._shown)

    def check(self, question: Question) -> None:
        """InputError where a question is about a field of one's own: a client's name may stand there."""
        asked = {condition.dimension for condition in question.where} | {question.by or ""}
        for name in sorted(asked & self._fields):
            self.check_field(name)

    def check_field(self, name: str) -> None:
        """InputError for a field of one's own."""
        if name in self._fields:
            raise InputError(
                say("the field “{name}” is not shown here", name=name),
                say("this server runs without names, and names may stand in fields of one's own"),
                say("ask by manager, team, source, tag, stage, amount_band or loss_reason"),
            )

    def rows(self, answer: Answer | DealList) -> tuple[Row, ...]:
        """The rows with no deal's name and no free text; people and teams are hidden where they are written out."""
        is_list = isinstance(answer, DealList)
        away = _FREE.get(answer.question.metric, frozenset())
        return tuple(
            _bare(row, away | (_OF_A_DEAL if is_list or "external_id" in row else frozenset()))
            for row in answer.rows
        )


def _bare(row: Row, away: frozenset[str]) -> Row:
    return {name: None if name in away else value for name, value in row.items()}


def _any_of(texts: Iterable[str]) -> re.Pattern[str]:
    """Any of the texts as whole words, the longest first, so that no name is cut short by another."""
    longest = sorted(texts, key=len, reverse=True)
    return re.compile("|".join(rf"(?<!\w){re.escape(text)}(?!\w)" for text in longest) or r"(?!)")


def _replaced(text: str, pattern: re.Pattern[str], by: Mapping[str, str]) -> str:
    return pattern.sub(lambda found: by[found[0]], text)


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {change(name): _mapped(part, change) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_mapped(part, change) for part in value]
    return value
