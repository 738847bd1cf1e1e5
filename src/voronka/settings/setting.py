"""One setting of a workspace: its name, its default and its help."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from voronka.errors import InputError
from voronka.language import say


@dataclass(frozen=True)
class Setting:
    """One setting: dotted name, default (its type is the setting's type) and what it is for, in both languages."""

    name: str
    default: Any
    help_ru: str
    help_en: str
    choices: tuple[str, ...] = ()
    is_on_page: bool = True

    def read(self, text: str) -> Any:
        """The value that a person means by a text; InputError when it cannot be one.

        >>> Setting("source.rate", 6.5, "", "").read("5,5"), Setting("x.y", False, "", "").read("on")
        (5.5, True)
        """
        text = text.strip()
        if isinstance(self.default, bool):
            return text.lower() in {"on", "true", "1", "yes", "да"}
        if isinstance(self.default, float):
            try:
                number = float(text.replace(",", ".") or self.default)
            except ValueError:
                number = math.nan
            if not math.isfinite(number):
                raise InputError(
                    say("{name} cannot be “{text}”", name=self.name, text=text),
                    do=say("write a number, as in {example}", example=self.default),
                )
            return number
        if self.choices and text not in self.choices:
            raise InputError(
                say("{name} cannot be “{text}”", name=self.name, text=text),
                say("it is one of: {names}", names=", ".join(self.choices)),
            )
        return text
