"""The cycle of a deal: stories worked out by hand, and random companies against plain loops."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

import laws
from companies import moments
from metrics.test_laws import opened, pipelines, some
from metrics.times import plain
from metrics.times.done import busy_companies
from naive import Company
from story import engine
from voronka.metrics.ask import ask
from voronka.model.question import Question


def cycle(folder: Path, story: str, text: str = "") -> Any:
    return ask(engine(story, folder), Question.from_text(f"metric=cycle&{text}"))


def test_slow_deals_that_are_still_open_count(tmp_path: Path) -> None:
    """Wins at 2, 4 and 40 days; three are open after 10 days or more, when one of the wins was still under way.

    F: 1/6 at 2, 1/6 at 4; of the four left three are last seen at 10 and the last one wins for all of them: 4/6. Of all that win half have by 40 days.
    """
    story = """
        a lead 01-02 won 01-04
        b lead 01-02 won 01-06
        c lead 01-02 won 02-11
        d lead 02-19
        e lead 02-19
        f lead 02-19
    """
    [row] = cycle(tmp_path, story).rows
    assert (row["deals"], row["won"], row["open"]) == (6, 3, 3)
    assert row["cycle"].median_days == 40
    assert row["finished_median_days"] == 4


def test_the_clock_starts_with_the_first_contact(tmp_path: Path) -> None:
    """Tasks and robots are no contacts; a call of the client is, and one before the deal was there is not."""
    story = """
        a lead 01-02 >call 01-01 task 01-02T05:00 >mail@robot 01-02T06:00 <call 01-03 >mail 01-04 won 01-08
        b lead 01-02 won 01-08
    """
    [row] = cycle(tmp_path, story).rows
    assert (row["cycle"].median_days, row["cycle"].p90_days) == (5, 6)
    (tmp_path / "none").mkdir()
    thirty = "\n".join(f"a{n} lead 01-02 won 01-08" for n in range(30))
    assert "begins with the creation" in str(cycle(tmp_path / "none", thirty).findings[-1])


def test_few_wins_tell_no_cycle(tmp_path: Path) -> None:
    answer = cycle(tmp_path, "a lead 01-02 won 01-04")
    assert str(answer.findings[0]) == "Too few wins to tell a cycle: 1."
    assert answer.rows[0]["cycle"].doubts == ("small_sample",)


def test_no_deals_and_no_wins(tmp_path: Path) -> None:
    assert cycle(tmp_path, "").rows == ()
    (tmp_path / "one").mkdir()
    [row] = cycle(tmp_path / "one", "a lead 01-02").rows
    assert (row["deals"], row["won"], row["cycle"].median_days, row["finished_median_days"]) == (
        1,
        0,
        None,
        None,
    )


@some
@given(busy_companies(), pipelines, moments)
def test_cycles_are_the_plain_ones(company: Company, pipeline: Any, moment: datetime) -> None:
    with opened(company) as store:
        for parts, way in laws.populations(pipeline, moment)[:3]:
            rows = ask(store, laws.question("cycle", pipeline, moment, **parts)).rows
            ages = plain.cycles(company, way)
            ends = Counter(how for _, how in ages)
            assert [row["deals"] for row in rows] == ([len(ages)] if ages else [])
            for row in rows:
                assert all(row[how] == ends[how] for how in ("won", "lost", "handed_over", "open"))
                told = [row["cycle"].median_days, row["p75_days"], row["p90_days"]]
                expected = [plain.arrival_quantile(ages, "won", share) for share in plain.SHARES]
                assert told == [None if hours is None else pytest.approx(hours / 24) for hours in expected]
