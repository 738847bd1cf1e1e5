"""Days, moments and periods in words."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from voronka.clock import local_day, zone
from voronka.model.period import Period
from voronka.render.numbers import DASH, SPACE

#: Keeps what stands on both sides of it in one line.
JOINED = "\u2060"

_OF_MONTH = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
]
_MONTH = {
    "ru": [
        "январь",
        "февраль",
        "март",
        "апрель",
        "май",
        "июнь",
        "июль",
        "август",
        "сентябрь",
        "октябрь",
        "ноябрь",
        "декабрь",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}
_ROMAN = ("I", "II", "III", "IV")


def day(value: date, language: str, with_year: bool = True) -> str:
    """A day in words.

    >>> day(date(2026, 11, 22), "ru"), day(date(2026, 11, 22), "en")
    ('22\\xa0ноября 2026', '22\\xa0Nov 2026')
    """
    month = _OF_MONTH[value.month - 1] if language == "ru" else _MONTH["en"][value.month - 1][:3]
    text = f"{value.day}{SPACE}{month}"
    return f"{text} {value.year}" if with_year else text


def short_day(value: date, language: str) -> str:
    """A day for tables.

    >>> short_day(date(2026, 3, 5), "ru"), short_day(date(2026, 3, 5), "en")
    ('05.03.2026', '2026-03-05')
    """
    return f"{value:%d.%m.%Y}" if language == "ru" else value.isoformat()


def moment(value: datetime, timezone: str, language: str) -> str:
    """A naive-UTC moment in the account's zone; at midnight only the day.

    >>> moment(datetime(2026, 11, 21, 21, 0), "Europe/Moscow", "ru")
    '22\\xa0ноября 2026'
    >>> moment(datetime(2026, 11, 22, 9, 30), "Europe/Moscow", "en")
    '22\\xa0Nov 2026, 12:30'
    """
    local = value.replace(tzinfo=zone("UTC")).astimezone(zone(timezone))
    text = day(local.date(), language)
    is_midnight = (local.hour, local.minute, local.second) == (0, 0, 0)
    return text if is_midnight else f"{text}, {local:%H:%M}"


def period(value: Period | None, language: str) -> str:
    """A period by its name: a year, quarter, month, week or its first and last day.

    >>> [period(Period.parse(text), "ru") for text in ("2026-Q3", "2026-07", "2026", "2026-W31")]
    ['III\\xa0квартал 2026', 'июль 2026', '2026\\xa0год', '31-я неделя 2026']
    >>> period(Period.parse("2026-07-01..2026-08-16"), "ru"), period(None, "en")
    ('1\\xa0июля – 15\\xa0августа 2026', 'all time')
    """
    if value is None:
        return "всё время" if language == "ru" else "all time"
    body, year = value.text, value.first.year
    if "-Q" in body:
        number = int(body[-1])
        return f"{_ROMAN[number - 1]}{SPACE}квартал {year}" if language == "ru" else f"Q{number}{SPACE}{year}"
    if "-W" in body:
        return (
            f"{int(body[6:])}-я неделя {body[:4]}"
            if language == "ru"
            else f"week{SPACE}{int(body[6:])}, {body[:4]}"
        )
    if len(body) == 7:
        return f"{_MONTH[language][value.first.month - 1]} {year}"
    if len(body) == 4:
        return f"{year}{SPACE}год" if language == "ru" else f"{year}"
    return days(value, language)


def days(value: Period, language: str) -> str:
    """The first and the last day of a period; a year only once where both share it.

    >>> days(Period.parse("2026-Q3"), "en")
    '1\\xa0Jul – 30\\xa0Sep 2026'
    """
    last = value.last - timedelta(days=1)
    if value.first == last:
        return day(last, language)
    first = day(value.first, language, with_year=value.first.year != last.year)
    return f"{first} {DASH} {day(last, language)}"


def span(value: Period, language: str) -> str:
    """The days of a period as short as people say them: a month and a year only once where both ends share it.

    >>> [span(Period.parse(text), "ru") for text in ("2026-W47", "2026-W05", "2026-W53")]
    ['16–\\u206022\\xa0ноября 2026', '26\\xa0января – 1\\xa0февраля 2026', '28\\xa0декабря 2026 – 3\\xa0января 2027']
    >>> span(Period.parse("2026-W47"), "en")
    '16–\\u206022\\xa0Nov 2026'
    """
    last = value.last - timedelta(days=1)
    if value.first < last and (value.first.year, value.first.month) == (last.year, last.month):
        return f"{value.first.day}{DASH}{JOINED}{day(last, language)}"
    return days(value, language)


def today(known_until: datetime, timezone: str) -> date:
    """The last local day of which anything is known before that moment."""
    return local_day(known_until - timedelta(microseconds=1), timezone)


def short_month(value: date, language: str) -> str:
    """A month's short name, for an axis.

    >>> short_month(date(2026, 5, 1), "ru"), short_month(date(2026, 9, 1), "en")
    ('май', 'Sep')
    """
    return _MONTH[language][value.month - 1][:3]


def month_day(value: date, language: str) -> str:
    """A day without its year, the month short, for an axis.

    >>> month_day(date(2026, 5, 5), "ru"), month_day(date(2026, 9, 5), "en")
    ('5\\xa0мая', '5\\xa0Sep')
    """
    month = _OF_MONTH[value.month - 1] if language == "ru" else _MONTH["en"][value.month - 1]
    return f"{value.day}{SPACE}{month[:3]}"
