"""Numbers as people read them, in Russian and English: one place, so that every surface writes the same figure the same way.

Spaces inside a number never break a line. Russian groups thousands by a narrow no-break space and sets a comma before the
decimals; a minus is U+2212, an interval has an en dash.
"""

from __future__ import annotations

from voronka.model.money import MINOR, Money

NARROW = "\u202f"
SPACE = "\u00a0"
MINUS = "\u2212"
DASH = "\u2013"

#: Signs of the currencies that have one; others are written by their code.
SIGNS = {"RUB": "₽", "USD": "$", "EUR": "€", "KZT": "₸", "UAH": "₴", "TRY": "₺", "GBP": "£"}

_SCALES = {
    "ru": ((1e12, "трлн"), (1e9, "млрд"), (1e6, "млн"), (1e3, "тыс.")),
    "en": ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "K")),
}


def count(number: int, language: str) -> str:
    """A whole number.

    >>> count(1248, "ru"), count(-1248, "en")
    ('1\\u202f248', '−1,248')
    """
    return decimal(number, 0, language)


def decimal(number: float, digits: int, language: str) -> str:
    """A number with that many decimals.

    >>> decimal(12345.678, 1, "ru"), decimal(12345.678, 1, "en")
    ('12\\u202f345,7', '12,345.7')
    """
    text = f"{abs(number):,.{digits}f}"
    if language == "ru":
        text = text.translate({ord(","): NARROW, ord("."): ","})
    is_negative = number < 0 and any(digit in "123456789" for digit in text)
    return MINUS + text if is_negative else text


def entered(text: str, language: str) -> str:
    """A plain number as the field of a form has it, thousands apart. Three decimals get a nought, lest their comma be read as parting thousands.

    >>> entered("1500000.5", "ru"), entered("1500000.5", "en"), entered("1.125", "ru")
    ('1\\u202f500\\u202f000,5', '1,500,000.5', '1,1250')
    """
    whole, _, part = text.partition(".")
    number = decimal(int(whole or 0), 0, language)
    point = "," if language == "ru" else "."
    return f"{number}{point}{part.ljust(4, '0') if len(part) == 3 else part}" if part else number


def signed(text: str, number: float) -> str:
    """`text` with a plus before it where the number is above zero."""
    return "+" + text if number > 0 else text


def percent(share: float | None, language: str) -> str:
    """A share of 0..1: whole from 10 % up, one decimal below; 0 and 100 only when exact; a dash for no data.

    >>> [percent(share, "ru") for share in (0.674, 0.0911, 0.9996, 0.0002, 1.0, None)]
    ['67\\u202f%', '9,1\\u202f%', '>99\\u202f%', '<0,1\\u202f%', '100\\u202f%', '—']
    """
    if share is None:
        return "—"
    return _percent_number(share, language) + (NARROW if language == "ru" else "") + "%"


def _percent_number(share: float, language: str) -> str:
    if 0 < share < 0.0005:
        return "<" + decimal(0.1, 1, language)
    if 0.99 < share < 1:
        return ">99" if share >= 0.995 else "99"
    digits = 1 if 0 < abs(share) < 0.0995 else 0
    return decimal(share * 100, digits, language)


def interval(low: float | None, high: float | None, language: str) -> str:
    """Both ends of a 95 % interval of a share; empty where none is defined.

    >>> interval(0.648, 0.700, "ru")
    '65–70\\u202f%'
    """
    if low is None or high is None:
        return ""
    digits = 1 if high < 0.0995 else 0
    ends = [decimal(end * 100, digits, language) for end in (low, high)]
    return DASH.join(ends) + (NARROW if language == "ru" else "") + "%"


def points(difference: float, language: str) -> str:
    """A difference of two shares, in percentage points.

    >>> points(0.031, "ru"), points(-0.12, "en")
    ('+3,1\\xa0п.\\u202fп.', '−12\\xa0pp')
    """
    digits = 0 if abs(difference) >= 0.0995 else 1
    text = decimal(difference * 100, digits, language)
    unit = f"п.{NARROW}п." if language == "ru" else "pp"
    return signed(text, difference) + SPACE + unit


def money(amount: Money, language: str) -> str:
    """An amount at a glance: about three digits and a scale.

    >>> money(Money(6_140_000_000, "RUB"), "ru"), money(Money(6_140_000_000, "RUB"), "en")
    ('61,4\\xa0млн\\xa0₽', '₽61.4M')
    >>> money(Money(984_000, "RUB"), "ru"), money(Money(0, "KGS"), "en")
    ('9\\u202f840\\xa0₽', 'KGS\\xa00')
    """
    major = amount.minor / MINOR.get(amount.currency, 100)
    for floor, scale in _SCALES[language]:
        # 999 960 is a million, not "1 000 thousand"; whole units are written out below ten thousand.
        if abs(major) >= max(floor * 0.9995, 10_000):
            scaled = major / floor
            text = decimal(scaled, 1 if abs(scaled) < 99.95 else 0, language)
            return _with_sign(text, amount.currency, language, scale)
    return _with_sign(decimal(round(major), 0, language), amount.currency, language)


def money_exact(amount: Money, language: str) -> str:
    """The whole amount, to the minor unit where there is a fraction.

    >>> money_exact(Money(6_140_000_050, "RUB"), "ru")
    '61\\u202f400\\u202f000,50\\xa0₽'
    """
    minor = MINOR.get(amount.currency, 100)
    has_fraction = amount.minor % minor != 0
    digits = len(str(minor)) - 1 if has_fraction else 0
    return _with_sign(decimal(amount.minor / minor, digits, language), amount.currency, language)


def _trimmed(text: str) -> str:
    return text[:-2] if text.endswith((",0", ".0")) else text


def _with_sign(text: str, currency: str, language: str, scale: str = "") -> str:
    sign = SIGNS.get(currency, currency)
    if language == "ru":
        return SPACE.join(part for part in (text, scale, sign) if part)
    minus, digits = (MINUS, text[1:]) if text.startswith(MINUS) else ("", text)
    gap = SPACE if sign == currency else ""
    return f"{minus}{sign}{gap}{digits}{scale}"


def duration(days: float | None, language: str) -> str:
    """A length of time given in days: hours below a day, one decimal below ten days.

    >>> [duration(days, "ru") for days in (1.9, 2.0, 21.2, 0.25, 0.01, None)]
    ['1,9\\xa0дня', '2\\xa0дня', '21\\xa0день', '6\\xa0ч', '<1\\xa0ч', '—']
    >>> duration(1.0, "en"), duration(45.4, "en")
    ('1\\xa0day', '45\\xa0days')
    """
    if days is None:
        return "—"
    if days < 1:
        hours = round(days * 24)
        unit = "ч" if language == "ru" else "h"
        return f"{'<1' if days * 24 < 1 else hours}{SPACE}{unit}"
    text = decimal(days, 0, language) if days >= 9.95 else _trimmed(decimal(days, 1, language))
    form = plural(text, round(days), language)
    names = {"ru": ("день", "дня", "дней", "дня"), "en": ("day", "days", "days", "days")}
    return text + SPACE + names[language][form]


def seconds(length: float, language: str) -> str:
    """A length of time given in seconds: minutes from one minute on, whole hours from ten.

    >>> [seconds(length, "ru") for length in (45, 148, 5_400, 658_800)]
    ['45\\xa0с', '2,5\\xa0мин', '1,5\\xa0ч', '183\\xa0ч']
    """
    units = {"ru": ("с", "мин", "ч"), "en": ("s", "min", "h")}[language]
    for size, unit in ((3_600, units[2]), (60, units[1])):
        if length >= size:
            return _trimmed(decimal(length / size, 1 if length < 10 * size else 0, language)) + SPACE + unit
    return decimal(length, 0, language) + SPACE + units[0]


def minutes(length: float, language: str) -> str:
    """A length of time given in minutes: as `duration`, but told in minutes below two hours.

    >>> [minutes(length, "ru") for length in (0, 14, 119, 120, 2880)]
    ['<1\\xa0мин', '14\\xa0мин', '119\\xa0мин', '2\\xa0ч', '2\\xa0дня']
    """
    if length >= 120:
        return duration(length / 1440, language)
    unit = "мин" if language == "ru" else "min"
    return f"{'<1' if length < 1 else round(length)}{SPACE}{unit}"


def size(number: int, language: str) -> str:
    """Bytes, at a glance.

    >>> size(123_456_789, "ru"), size(4_321_000_000, "en"), size(12_000, "en")
    ('118\xa0МБ', '4.0\xa0GB', '1\xa0MB')
    """
    megabytes = number / 2**20
    if megabytes >= 1000:
        return f"{decimal(megabytes / 1024, 1, language)}\xa0{'ГБ' if language == 'ru' else 'GB'}"
    return f"{count(max(1, round(megabytes)), language)}\xa0{'МБ' if language == 'ru' else 'MB'}"


def plural(text: str, number: int, language: str) -> int:
    """Which form a noun takes after `number` written as `text`: 0 one, 1 few, 2 many, 3 a fraction.

    >>> [plural(str(n), n, "ru") for n in (1, 21, 111, 2, 104, 5, 11, 0)]
    [0, 0, 2, 1, 1, 2, 2, 2]
    """
    mark = "," if language == "ru" else "."
    if mark in text:
        return 3
    if language == "en":
        return 0 if number == 1 else 2
    last, tens = number % 10, number % 100
    if last == 1 and tens != 11:
        return 0
    return 1 if 2 <= last <= 4 and not 12 <= tens <= 14 else 2
