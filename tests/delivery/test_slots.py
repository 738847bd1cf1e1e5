"""When schedules come: working days, breaks, clocks that are moved, and what was missed."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from voronka.delivery.slots import Due, Place, due, next_after
from voronka.errors import InputError
from voronka.model.when import When

MOSCOW = Place("Europe/Moscow", "RU")
BERLIN = Place("Europe/Berlin", "")


def moments(rule: str, first: datetime, count: int, place: Place = MOSCOW) -> list[str]:
    found, at = [], first
    for _ in range(count):
        at = next_after(When.parse(rule), at, place)
        found.append(f"{at:%Y-%m-%d %H:%M}")
    return found


@pytest.mark.parametrize(
    ("rule", "first", "expected"),
    [
        # 9:00 in Moscow is 6:00 UTC; 31 December 2026 and 1 to 8 January 2027 are days off
        ("workdays 9:00", datetime(2026, 12, 30), ["2026-12-30 06:00", "2027-01-11 06:00"]),
        ("mon 9:00", datetime(2026, 12, 28), ["2026-12-28 06:00", "2027-01-11 06:00", "2027-01-18 06:00"]),
        ("month 9:00", datetime(2026, 12, 2), ["2027-01-11 06:00", "2027-02-01 06:00"]),
        ("quarter 9:00", datetime(2026, 8, 1), ["2026-10-01 06:00", "2027-01-11 06:00", "2027-04-01 06:00"]),
        # the first of August 2026 is a Saturday
        ("month 9:00", datetime(2026, 7, 10), ["2026-08-03 06:00"]),
        # somebody who wants Saturdays gets them
        ("sat 10:30", datetime(2026, 11, 23), ["2026-11-28 07:30", "2026-12-05 07:30"]),
        ("0 9 1 * *", datetime(2026, 7, 10), ["2026-08-01 06:00"]),
    ],
)
def test_moments_fall_on_working_days(rule: str, first: datetime, expected: list[str]) -> None:
    assert moments(rule, first, len(expected)) == expected


def test_an_hour_that_the_clocks_leave_out_comes_once_an_hour_later() -> None:
    # 29 March 2026: 2:00 becomes 3:00 in Berlin; it is a Sunday
    assert moments("sun 2:30", datetime(2026, 3, 28), 2, BERLIN) == ["2026-03-29 01:30", "2026-04-05 00:30"]


def test_an_hour_that_comes_twice_counts_once() -> None:
    # 25 October 2026: 3:00 becomes 2:00; the first 2:30 is 0:30 UTC, the second 1:30
    assert moments("sun 2:30", datetime(2026, 10, 24), 2, BERLIN) == ["2026-10-25 00:30", "2026-11-01 01:30"]
    first = datetime(2026, 10, 25, 0, 30)
    assert due(When.parse("sun 2:30"), first, first + timedelta(hours=3), BERLIN) is None


@pytest.mark.parametrize("rule", ["mon 9:00", "0 9 * * 1"])
def test_of_missed_moments_the_newest_is_due(rule: str) -> None:
    since, now = datetime(2026, 11, 2, 7), datetime(2026, 11, 24, 12)
    # the 9th, the 16th and the 23rd came
    assert due(When.parse(rule), since, now, MOSCOW) == Due(datetime(2026, 11, 23, 6), skipped=2)
    assert due(When.parse(rule), datetime(2026, 11, 23, 6), now, MOSCOW) is None


def test_many_missed_quarters_of_an_hour_are_told_quickly() -> None:
    found = due(When.parse("*/15 * * * *"), datetime(2026, 1, 1), datetime(2026, 11, 24, 12, 7), MOSCOW)
    assert found == Due(datetime(2026, 11, 24, 12), skipped=999)


@pytest.mark.parametrize(
    "text", ["", "monday 9:00", "mon 25:00", "mon", "every day", "61 * * * *", "30 2 30 2 *"]
)
def test_what_is_no_rule_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        When.parse(text)
