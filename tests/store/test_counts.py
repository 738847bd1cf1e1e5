"""Counts by day: zones, and rows that cancel each other. That they equal a rebuild after any increments is among the laws."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from tests.store.story import UNTIL, Story
from voronka.clock import local_day
from voronka.store import sql
from voronka.store.counts import COUNTS, offsets, recount, sum_up, summed_sql
from voronka.store.derive import derive


@pytest.mark.parametrize(
    "timezone", ["Europe/Moscow", "Europe/Amsterdam", "Asia/Kolkata", "UTC", "America/St_Johns"]
)
def test_a_shift_by_offsets_gives_the_local_day(timezone: str) -> None:
    first, last = datetime(2010, 1, 1), datetime(2016, 1, 1)
    spans = offsets(timezone, first, last)
    moment = first
    while moment < last:
        seconds = next(offset for until, offset in spans if moment < until)
        assert (moment + timedelta(seconds=seconds)).date() == local_day(moment, timezone)
        moment += timedelta(hours=7, minutes=13)


def counts(story: Story, table: str) -> list[tuple[object, ...]]:
    return story.work.connection.execute(f"{summed_sql(table)} order by all").fetchall()


def test_a_cohort_of_a_day_is_a_row_of_counts(tmp_path: Path) -> None:
    with Story(tmp_path) as story:
        story.tell("""
            anna   new 01-02, proposal 01-05, won 01-20   amount=500
            boris  new 01-02, lost 01-04
            vera   new 01-03
        """)
        derive(story.work, UNTIL)
        day = date(2026, 1, 2)
        passed = [row[3:] for row in counts(story, "passing_days") if row[2] == day]
        # position, reached, filled in, moved back, amount: anna skipped "qualified", and a win passes what is left
        assert passed == [(1, 2, 0, 0, 50000), (2, 1, 1, 0, 50000), (3, 1, 0, 0, 50000), (4, 1, 1, 0, 50000)]
        ended = [(row[3], row[4], row[6]) for row in counts(story, "ending_days") if row[2] == day]
        assert ended == [(1, "lost", 1), (5, "won", 1)]
        assert [row[-1] for row in counts(story, "arrival_days")] == [2, 1]


def test_a_changed_deal_takes_its_old_share_away(tmp_path: Path) -> None:
    with Story(tmp_path) as story:
        story.tell("anna   new 01-02")
        derive(story.work, UNTIL)
        before = {table: counts(story, table) for table in COUNTS}
        story.tell("boris   new 01-02, lost 01-04")
        derive(story.work, UNTIL)
        assert {table: counts(story, table) for table in COUNTS} != before
        after = {table: counts(story, table) for table in COUNTS}
        recount(story.work.connection)
        assert {table: counts(story, table) for table in COUNTS} == after


def test_rows_that_cancel_each_other_are_summed_up(tmp_path: Path) -> None:
    with Story(tmp_path) as story:
        story.tell("anna   new 01-02, qualified 01-03")
        derive(story.work, UNTIL)
        connection = story.work.connection
        wanted = {table: counts(story, table) for table in COUNTS}
        for table in COUNTS:
            rows = f"select * from derived.main.{table}"
            taken = ", ".join(f"-{name} as {name}" for name in COUNTS[table][1])
            connection.execute(
                f"insert into derived.main.{table} {rows} union all select * replace ({taken}) from derived.main.{table}"
            )
        sum_up(connection)
        assert {table: counts(story, table) for table in COUNTS} == wanted
        assert sql.number(connection, "select count(*) from derived.main.passing_days where reached < 0") == 0


def test_another_time_zone_moves_deals_to_other_days(tmp_path: Path) -> None:
    with Story(tmp_path) as story:
        story.tell("anna   new 01-02 22:30")
        derive(story.work, UNTIL)
        assert [row[2] for row in counts(story, "arrival_days")] == [date(2026, 1, 2)]
        story.insert(
            "accounts",
            name="Shop",
            base_url="https://shop.example",
            timezone="Europe/Moscow",
            currency="RUB",
            source_kind="amocrm",
        )
        derive(story.work, UNTIL)
        assert [row[2] for row in counts(story, "arrival_days")] == [date(2026, 1, 3)]
