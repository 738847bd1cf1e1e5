"""One cell of an answer as text, by the kind of its column: the same on screen, in Markdown and in a notebook."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from voronka.clock import local_day
from voronka.language import Phrase, say, translated
from voronka.model.column import Column
from voronka.model.estimate import Estimate, Times
from voronka.model.money import Money
from voronka.model.rate import Rate
from voronka.render import numbers

#: Kinds that are set to the left.
TEXTS = frozenset({"name", "code", "text", "date", "flag"})


def cell(row: Mapping[str, Any], column: Column, language: str, currency: str, timezone: str = "UTC") -> str:
    """The text of a cell; "" where there is no figure. A moment shows its day in that zone.

    >>> cell({"won": 1248}, Column("won", say("won"), "count"), "ru", "RUB")
    '1\\u202f248'
    """
    value = row.get(column.name)
    if value is None:
        return ""
    if isinstance(value, Phrase):
        return value.in_(language)
    if isinstance(value, datetime):
        return local_day(value, timezone).isoformat()
    text: str = (
        _BY_UNIT[column.kind](value, row, language, currency)
        if column.kind in _BY_UNIT
        else _TEXTS[column.kind](value, column, language, currency)
    )
    return text


def is_doubtful(value: Any, kind: str = "estimate") -> bool:
    """True for an estimate that is too wide, or stands on too little, to be read as it is: shown grey. A sum or a number is too wide when it may be half as much or twice.

    >>> is_doubtful(Estimate(90, 1000.0, 900.0, 1100.0), "amount"), is_doubtful(Estimate(3, 1000.0, 0.0, 3000.0), "amount")
    (False, True)
    """
    if isinstance(value, Estimate | Times) and value.doubts:
        return True
    if not isinstance(value, Rate | Estimate) or value.low is None or value.high is None:
        return False
    if kind in ("amount", "mean"):
        return value.low < (value.value or 0) / 2 or value.high > 2 * (value.value or 0)
    return value.is_wide


def _measure(value: float, row: Mapping[str, Any], language: str, currency: str, unit: str = "unit") -> str:
    """A number in the unit that its row names."""
    named = row[unit]
    if named == "money":
        return numbers.money(Money(round(value), currency), language)
    if named == "share":
        return numbers.percent(value, language)
    if named == "count" and not float(value).is_integer():
        return numbers.decimal(value, 1, language)
    text: str = _TEXTS[named](value, None, language, currency)
    return text


def _result(value: float, row: Mapping[str, Any], language: str, currency: str) -> str:
    """What is added to the result, in the result's unit."""
    if row["result_unit"] == "share":
        return numbers.points(value, language)
    return numbers.signed(_measure(value, row, language, currency, "result_unit"), value)


def _change(value: float, row: Mapping[str, Any], language: str, _: str) -> str:
    """Of a share in points, of all else in per cent of what it was."""
    if row["unit"] == "share":
        return numbers.points(value, language)
    return numbers.signed(numbers.percent(value, language), value)


_BY_UNIT: dict[str, Any] = {"measure": _measure, "result": _result, "change": _change}


def _code(value: Any, column: Column, language: str, _: str) -> str:
    return str(translated(dict(column.words).get(value, value), language))


def _rate(value: Rate, _: Column, language: str, __: str) -> str:
    return _with_spread(numbers.percent(value.value, language), value.low, value.high, language)


def _estimate(value: Estimate, _: Column, language: str, __: str) -> str:
    return _with_spread(numbers.percent(value.value, language), value.low, value.high, language)


def _with_spread(text: str, low: float | None, high: float | None, language: str) -> str:
    return (
        f"{text} ({numbers.interval(low, high, language)})" if low is not None and high is not None else text
    )


def _amount(value: Estimate, _: Column, language: str, currency: str) -> str:
    if value.value is None:
        return ""
    text = numbers.money(Money(round(value.value), currency), language)
    if value.low is None or value.high is None:
        return text
    ends = (numbers.money(Money(round(end), currency), language) for end in (value.low, value.high))
    return f"{text} ({' … '.join(ends)})"


def _mean(value: Estimate, _: Column, language: str, __: str) -> str:
    if value.value is None:
        return ""
    digits = 0 if abs(value.value) >= 20 else 1
    text, *ends = (
        numbers.decimal(number, digits, language)
        for number in (value.value, value.low, value.high)
        if number is not None
    )
    return f"{text} ({' … '.join(ends)})" if len(ends) == 2 else text


def _times(value: Times, _: Column, language: str, __: str) -> str:
    """The median; a dash where fewer than half are over yet, nothing where there is nothing."""
    if value.median_days is None:
        return "—" if value.n else ""
    return numbers.duration(value.median_days, language)


def _number(value: float, _: Column, language: str, __: str) -> str:
    return numbers.decimal(value, 0 if float(value).is_integer() else 2, language)


def _date(value: Any, _: Column, __: str, ___: str) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _flag(value: bool, _: Column, language: str, __: str) -> str:
    return (say("yes") if value else say("no")).in_(language)


_TEXTS: dict[str, Any] = {
    "name": lambda value, _, __, ___: str(value),
    "text": lambda value, _, __, ___: str(value),
    "code": _code,
    "count": lambda value, _, language, __: numbers.count(value, language),
    "number": _number,
    "money": lambda value, _, language, __: numbers.money(value, language),
    "rate": _rate,
    "estimate": _estimate,
    "amount": _amount,
    "mean": _mean,
    "share": lambda value, _, language, __: numbers.percent(value, language),
    "times": _times,
    "days": lambda value, _, language, __: numbers.duration(value, language),
    "hours": lambda value, _, language, __: numbers.duration(value / 24, language),
    "seconds": lambda value, _, language, __: numbers.seconds(value, language),
    "minutes": lambda value, _, language, __: numbers.minutes(value, language),
    "date": _date,
    "flag": _flag,
}
