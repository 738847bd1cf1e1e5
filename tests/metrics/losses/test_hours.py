"""Hours and days of the week are those of the account's clock, whatever the engine and the season."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pytest

from story import engine
from voronka.engines.dialects import native_macros
from voronka.language import Phrase
from voronka.metrics.ask import ask
from voronka.metrics.clockwork import hour_sql, weekday_sql
from voronka.metrics.facts import deals
from voronka.metrics.literals import at_sql
from voronka.model.cell import Cell
from voronka.model.question import Question

#: 1 January 2026 was a Thursday. In Moscow boris came on Friday at one o'clock.
STORY = """
    anna   inbox 01-01T12:30  lost 01-02
    boris  inbox 01-01T22:15  lead 01-02
    vera   inbox 01-05T09:00  lost 01-06
"""


def asked(folder: Path, parts: str, timezone: str = "UTC") -> dict[str, int]:
    folder.mkdir(exist_ok=True)
    rows = ask(engine(STORY, folder, timezone=timezone), Question.from_text(f"metric=incoming&{parts}")).rows
    return {row["segment"]: row["enquiries"] for row in rows}


def test_by_day_of_the_week_in_its_order(tmp_path: Path) -> None:
    assert list(asked(tmp_path / "a", "by=weekday").items()) == [("Monday", 1), ("Thursday", 2)]
    assert asked(tmp_path / "b", "by=weekday", "Europe/Moscow") == {"Monday": 1, "Thursday": 1, "Friday": 1}


def test_by_hour(tmp_path: Path) -> None:
    assert list(asked(tmp_path / "a", "by=hour").items()) == [("09:00", 1), ("12:00", 1), ("22:00", 1)]
    assert asked(tmp_path / "b", "by=hour", "Europe/Moscow") == {"01:00": 1, "12:00": 1, "15:00": 1}
    assert asked(tmp_path / "c", "by=hour", "Asia/Kolkata") == {"03:00": 1, "14:00": 1, "18:00": 1}


def test_filters_and_cells_name_them(tmp_path: Path) -> None:
    assert asked(tmp_path / "a", "by=hour&where=weekday%3DMonday") == {"09:00": 1}
    assert asked(tmp_path / "b", "where=hour!%3D09:00") == {None: 2}
    found = deals(
        engine(STORY, tmp_path),
        Question.from_text("metric=incoming&by=weekday"),
        Cell.parse("enquiries@Monday"),
    )
    assert [row["name"] for row in found.rows] == ["vera"]


def test_a_day_has_its_name_in_both_languages(tmp_path: Path) -> None:
    [monday, _] = asked(tmp_path, "by=weekday")
    assert isinstance(monday, Phrase)
    assert monday.in_("ru") == "понедельник"


@pytest.mark.parametrize("timezone", ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Europe/Moscow", "Pacific/Auckland"])  # fmt: skip
def test_clocks_that_change_are_followed(timezone: str) -> None:
    """Every 47 minutes of a year against the library of time zones."""
    first, last = date(2026, 1, 1), date(2026, 12, 31)
    start = datetime(2026, 1, 1, 14)
    moments = [start + timedelta(minutes=47 * number) for number in range(11_000)]
    rows = ", ".join(f"({at_sql(moment)})" for moment in moments)
    with duckdb.connect() as connection:
        connection.execute(";".join(native_macros()))
        sql = f"select {hour_sql('came_at', first, last, timezone)}, {weekday_sql('came_at', first, last, timezone)} from (values {rows}) as told(came_at)"
        shown = connection.execute(sql).fetchall()
    here = [moment.replace(tzinfo=UTC).astimezone(ZoneInfo(timezone)) for moment in moments]
    assert shown == [(moment.hour, moment.weekday()) for moment in here]
