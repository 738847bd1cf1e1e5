"""When something happens by itself: in plain words for the usual, as cron has it for the rest."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Literal

from cronsim import CronSim, CronSimError

from voronka.errors import InputError
from voronka.language import say

Rule = Literal["workdays", "week", "month", "quarter", "cron"]
#: Words for the days of the week, from Monday.
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class When:
    """A rule: every working day, a day of the week, the first working day of a month or quarter, each `at` a local time; or `cron`.

    >>> When.parse("mon 9:00"), When.parse("0 9 * * 1-5").rule
    (When(rule='week', at=datetime.time(9, 0), weekday=0, cron=''), 'cron')
    """

    rule: Rule
    at: time = time(9)
    weekday: int = 0
    cron: str = ""

    @classmethod
    def parse(cls, text: str) -> When:
        """From `workdays 09:00`, `mon 09:00`, `month 09:00`, `quarter 09:00` or five parts of cron; InputError for anything else."""
        words = text.lower().split()
        if len(words) == 5:
            return cls("cron", cron=_checked(" ".join(words)))
        if len(words) == 2 and (at := _time(words[1])) is not None:
            if words[0] in WEEKDAYS:
                return cls("week", at, WEEKDAYS.index(words[0]))
            for rule in ("workdays", "month", "quarter"):
                if words[0] == rule:
                    return cls(rule, at)
        raise InputError(
            say("cannot read when “{text}” is", text=text),
            say("it is workdays, mon … sun, month or quarter with a time, or five parts of cron"),
            say("write it as in mon 09:00 or 0 9 * * 1-5"),
        )

    def to_text(self) -> str:
        """As `parse` reads it.

        >>> When.parse("quarter 7:30").to_text()
        'quarter 07:30'
        """
        if self.rule == "cron":
            return self.cron
        name = WEEKDAYS[self.weekday] if self.rule == "week" else self.rule
        return f"{name} {self.at:%H:%M}"


def _time(text: str) -> time | None:
    found = re.fullmatch(r"(\d{1,2})[:.](\d{2})", text)
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        return None
    return time(int(found[1]), int(found[2]))


def _checked(text: str) -> str:
    try:
        next(CronSim(text, datetime(2026, 1, 1, tzinfo=UTC)))
    except (CronSimError, StopIteration) as error:
        raise InputError(
            say("“{text}” is no schedule as cron has it", text=text),
            do=say("write five parts, as in 0 9 * * 1: minute, hour, day, month, day of the week"),
        ) from error
    return text
