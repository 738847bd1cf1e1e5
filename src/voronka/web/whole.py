"""Whole numbers that people write into addresses and forms: what no database holds is no number."""

from __future__ import annotations

import re

from starlette.convertors import Convertor, register_url_convertor

#: Longer ones fit into no column.
_WHOLE = re.compile(r"[0-9]{1,15}")


def whole(text: str) -> int | None:
    """The number that a text is; None where it is none.

    >>> whole("12"), whole("-1"), whole("²"), whole("9" * 30)
    (12, None, None, None)
    """
    return int(text) if _WHOLE.fullmatch(text) else None


class _Whole(Convertor[int]):
    regex = _WHOLE.pattern

    def convert(self, value: str) -> int:
        return int(value)

    def to_string(self, value: int) -> str:
        return str(value)


register_url_convertor("whole", _Whole())
#: A part of a path that is a whole number; where it is none there is no such address.
NUMBER = "{number:whole}"
