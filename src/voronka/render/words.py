"""The words of every surface, Russian and English side by side in `texts/*.toml`, with the right plural forms."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from voronka.render import numbers

LANGUAGES = ("ru", "en")


class Words:
    """The words of one language.

    A text has `{names}` for values. A text with forms is picked by `n`, which it writes as a grouped number.

    >>> words = Words("ru")
    >>> words("deals", n=1248), words("deals", n=21), words("deals", n=3)
    ('1\\u202f248 сделок', '21 сделка', '3 сделки')
    >>> Words("en")("deals", n=1)
    '1 deal'
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self._texts = _texts(language)

    def __call__(self, key: str, /, n: int | None = None, **values: Any) -> str:
        """The text of that key; KeyError where there is none."""
        template = self.template(key, n)
        if n is not None:
            values["n"] = numbers.count(n, self.language)
        return template.format(**values) if values else template

    def __contains__(self, key: object) -> bool:
        return key in self._texts

    def template(self, key: str, n: int | None = None) -> str:
        """The text with its `{names}` still in it."""
        text = self._texts[key]
        if isinstance(text, str):
            return text
        form = numbers.plural(str(abs(n or 0)), abs(n or 0), self.language)
        return text[form] if self.language == "ru" else text[min(form, 1)]


@cache
def _texts(language: str) -> Mapping[str, str | list[str]]:
    return {key: twin[language] for key, twin in twins().items()}


@cache
def twins() -> Mapping[str, Mapping[str, Any]]:
    """Key → its text by language, of all files; a key that two files have would be a mistake, and is an error."""
    found: dict[str, Mapping[str, Any]] = {}
    for path in sorted((Path(__file__).parent / "texts").glob("*.toml")):
        table = tomllib.loads(path.read_text("utf-8"))
        if twice := found.keys() & table.keys():
            raise ValueError(f"{path.name} has keys that another file has: {sorted(twice)}")
        found |= table
    return found


def begun(sentence: str) -> str:
    """A sentence with a capital letter; a name that has none keeps its own.

    >>> begun("нет токена"), begun("amoCRM не приняла токен"), begun("log.csv пуст")
    ('Нет токена', 'amoCRM не приняла токен', 'log.csv пуст')
    """
    first = sentence.split(" ", 1)[0]
    is_name = "." in first.rstrip(".") or first == "amoCRM"
    return sentence if is_name else sentence[:1].upper() + sentence[1:]
