"""The texts that are written into the CRM, and the mark by which what was written is known again."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

from voronka.actions.findings import Target
from voronka.actions.wish import WORDS
from voronka.clock import local_day, zone
from voronka.predict.calendar import is_working

_MARK = "Воронка {key}-{place}"


def filled(text: str, target: Target) -> str:
    """A text with what it names of its deal.

    >>> filled("Стоит {дней} дн. на «{этап}»", Target(9, 501, "Ромашка", "КП", "Анна", 34))
    'Стоит 34 дн. на «КП»'
    """
    known = {
        "deal": target.name,
        "stage": target.stage or "—",
        "days": "—" if target.days is None else target.days,
        "owner": target.owner or "—",
    }
    return text.strip().format_map(known | {russian: known[english] for russian, english in WORDS.items()})


def marked(text: str, key: str, place: int) -> str:
    """A text with its mark: a short last line that no other text has.

    >>> marked("Позвонить", "k7q2fa3x", 3)
    'Позвонить\\n— Воронка k7q2fa3x-3'
    """
    return f"{text}\n— {_MARK.format(key=key, place=place)}"


def place_in(text: str, key: str) -> int | None:
    """The place of the row that wrote a text; None where it is not of this action.

    >>> place_in(marked("Позвонить", "k7q2fa3x", 12), "k7q2fa3x"), place_in("Позвонить", "k7q2fa3x")
    (12, None)
    """
    found = re.search(rf"\b{re.escape(key)}-(\d+)\b", text)
    return int(found[1]) if found else None


def deadline(now: datetime, days: int, timezone: str, country: str, closes: int) -> int:
    """Unix seconds of the end of the working day that comes after so many working days; 0 is today, or the next working day where today is over or none.

    >>> friday = datetime(2026, 1, 16, 12)
    >>> datetime.fromtimestamp(deadline(friday, 1, "Europe/Moscow", "RU", 18), UTC).isoformat()
    '2026-01-19T15:00:00+00:00'
    """
    day = local_day(now, timezone)
    left = days
    if days == 0 and (not _works(day, country) or _end(day, timezone, closes) <= now.replace(tzinfo=UTC)):
        left = 1
    while left > 0:
        day += timedelta(days=1)
        left -= _works(day, country)
    return int(_end(day, timezone, closes).timestamp())


def _works(day: date, country: str) -> bool:
    return is_working(country, [day])[0]


def _end(day: date, timezone: str, closes: int) -> datetime:
    """The end of a working day; midnight is the last minute of it."""
    moment = time(23, 59) if closes >= 24 else time(closes)
    return datetime.combine(day, moment, zone(timezone)).astimezone(UTC)
