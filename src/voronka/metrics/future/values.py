"""Values of goals as people write them and read them: 1,5 млн, 20 %, 15 мин."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from voronka.errors import InputError
from voronka.language import Phrase, say
from voronka.metrics.future.aims import Aim, Unit
from voronka.metrics.wording import count_text, sum_text
from voronka.model.money import MINOR, Money

#: What a number may be followed by, and how many of the unit that is.
_THOUSANDS = {
    "т": 1000,
    "тыс": 1000,
    "к": 1000,
    "k": 1000,
    "млн": 10**6,
    "м": 10**6,
    "m": 10**6,
    "млрд": 10**9,
    "b": 10**9,
}
_SIGNS = ("₽", "р", "руб", "rub", "$", "€", "₸", "тг", "kzt", "byn", "usd", "eur", "шт", "сделок")
_LENGTHS: dict[str, dict[str, float]] = {
    "minutes": {
        "": 1,
        "м": 1,
        "мин": 1,
        "min": 1,
        "m": 1,
        "ч": 60,
        "час": 60,
        "часа": 60,
        "h": 60,
        "дн": 1440,
        "д": 1440,
        "d": 1440,
    },
    "days": {
        "": 1,
        "дн": 1,
        "д": 1,
        "дней": 1,
        "день": 1,
        "дня": 1,
        "d": 1,
        "days": 1,
        "ч": 1 / 24,
        "h": 1 / 24,
        "нед": 7,
        "w": 7,
    },
}
_NUMBER = re.compile(r"(-?[\d.,' \u00a0\u202f\u2009]*\d)\s*(.*)")


def read_value(aim: Aim, text: str, currency: str = "RUB") -> float:
    """What was written as a value of the aim: money in minor units, a share of 1, else a number in the aim's unit. InputError for what is none, or not above zero.

    >>> from voronka.metrics.future.aims import AIMS
    >>> read_value(AIMS["revenue"], "1,5 млн ₽"), read_value(AIMS["win_rate"], "20 %"), read_value(AIMS["answer_time"], "2 ч")
    (150000000, 0.2, 120.0)
    """
    found = _NUMBER.fullmatch(text.strip())
    number = _decimal(found[1]) if found else None
    scale = _scale(aim.unit, found[2] if found else "", number)
    if number is None or scale is None or number <= 0 or (aim.unit == "share" and number * scale > 1):
        raise InputError(
            say("cannot read “{text}” as a goal for “{aim}”", text=text.strip(), aim=aim.title),
            _SHAPES[aim.unit],
        )
    if aim.unit == "money":
        return int((number * scale * MINOR.get(currency, 100)).to_integral_value())
    if aim.unit == "count":
        return int((number * scale).to_integral_value())
    return float(number * scale)


_SHAPES: dict[Unit, Phrase] = {
    "money": say("a sum above zero, as in 1 500 000 or 1,5 млн"),
    "count": say("a number above zero, as in 12"),
    "share": say("a share up to 100%, as in 20%"),
    "days": say("a number of days, as in 30"),
    "minutes": say("a number of minutes, as in 15"),
    "number": say("a number above zero, as in 12"),
}


def _decimal(text: str) -> Decimal | None:
    """A number whose decimal sign is a point or a comma; a comma before just three digits, or a sign that comes twice, parts thousands."""
    plain = re.sub(r"['\s\u00a0\u202f\u2009]", "", text)
    if re.fullmatch(r"-?\d{1,3}(,\d{3})+|-?\d{1,3}(\.\d{3}){2,}", plain):
        plain = re.sub(r"[.,]", "", plain)
    elif plain.count(",") + plain.count(".") > 1:
        last = max(plain.rfind(","), plain.rfind("."))
        plain = re.sub(r"[.,]", "", plain[:last]) + "." + plain[last + 1 :]
    try:
        return Decimal(plain.replace(",", "."))
    except InvalidOperation:
        return None


def _scale(unit: Unit, words: str, number: Decimal | None) -> Decimal | None:
    """How much of the unit one of what was written is; None where the words mean nothing."""
    said = [word.strip(".").casefold() for word in re.findall(r"[^\W\d]+\.?|[%₽$€₸]", words)]
    if re.sub(r"[^\W\d]+\.?|[%₽$€₸]|\s", "", words):
        return None
    if unit == "share":
        if said not in ([], ["%"]):
            return None
        return Decimal(1) if not said and number is not None and number < 1 else Decimal("0.01")
    if unit in _LENGTHS:
        lengths = _LENGTHS[unit]
        word = said[0] if said else ""
        return Decimal(str(lengths[word])) if len(said) <= 1 and word in lengths else None
    scale = Decimal(1)
    for word in said:
        if word in _THOUSANDS:
            scale *= _THOUSANDS[word]
        elif word not in _SIGNS:
            return None
    return scale


def value_text(aim: Aim, value: float, currency: str) -> Phrase | int | str:
    """A value in words, for findings and remarks.

    >>> from voronka.metrics.future.aims import AIMS
    >>> str(value_text(AIMS["win_rate"], 0.205, "RUB")), str(value_text(AIMS["won"], 12, "RUB"))
    ('20.5%', '12')
    """
    if aim.unit == "money":
        return sum_text(Money(round(value), currency))
    if aim.unit == "share":
        tenths = round(1000 * value)
        return (
            say("{n}%", n=tenths // 10)
            if tenths % 10 == 0
            else say("{whole}.{tenth}%", whole=tenths // 10, tenth=tenths % 10)
        )
    if aim.unit == "count":
        return count_text(round(value))
    number = _tenth(value)
    if aim.unit == "days":
        return say("{n} day", n=1) if number == 1 else say("{n} days", n=number)
    return say("{n} min", n=number) if aim.unit == "minutes" else number


def _tenth(value: float) -> Phrase | int:
    tenths = round(10 * value)
    return tenths // 10 if tenths % 10 == 0 else say("{whole}.{tenth}", whole=tenths // 10, tenth=tenths % 10)


def written(aim: Aim, value: float, currency: str) -> str:
    """A value as a field of a form has it, and as `read_value` reads it back.

    >>> from voronka.metrics.future.aims import AIMS
    >>> written(AIMS["revenue"], 150_000_050, "RUB"), written(AIMS["win_rate"], 0.2, "RUB")
    ('1500000.50', '20')
    """
    if aim.unit == "money":
        minor = MINOR.get(currency, 100)
        number = Decimal(round(value)) / minor
        return f"{number:.{0 if number % 1 == 0 else len(str(minor)) - 1}f}"
    if aim.unit == "share":
        number = round(Decimal(str(value)) * 100, 4)
    else:
        number = Decimal(str(value))
    return f"{number.normalize():f}"
