"""A cell: one number of an answer, named so that its deals can be asked for; its text form fits a URL and a command line."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self
from urllib.parse import unquote

from voronka.errors import InputError
from voronka.language import say

_ESCAPES = {"%": "%25", ":": "%3A", ">": "%3E", "@": "%40"}


def _escape(text: str) -> str:
    return "".join(_ESCAPES.get(letter, letter) for letter in text)


@dataclass(frozen=True)
class Cell:
    """`figure` is a count of the metric (`metrics.catalog`); `keys` say where: a stage's position, or both ends of a transition.

    `segment` is a row's segment: None when the question has no breakdown, "" for "unknown".

    >>> str(Cell("lost_here", ("3",)))
    'lost_here:3'
    >>> Cell.parse("reached:2@Сайт")
    Cell(figure='reached', keys=('2',), segment='Сайт')
    >>> str(Cell("moves", ("Новый лид", "Отправлено КП")))
    'moves:Новый лид>Отправлено КП'
    >>> Cell.parse("won")
    Cell(figure='won', keys=(), segment=None)
    """

    figure: str
    keys: tuple[str, ...] = ()
    segment: str | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `figure[:key[>key]][@segment]`; `%`, `:`, `>` and `@` inside a name are percent-escaped. InputError without a figure."""
        body, at, segment = text.partition("@")
        figure, colon, keys = body.partition(":")
        if not figure:
            raise InputError(
                say("cannot read the cell “{text}”", text=text),
                say("a cell is a figure with its place, as in lost_here:3 or reached:2@Сайт"),
            )
        return cls(
            figure.strip(),
            tuple(unquote(key) for key in keys.split(">")) if colon else (),
            unquote(segment) if at else None,
        )

    def __str__(self) -> str:
        keys = ":" + ">".join(_escape(key) for key in self.keys) if self.keys else ""
        segment = "" if self.segment is None else "@" + _escape(self.segment)
        return self.figure + keys + segment

    def at(self, *keys: object) -> Self:
        """The same figure at another place.

        >>> str(Cell("reached").at(2))
        'reached:2'
        """
        return replace(self, keys=tuple(str(key) for key in keys))
