"""Two languages: texts are written in English in the code, and the files of `ru/` beside this one have each in Russian.

A `Phrase` is an ordinary English string that remembers its template, so that a page, a terminal or a log each show it in
their reader's language. A test reads every `say("…")` of the code and fails where the Russian one is missing.
"""

from __future__ import annotations

import os
import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Self

LANGUAGES = ("ru", "en")


class Phrase(str):
    """A text with its template and values.

    >>> phrase = say("no command “{name}”", name="ask")
    >>> str(phrase), phrase.in_("ru")
    ('no command “ask”', 'нет команды «ask»')
    """

    __slots__ = ("template", "values")
    template: str
    values: dict[str, Any]

    def __new__(cls, template: str, values: dict[str, Any]) -> Self:
        phrase = super().__new__(cls, template.format(**values) if values else template)
        phrase.template = template
        phrase.values = values
        return phrase

    def __getnewargs__(self) -> tuple[str, dict[str, Any]]:  # type: ignore[override]
        """What a copy is made of."""
        return self.template, self.values

    def in_(self, language: str) -> str:
        """The text in that language; English where there is no other."""
        if language == "en":
            return str(self)
        template = _russian().get(self.template, self.template)
        values = {name: translated(value, language) for name, value in self.values.items()}
        return template.format(**values) if values else template


def say(template: str, /, **values: Any) -> Phrase:
    """A phrase from an English template in the style of `str.format`; without values the text is taken as it is."""
    return Phrase(template, values)


def translated(text: Any, language: str) -> Any:
    """`text` in that language where it is a `Phrase`, else unchanged.

    >>> translated(3, "ru")
    3
    """
    return text.in_(language) if isinstance(text, Phrase) else text


def chosen() -> str:
    """The language of this process: VORONKA_LANG, else English where the locale says so, else Russian."""
    wanted = os.environ.get("VORONKA_LANG", "")[:2].lower()
    if wanted in LANGUAGES:
        return wanted
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "en" if locale.lower().startswith("en") else "ru"


@cache
def _russian() -> dict[str, str]:
    table: dict[str, str] = {}
    for path in sorted(Path(__file__).with_name("ru").glob("*.toml")):
        table |= tomllib.loads(path.read_text("utf-8"))
    return table
