"""Key figures: numbers worked out by hand, the same as those of the metrics they come from, and what is worth most first."""

from __future__ import annotations

from pathlib import Path

import pytest

from story import engine
from voronka.engines.duckdb import DuckDBEngine
from voronka.errors import InputError
from voronka.metrics.ask import ask
from voronka.metrics.catalog import METRICS
from voronka.metrics.guide.leverage import Month, room
from voronka.metrics.guide.tree import DRIVERS, GOALS, below, tree
from voronka.model.answer import Answer, Row
from voronka.model.period import Period
from voronka.model.question import Question

#: January: 4 new deals, 2 won for 300 in all. February: 3 new, 1 won for 400.
STORY = """
    anna   amount=100 lead 01-02  won 01-10
    boris  amount=200 lead 01-03  proposal 01-05  won 01-20
    vera   amount=50  lead 01-04  lost 01-09
    gleb   amount=50  lead 01-05
    daria  amount=400 lead 02-02  qualified 02-03  proposal 02-04  won 02-10
    egor   amount=50  lead 02-03
    zoya   amount=50  lead 02-04  lost 02-05
"""


@pytest.fixture
def store(tmp_path: Path) -> DuckDBEngine:
    return engine(STORY, tmp_path)


def figures(answer: Answer) -> dict[str, Row]:
    return {row["driver"]: row for row in answer.rows}


def key_figures(store: DuckDBEngine, text: str = "period=2026-02") -> Answer:
    return ask(store, Question.from_text(f"metric=key_figures&{text}"))


def test_now_and_before(store: DuckDBEngine) -> None:
    found = figures(key_figures(store))
    assert (found["revenue"]["value"], found["revenue"]["then"]) == (40_000, 30_000)
    assert found["revenue"]["change"] == pytest.approx(1 / 3)
    assert (found["wins"]["value"], found["wins"]["then"]) == (1, 2)
    assert (found["leads"]["value"], found["leads"]["then"]) == (3, 4)
    assert (found["average_deal"]["value"], found["average_deal"]["then"]) == (40_000, 15_000)


def test_ten_per_cent_more_of_a_factor_is_ten_per_cent_of_the_result(store: DuckDBEngine) -> None:
    found = figures(key_figures(store))
    assert found["leads"]["tenth"] == pytest.approx(4_000)
    assert found["revenue"]["tenth"] is None


def test_a_share_stops_at_all_of_them(tmp_path: Path) -> None:
    lines = "\n".join(f"deal{n} amount=10 lead 02-0{n} won 02-1{n}" for n in range(1, 9))
    found = figures(key_figures(engine(lines, tmp_path)))
    assert found["win_rate"]["value"] == pytest.approx(1)
    assert found["win_rate"]["tenth"] == pytest.approx(0)


@pytest.mark.parametrize("goal", GOALS)
def test_a_goal_has_five_to_seven_figures_the_result_first(store: DuckDBEngine, goal: str) -> None:
    answer = key_figures(store, f"period=2026-02&goal={goal}")
    assert 5 <= len(answer.rows) <= 7
    assert answer.rows[0]["driver"] == GOALS[goal]
    assert answer.rows[0]["role"] == "result"
    assert len({row["driver"] for row in answer.rows}) == len(answer.rows)


def test_more_than_seven_are_warned_of(store: DuckDBEngine) -> None:
    answer = key_figures(store, "period=2026-02&top=20")
    assert (
        str(answer.findings[0])
        == f"{len(answer.rows)} figures are more than a team keeps in mind: choose 5 to 7."
    )


def test_each_number_is_that_of_its_metric(store: DuckDBEngine) -> None:
    found = figures(key_figures(store))
    results = ask(store, Question("results", period=Period.parse("2026-02"))).rows[0]
    rate = ask(store, Question("win_rate", period=Period.parse("2026-02"))).rows[0]["by_count"]
    assert found["revenue"]["value"] == results["revenue"].minor
    assert found["leads"]["value"] == results["new"]
    assert (found["win_rate"]["value"], found["win_rate"]["n"]) == (rate.value, rate.n)


def test_no_period_is_the_last_whole_one_that_is_known(store: DuckDBEngine) -> None:
    # it is 1 March: no whole quarter, and of January the first days are not known
    answer = key_figures(store, "goal=revenue")
    assert answer.totals["period"] == "2026-02"
    assert "2026-02" in str(answer.findings[0])


def test_an_unknown_goal_is_said_with_those_there_are(store: DuckDBEngine) -> None:
    with pytest.raises(InputError, match="no goal called “revenu”") as error:
        key_figures(store, "goal=revenu")
    assert "did you mean “revenue”?" in str(error.value.do)


def test_months_that_differ_by_chance_alone_leave_no_room() -> None:
    assert room([Month(10, 3), Month(12, 3), Month(9, 3), Month(11, 3)]) == 0


def test_three_good_months_among_poor_ones_leave_room() -> None:
    months = [Month(10, 0.1)] * 9 + [Month(20, 0.1)] * 3
    # the mean is 12.5, the best three 20
    assert room(months) == pytest.approx(20 / 12.5 - 1, rel=0.01)


def test_three_months_are_too_few() -> None:
    assert room([Month(1, 0.1), Month(5, 0.1), Month(9, 0.1)]) is None


def test_the_tree_is_one_and_of_known_metrics() -> None:
    for name in GOALS.values():
        drivers = [driver for driver, _ in below(name)]
        assert drivers[0].name == name
        assert tree(name)["name"] == name
    assert {part for driver in DRIVERS.values() for part in driver.parts} <= set(DRIVERS)
    assert all(driver.path or METRICS[driver.metric].headline for driver in DRIVERS.values())
    assert {driver.metric for driver in DRIVERS.values()} <= set(METRICS)
