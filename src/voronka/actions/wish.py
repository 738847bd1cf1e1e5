"""What somebody wants to be written: of which kind, about which deals, in which words."""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass

from voronka.actions.kinds import kind_named
from voronka.errors import InputError
from voronka.language import say
from voronka.model.question import Question

MOST_DAYS = 60
MOST_LETTERS = 2000
#: What a text may name of its deal: Russian word → English.
WORDS: Mapping[str, str] = {"сделка": "deal", "этап": "stage", "дней": "days", "ответственный": "owner"}
TAG_LETTERS, FIELD_LETTERS = 60, 120


@dataclass(frozen=True)
class Wish:
    """A wish as a form or a command has it. `deals` names them one by one, for the finding `deals`; `days` are working days until the deadline.

    `skip_busy` leaves out deals that have an open task; `make_field` agrees to a new field.
    """

    kind: str
    finding: str
    question: Question | None = None
    deals: tuple[str, ...] = ()
    text: str = ""
    days: int = 1
    top: int = 20
    tag: str = ""
    field_name: str = ""
    skip_busy: bool = True
    make_field: bool = False

    def checked(self) -> Wish:
        """The same; InputError where it cannot be."""
        most = kind_named(self.kind).most
        if not 1 <= self.top <= most:
            raise InputError(
                say("so many deals cannot be written at once: {n}", n=self.top),
                say("it can be from 1 to {most}", most=most),
                say("narrow the list, or do it in parts"),
            )
        if self.kind == "task" and not 0 <= self.days <= MOST_DAYS:
            raise InputError(
                say("a deadline cannot be in {days} working days", days=self.days),
                do=say("write 0 for today, or up to {most}", most=MOST_DAYS),
            )
        if self.kind in ("task", "note"):
            _check_text(self.text)
        if self.kind == "tag":
            _check_name(self.tag, TAG_LETTERS)
        if self.kind == "score":
            _check_name(self.field_name, FIELD_LETTERS)
        return self


def _check_text(text: str) -> None:
    if not text.strip() or len(text) > MOST_LETTERS:
        raise InputError(
            say("there is no text, or it is too long"),
            say("a text has from 1 to {most} letters", most=MOST_LETTERS),
            say("say what is to be done, as in “Call the client”"),
        )
    try:
        used = {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError:
        used = {"{}"}
    unknown = used - {*WORDS, *WORDS.values()}
    if unknown:
        raise InputError(
            say("the text names “{name}”, which is not known of a deal", name=sorted(unknown)[0]),
            say("in braces it may name: {names}", names=", ".join(WORDS)),
        )


def _check_name(name: str, most: int) -> None:
    if not 0 < len(name.strip()) <= most:
        raise InputError(
            say("there is no name, or it is too long"), say("a name has from 1 to {most} letters", most=most)
        )
