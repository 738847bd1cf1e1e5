"""Response time: stories worked out by hand, working hours walked through minute by minute, random companies against plain loops."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from holidays import country_holidays
from hypothesis import given, settings
from hypothesis import strategies as st

import laws
from companies import moments
from metrics.test_laws import few, opened, pipelines
from metrics.times import plain
from metrics.times.done import busy_companies
from naive import Company
from story import engine
from voronka.engines.dialects import native_macros
from voronka.errors import InputError
from voronka.metrics.ask import ask
from voronka.metrics.names import dictionary
from voronka.metrics.scope import asked
from voronka.metrics.times.worktime import _calendar, calendar
from voronka.model.context import Context
from voronka.model.question import Question

# anna's deal: 4 minutes. boris: asked on Friday evening, answered on Monday morning. vera: a robot only. gleb: the client's own call, then lost.
FOUR = """
    anna   lead 01-16T10:00  >call/no_answer 01-16T10:04:59  >mail 01-17
    boris  owner=ivan lead 01-16T17:30  >message@olga 01-19T09:20
    vera   lead 01-16T10:00  >message@robot 01-16T10:01  task 01-16T10:02
    gleb   owner=ivan inbox 01-16T10:00  <call/60 01-16T10:00  lost 01-16T12:00
"""


def response(folder: Path, text: str = "", story: str = FOUR, context: Context | None = None) -> Any:
    return ask(engine(story, folder), Question.from_text(f"metric=response&{text}"), context or Context())


def test_a_person_has_to_answer_and_who_got_none_still_waits(tmp_path: Path) -> None:
    [row] = response(tmp_path).rows
    assert (row["enquiries"], row["answered"], row["unanswered"]) == (4, 2, 2)
    assert (row["wall"].n, row["wall"].open) == (4, 2)
    assert row["wall_minutes"] == 63 * 60 + 50
    assert [row[f"within_{minutes}"].value for minutes in (5, 15, 60)] == [0.25, 0.25, 0.25]


def test_five_minutes_are_over_when_the_fifth_has_passed(tmp_path: Path) -> None:
    """An answer after 4:59 is one within five minutes, one after 5:00 is not."""
    [row] = response(tmp_path, story="anna lead 01-16T10:00 >call 01-16T10:05").rows
    assert (row["within_5"].value, row["within_15"].value) == (0, 1)


def test_working_hours_do_not_run_at_night_and_on_weekends(tmp_path: Path) -> None:
    """boris waited from 17:30 to 18:00 on Friday and from 9:00 to 9:20 on Monday: 50 minutes."""
    [row] = response(tmp_path, "clock=working").rows
    assert row["working_minutes"] == 50
    assert row["within_60"].value == 0.5


def test_the_holidays_of_a_country_are_no_working_days(tmp_path: Path) -> None:
    """In Russia nobody worked from 1 to 11 January 2026; in Kazakhstan only 7 January, Thursday, was off after the second."""
    story = "anna lead 01-05T12:00 >call 01-12T09:10"
    [row] = response(tmp_path, story=story).rows
    assert row["working_minutes"] == 10
    (tmp_path / "kz").mkdir()
    [row] = response(tmp_path / "kz", story=story, context=Context(country="KZ")).rows
    assert row["working_minutes"] == 6 * 60 + 9 * 60 * 3 + 10


def test_a_company_has_its_own_hours(tmp_path: Path) -> None:
    [row] = response(
        tmp_path, story="anna lead 01-13T07:00 >call 01-13T11:00", context=Context(working_hours=(10, 19))
    ).rows
    assert row["working_minutes"] == 60


def test_an_enquiry_is_of_who_took_the_deal(tmp_path: Path) -> None:
    rows = {row["segment"]: row for row in response(tmp_path, "by=manager").rows}
    assert {name: (row["enquiries"], row["answered"]) for name, row in rows.items()} == {
        "anna": (2, 1),
        "ivan": (2, 1),
    }


def test_a_deal_that_came_from_another_pipeline_is_no_enquiry(tmp_path: Path) -> None:
    [row] = response(
        tmp_path,
        "pipeline=repeat",
        "anna lead 01-16 repeat/new 01-17 >call 01-18\nboris repeat/new 01-16 >call 01-18",
    ).rows
    assert row["enquiries"] == 1


def test_without_any_calls_and_letters_answers_are_unknown(tmp_path: Path) -> None:
    answer = response(tmp_path, story="anna lead 01-16")
    assert (answer.rows[0]["enquiries"], answer.rows[0]["answered"], answer.rows[0]["within_60"]) == (
        1,
        None,
        None,
    )
    assert "connect telephony" in str(answer.findings[0])


def test_nobody_answered_is_known_where_others_are_called(tmp_path: Path) -> None:
    [row] = response(
        tmp_path, "where=manager=ivan", "anna lead 01-16 >call 01-17\nboris owner=ivan lead 01-16"
    ).rows
    assert (row["answered"], row["unanswered"], row["wall_minutes"]) == (0, 1, None)


def test_as_of_a_moment_a_later_answer_is_unknown(tmp_path: Path) -> None:
    [row] = response(tmp_path, "as_of=2026-01-19T09:20:00Z").rows
    assert row["answered"] == 1


def test_what_is_no_country_and_what_are_no_hours_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no working calendar"):
        response(tmp_path, context=Context(country="XX"))
    (tmp_path / "hours").mkdir()
    with pytest.raises(InputError, match="no working hours"):
        response(tmp_path / "hours", context=Context(working_hours=(18, 9)))


@pytest.mark.parametrize(
    ("zone", "country", "first"),
    [("Europe/Moscow", "RU", "2024-04-20"), ("Europe/Berlin", "DE", "2026-03-20"), ("Asia/Kolkata", "RU", "2023-12-20"), ("UTC", "", "2026-01-01")],
)  # fmt: skip
@settings(max_examples=6, deadline=None)
@given(start=st.integers(0, 20 * 1440), length=st.integers(0, 9000))
def test_working_minutes_are_those_walked_through_one_by_one(
    zone: str, country: str, first: str, start: int, length: int
) -> None:
    """Saturday 27 April 2024 was worked in Russia in place of the Monday after it; Berlin turned its clocks on 29 March 2026."""
    begin = datetime.fromisoformat(first)
    one = begin + timedelta(days=1, minutes=start)
    other = one + timedelta(minutes=length)
    days = _calendar(begin.date(), (begin + timedelta(days=40)).date(), zone, country, 9 * 60, 18 * 60)
    with duckdb.connect() as connection:
        for macro in native_macros():
            connection.execute(macro)
        told = [
            connection.execute(f"select {days.work_sql('m')} from (select {days.minute_sql('t')} as m from (select timestamp '{at}' as t))").fetchall()[0][0]
            for at in (one, other)
        ]  # fmt: skip
    expected = plain.worked_minutes(one, other, zone, country, 9, 18) if country else None
    if expected is not None:
        assert told[1] - told[0] == expected
    else:
        assert 0 <= told[1] - told[0] <= length


def test_transferred_saturdays_and_holidays_are_known(tmp_path: Path) -> None:
    store = engine("anna lead 01-02", tmp_path)
    days = calendar(asked(Question("response"), dictionary(store)))
    numbers = {days.monday + timedelta(days=n) for n in days.off}
    assert {datetime(2026, 1, day).date() for day in (1, 2, 5, 6, 7, 8, 9)} <= numbers
    assert datetime(2026, 1, 12).date() not in numbers


@few
@given(busy_companies(), pipelines, moments)
def test_responses_are_the_plain_ones(company: Company, pipeline: Any, moment: datetime) -> None:
    with opened(company) as store:
        for parts, way in laws.populations(pipeline, moment)[:3]:
            for clock in ("wall", "working"):
                options = (("clock", clock),)
                rows = ask(store, laws.question("response", pipeline, moment, options=options, **parts)).rows
                told = plain.responses(company, way).get(None, [])
                assert [row["enquiries"] for row in rows] == ([len(told)] if told else [])
                for row in rows:
                    if row["answered"] is None:
                        assert not any(answer for _, answer in told)
                        continue
                    assert row["answered"] == sum(answer is not None for _, answer in told)
                    for minutes in (5, 15, 60):
                        hits = sum(
                            answer is not None and _waited(came, answer, clock) < minutes
                            for came, answer in told
                        )
                        if all(
                            answer is not None or _waited(came, moment, clock) >= minutes
                            for came, answer in told
                        ):
                            assert row[f"within_{minutes}"].value == pytest.approx(hits / len(told))


def _waited(came: datetime, answer: datetime, clock: str) -> int:
    """Minutes waited; of working time, from one whole minute to another."""
    if clock == "wall":
        return (answer - came) // timedelta(minutes=1)
    came, answer = (one.replace(second=0, microsecond=0) for one in (came, answer))
    return sum(
        max(timedelta(), min(answer, day + timedelta(hours=18)) - max(came, day + timedelta(hours=9)))
        // timedelta(minutes=1)
        for day in _working_days(came.date(), answer.date())
    )


def _working_days(first: date, last: date) -> list[datetime]:
    known = country_holidays("RU", years=range(first.year, last.year + 1))
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [datetime(day.year, day.month, day.day) for day in days if known.is_working_day(day)]
