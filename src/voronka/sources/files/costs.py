"""Tables of costs: source, day or month, amount and perhaps currency; CSV as accountants save it."""

from __future__ import annotations

import csv
import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from voronka.errors import InputError
from voronka.language import say
from voronka.model.cost import Cost
from voronka.sources.files.rows import existing

#: What a column may be called.
NAMES = {
    "source": ("source", "источник", "канал", "channel"),
    "day": ("day", "date", "день", "дата"),
    "month": ("month", "месяц"),
    "amount": ("amount", "cost", "costs", "сумма", "расход", "расходы", "затраты"),
    "currency": ("currency", "валюта"),
}


def is_costs(file: Path) -> bool:
    """Whether a file's header is that of a table of costs: a day or month, an amount, and nothing that is not about costs."""
    if not file.name.lower().endswith(".csv") or not file.is_file():
        return False
    header = [_meaning(name) for name in next(_rows(file), [])]
    return "amount" in header and bool({"day", "month"} & set(header)) and "" not in header


def read_costs(file: Path) -> list[Cost]:
    """The costs of a file; a month's amount is spread evenly over its days, to the last minor unit. InputError names line and cell."""
    existing(file)
    lines = _rows(file)
    header = [_meaning(name) for name in next(lines, [])]
    if "amount" not in header or not {"day", "month"} & set(header):
        raise InputError(
            say("{file} is no table of costs", file=file.name),
            say("it needs the columns source, day or month, and amount"),
            say("name them in the first line: source,day,amount,currency"),
        )
    found: list[Cost] = []
    for number, cells in enumerate(lines, 2):
        if any(cell.strip() for cell in cells):
            found += _costs(file, number, dict(zip(header, (cell.strip() for cell in cells), strict=False)))
    return found


def _rows(file: Path) -> Iterator[list[str]]:
    raw = file.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1251", errors="replace")
    first = text.partition("\n")[0]
    delimiter = max(";\t,", key=first.count)
    return csv.reader(text.splitlines(), delimiter=delimiter)


def _meaning(name: str) -> str:
    called = name.strip().casefold()
    return next((meaning for meaning, names in NAMES.items() if called in names), "")


def _costs(file: Path, line: int, cells: dict[str, str]) -> Iterator[Cost]:
    source, currency = cells.get("source", ""), cells.get("currency", "").upper()
    text = cells.get("day") or cells.get("month") or ""
    days = _days(text)
    minor = _minor(cells.get("amount", ""))
    if days is None or minor is None:
        raise InputError(
            say(
                "{file}, line {line}: cannot read “{cell}”",
                file=file.name,
                line=line,
                cell=cells.get("amount", "") if days else text,
            ),
            say("a day is 2026-03-01 or 01.03.2026, a month 2026-03 or 03.2026, an amount 12 345,50"),
        )
    first, count = days
    share, rest = divmod(minor, count)
    for number in range(count):
        yield Cost(source, date.fromordinal(first.toordinal() + number), share + (number < rest), currency)


def _days(text: str) -> tuple[date, int] | None:
    """The first day and how many there are: one, or those of a month."""
    if match := re.fullmatch(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?", text):
        year, month, day = match[1], match[2], match[3]
    elif match := re.fullmatch(r"(?:(\d{1,2})\.)?(\d{1,2})\.(\d{4})", text):
        day, month, year = match[1], match[2], match[3]
    else:
        return None
    try:
        first = date(int(year), int(month), int(day or 1))
    except ValueError:
        return None
    return first, 1 if day else monthrange(first.year, first.month)[1]


def _minor(text: str) -> int | None:
    """An amount in minor units.

    >>> _minor("12 345,50"), _minor("1,234.5"), _minor("free")
    (1234550, 123450, None)
    """
    plain = re.sub(r"[\s\u00a0\u202f₽$€]", "", text)
    if re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", plain):
        plain = plain.replace(",", "")
    try:
        return round(Decimal(plain.replace(",", ".")) * 100)
    except InvalidOperation:
        return None
