"""Periods as people write them in tables: март 2026, 03.2026, 1 кв. 2026, Q1, 2026."""

from __future__ import annotations

import re

_MONTHS = (
    "янв январь января jan january", "фев февр февраль февраля feb february", "мар март марта mar march", "апр апрель апреля apr april",
    "май мая may", "июн июнь июня jun june", "июл июль июля jul july", "авг август августа aug august",
    "сен сент сентябрь сентября sep sept september", "окт октябрь октября oct october", "ноя нояб ноябрь ноября nov november",
    "дек декабрь декабря dec december",
)  # fmt: skip
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_QUARTER = r"(?:q|кв\.?|квартал|quarter)"


def period_text(text: str, year: int) -> str:
    """The period as a question writes it, of that `year` where none is named; "" where it is none.

    >>> [period_text(one, 2026) for one in ("Март", "мар. 25", "03.2026", "2026-03-01", "1 кв. 2025", "Q4", "III квартал 2026 г.", "план")]
    ['2026-03', '2025-03', '2026-03', '2026-03', '2025-Q1', '2026-Q4', '2026-Q3', '']
    """
    plain = re.sub(r"\s+(?:г\.?|года|год)$", "", " ".join(text.casefold().split()))
    return _own(plain) or _numbered(plain) or _quarter(plain, year) or _named(plain, year)


def _own(text: str) -> str:
    """As questions write them; the first day of a month stands for the month, as spreadsheets have it."""
    if match := re.fullmatch(r"(\d{4}-\d\d)-01(?: 00:00:00)?", text):
        return match[1]
    shapes = r"\d{4}|\d{4}-\d\d|\d{4}-q[1-4]|\d{4}-w\d\d|\d{4}-\d\d-\d\d(\.\.\d{4}-\d\d-\d\d)?"
    return text.upper() if re.fullmatch(shapes, text) else ""


def _numbered(text: str) -> str:
    match = re.fullmatch(r"(?:01[./])?(\d{1,2})[./](\d{4})", text)
    return f"{match[2]}-{int(match[1]):02}" if match and 1 <= int(match[1]) <= 12 else ""


def _quarter(text: str, year: int) -> str:
    number = r"([1-4]|iv|i{1,3})"
    for shape in (rf"{number}[\s-]*(?:й\s*)?{_QUARTER}\s*(\d{{4}})?", rf"{_QUARTER}\s*{number}\s*(\d{{4}})?"):
        if match := re.fullmatch(shape, text):
            return f"{match[2] or year}-Q{_ROMAN.get(match[1]) or match[1]}"
    match = re.fullmatch(rf"(\d{{4}})\s*[-,]?\s*{_QUARTER}?\s*{number}\s*{_QUARTER}?", text)
    return f"{match[1]}-Q{_ROMAN.get(match[2]) or match[2]}" if match and re.search(_QUARTER, text) else ""


def _named(text: str, year: int) -> str:
    match = re.fullmatch(r"([^\W\d]{3,})\.?[\s,'-]*(\d{4}|\d{2})?", text)
    if match is None:
        return ""
    for number, names in enumerate(_MONTHS, 1):
        if match[1] in names.split():
            told = match[2] or str(year)
            return f"{told if len(told) == 4 else '20' + told}-{number:02}"
    return ""
