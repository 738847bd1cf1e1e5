"""How goals stand, by stories with numbers worked out by hand."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from naive import write_duckdb
from story import company, engine
from voronka.engines.duckdb import DuckDBEngine
from voronka.errors import InputError
from voronka.metrics.ask import ask
from voronka.model.answer import Answer
from voronka.model.context import Context
from voronka.model.goal import COMPANY, Goal, Whom
from voronka.model.period import Period
from voronka.model.question import Question
from voronka.predict.pace import Rhythm, fit_rhythm

ANNA, IVAN, NORTH = Whom("person", 1, 1), Whom("person", 1, 2), Whom("team", 1, 1)
STORY = """
    a  owner=anna amount=100 lead 02-02  won 02-05
    b  owner=ivan amount=300 lead 02-02  won 02-10
    c  owner=ivan amount=50 lead 02-03  owner=anna 02-12  won 02-12
    d  owner=olga amount=900 lead 02-03
    e  owner=anna amount=70 lead 01-12  won 01-20
    -  >call@ivan 02-03
    -  >call@ivan 02-04
    -  >call@anna 02-04
"""


def plan(
    folder: Path, *goals: Goal, story: str = STORY, until: datetime = datetime(2026, 2, 13), **parts: Any
) -> Answer:
    told = Context(goals=tuple(goals))
    path = folder / "store.duckdb"
    path.unlink(missing_ok=True)
    write_duckdb(company(story, until=until), path)
    return ask(DuckDBEngine(path), Question("plan", **parts), told)


def of(
    aim: str, value: float, whom: Whom = COMPANY, period: str = "2026-02", number: int = 1, pipeline: str = ""
) -> Goal:
    return Goal(aim, Period.parse(period), value, whom, pipeline, number)


def test_pace_goes_by_the_working_days_of_a_month_with_holidays(tmp_path: Path) -> None:
    """February 2026: 20 weekdays, the 23rd (a Monday) is a holiday, so 19; when the 13th begins 9 of them are over (2 to 12, without 7 and 8)."""
    [row] = plan(tmp_path, of("revenue", 190_000)).rows
    assert row["worked"] == pytest.approx(9 / 19)
    assert row["pace"] == pytest.approx(90_000)
    # a + b + c
    assert (row["fact"], row["gap"], row["done"]) == (45_000, 145_000, pytest.approx(45 / 190))


def test_of_today_as_much_counts_as_of_its_working_hours(tmp_path: Path) -> None:
    """13 February 2026 is a Friday: at 12:36 three and six tenths of its nine hours are over."""
    [row] = plan(tmp_path, of("revenue", 190_000), until=datetime(2026, 2, 13, 12, 36)).rows
    assert row["worked"] == pytest.approx((9 + 0.4) / 19)


def test_january_and_may_have_the_holidays_of_russia() -> None:
    """January 2026: work begins on Monday the 12th; 15 working days. May: the 1st and the 11th are days off; 19."""
    year = Rhythm("RU")
    assert year.done(date(2026, 1, 1), date(2026, 2, 1), date(2026, 1, 12)) == 0
    assert year.done(date(2026, 1, 1), date(2026, 2, 1), date(2026, 1, 17)) == pytest.approx(5 / 15)
    assert year.done(date(2026, 5, 1), date(2026, 6, 1), date(2026, 5, 12)) == pytest.approx(5 / 19)
    assert year.done(date(2026, 5, 1), date(2026, 6, 1), date(2026, 6, 1)) == 1
    # two days without work: by days
    assert year.done(date(2026, 2, 7), date(2026, 2, 9), date(2026, 2, 8)) == 0.5


def test_a_company_that_sells_at_weekends_too_is_paced_by_its_own_rhythm() -> None:
    """Four on a working day, one on a day off: a week is 5 + 2/4."""
    own = fit_rhythm(np.array([4, 4, 4, 4, 4, 1, 1] * 8), date(2026, 6, 1), "")
    assert own.done(date(2026, 6, 1), date(2026, 6, 8), date(2026, 6, 6)) == pytest.approx(5 / 5.5)
    few = fit_rhythm(np.array([1, 0, 0, 0, 0, 1, 1]), date(2026, 6, 1), "")
    assert few.off == 0


def test_facts_are_of_the_people_who_have_the_deals_now_and_of_those_who_acted(tmp_path: Path) -> None:
    """c was ivan's and is anna's; the team of the north is anna and ivan."""
    goals = (
        *(of("won", 5, whom, number=n) for n, whom in enumerate((COMPANY, NORTH, ANNA, IVAN), 1)),
        *(of("calls", 5, whom, number=n) for n, whom in enumerate((COMPANY, NORTH, ANNA, IVAN), 5)),
        of("won", 5, Whom("person", 1, 99), number=9),
        of("calls", 5, Whom("person", 1, 3), number=10),
    )
    rows = {row["goal"]: row for row in plan(tmp_path, *goals).rows}
    assert [rows[n]["fact"] for n in range(1, 5)] == [3, 3, 2, 1]
    assert [rows[n]["fact"] for n in range(5, 9)] == [3, 3, 1, 2]
    assert (rows[9]["fact"], rows[9]["why"]) == (None, "nobody of this goal is in the CRM any more")
    assert rows[10]["fact"] == 0


def test_a_period_that_is_over_is_reached_or_not(tmp_path: Path) -> None:
    goals = (of("revenue", 7_000, period="2026-01"), of("won", 2, period="2026-01", number=2))
    rows = plan(tmp_path, *goals, period=Period.parse("2026-01")).rows
    assert [(row["verdict"], row["reach"], row["worked"]) for row in rows] == [
        ("reached", None, 1.0),
        ("missed", None, 1.0),
    ]
    # without a period those are told that are not over
    assert plan(tmp_path, *goals).rows == ()


def test_a_goal_of_the_time_to_come_has_no_fact_yet(tmp_path: Path) -> None:
    [row] = plan(tmp_path, of("revenue", 7_000, period="2026-04")).rows
    assert (row["fact"], row["worked"], row["pace"]) == (None, 0, 0)


TWO = """
    a  owner=anna amount=100 lead 02-02  won 02-05
    b  owner=anna amount=100 lead 02-02  lost 02-05
"""


def test_the_probability_on_a_company_of_two_deals(tmp_path: Path) -> None:
    """One deal was won and nothing is open: what is won is reached for certain, and a thousand deals in two weeks cannot be."""
    goals = (of("won", 1, number=1), of("won", 1000, number=2), of("revenue", 10_000, number=3))
    rows = {row["goal"]: row for row in plan(tmp_path, *goals, story=TWO).rows}
    assert [(rows[n]["reach"], rows[n]["verdict"]) for n in (1, 2, 3)] == [
        (1.0, "reached"),
        (0.0, "hopeless"),
        (1.0, "reached"),
    ]
    assert all(row["way"] == "forecast" and row["low"] >= row["fact"] for row in rows.values())


def test_the_company_is_the_sum_of_its_people_draw_by_draw(tmp_path: Path) -> None:
    from voronka.metrics.future.aims import AIMS
    from voronka.metrics.future.chance import drawn
    from voronka.metrics.future.facts import Place
    from voronka.metrics.names import dictionary
    from voronka.metrics.scope import asked

    here = engine(STORY, tmp_path)
    known = asked(Question("plan"), dictionary(here))
    people = [COMPANY, ANNA, IVAN, Whom("person", 1, 3)]
    whole, *parts = (
        drawn(here, known, Place(AIMS["revenue"], one, Period.parse("2026-03"))) for one in people
    )
    north = drawn(here, known, Place(AIMS["revenue"], NORTH, Period.parse("2026-03")))
    assert whole is not None
    assert (sum(part for part in parts if part is not None) == whole).all()
    assert (parts[0] + parts[1] == north).all()  # type: ignore[operator]


def test_what_has_too_few_past_periods_has_no_probability_and_says_so(tmp_path: Path) -> None:
    [row] = plan(tmp_path, of("calls", 5)).rows
    assert (row["reach"], row["way"], row["verdict"]) == (None, "none", "ahead")
    assert row["why"] == "fewer than three past periods are known"


def test_a_filter_is_refused_and_no_goals_are_said(tmp_path: Path) -> None:
    answer = plan(tmp_path)
    assert (answer.rows, len(answer.findings)) == ((), 1)
    with pytest.raises(InputError, match="takes no filter"):
        ask(DuckDBEngine(tmp_path / "store.duckdb"), Question.from_text("metric=plan&where=manager%3Danna"))


def test_more_figures_than_a_team_keeps_in_mind_are_said(tmp_path: Path) -> None:
    aims = ("revenue", "won", "new", "average_deal", "calls", "meetings", "mails", "touches")
    goals = [of(aim, 5, number=n) for n, aim in enumerate(aims, 1)]
    assert "8 figures are planned" in plan(tmp_path, *goals).findings[-1]
    assert "planned" not in plan(tmp_path, *goals[:7]).findings[-1]
