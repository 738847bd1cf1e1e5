"""What is proposed, how goals are checked, and what closes a gap."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from naive import write_duckdb
from story import company
from voronka.engines.duckdb import DuckDBEngine
from voronka.errors import InputError
from voronka.metrics.ask import ask
from voronka.model.answer import Answer
from voronka.model.context import Context
from voronka.model.goal import COMPANY, Goal, Whom
from voronka.model.period import Period
from voronka.model.question import Question
from voronka.predict.split import split

#: Anna wins twice as often as ivan, a deal every other day; olga wins nothing.
STORY = "\n".join(
    [f"a{n} owner=anna amount=300 lead 01-{n:02} won 01-{n + 1:02}" for n in range(2, 30, 2)]
    + [f"i{n} owner=ivan amount=300 lead 01-{n:02} won 01-{n + 2:02}" for n in range(2, 28, 4)]
    + ["o owner=olga amount=100 lead 01-01"]
)


def asked(folder: Path, text: str, *goals: Goal, until: datetime = datetime(2026, 2, 1)) -> Answer:
    path = folder / "store.duckdb"
    path.unlink(missing_ok=True)
    write_duckdb(company(STORY, until=until), path)
    return ask(DuckDBEngine(path), Question.from_text(text), Context(goals=goals))


@given(st.integers(0, 10**15), st.lists(st.floats(0, 1e12), max_size=30))
def test_a_split_adds_up_to_the_kopeck(total: int, weights: list[float]) -> None:
    parts = split(total, weights)
    assert sum(parts) == (total if weights else 0)
    assert all(part >= 0 for part in parts)
    whole = sum(weights)
    if whole > 0:
        assert all(
            abs(part - total * one / whole) <= 1 + 1e-6 * total
            for part, one in zip(parts, weights, strict=True)
        )


def test_a_plan_is_split_over_people_and_teams_exactly(tmp_path: Path) -> None:
    """1 000 000.01 in three parts; teams are the sums of their people."""
    rows = asked(tmp_path, "metric=plan_proposal&period=2026-02&target=1000000.01").rows
    parts = {str(row["whom"]): row["part"] for row in rows}
    assert parts["Whole company"] == 100_000_001
    people = {name: parts[name] for name in ("anna", "ivan", "olga") if name in parts}
    assert sum(people.values()) == 100_000_001
    assert parts["north"] == people["anna"] + people["ivan"]
    assert people["anna"] > people["ivan"]
    assert rows[0]["reach"] == 0


def test_the_lines_are_reached_as_often_as_they_say(tmp_path: Path) -> None:
    [row, *_] = asked(tmp_path, "metric=plan_proposal&of=won&period=2026-02").rows
    assert 0 < row["safe"] <= row["half"] == row["part"]
    goals = [
        Goal("won", Period.parse("2026-02"), row[name], number=n)
        for n, name in enumerate(("half", "safe"), 1)
    ]
    half, safe = asked(tmp_path, "metric=plan&period=2026-02", *goals).rows
    assert half["reach"] >= 0.5
    assert safe["reach"] >= 0.8
    # by its own month before: 14 + 7 deals were won in January
    assert row["before"] == 21


def test_nothing_is_proposed_from_nothing_or_for_what_is_not_forecast(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no plan is proposed"):
        asked(tmp_path, "metric=plan_proposal&of=calls")
    empty = write_duckdb(company("", until=datetime(2026, 2, 1)), tmp_path / "empty.duckdb")
    answer = ask(DuckDBEngine(empty), Question("plan_proposal"))
    assert (answer.rows, len(answer.findings)) == ((), 1)


def check(folder: Path, *goals: Goal, **parts: Any) -> dict[tuple[int, str], tuple[bool, str]]:
    text = "metric=plan_check" + "".join(f"&{name}={value}" for name, value in parts.items())
    rows = asked(folder, text, *goals, until=datetime(2026, 2, 10)).rows
    return {(row["goal"], row["letter"]): (row["is_met"], str(row["why"])) for row in rows}


def test_each_letter_has_its_reason(tmp_path: Path) -> None:
    february = Period.parse("2026-02")
    found = check(
        tmp_path,
        Goal("revenue", february, 10**12, number=1),
        Goal("calls", february, 5, Whom("person", 1, 1), number=2),
        Goal("won", Period.parse("2026-02-01..2028-02-01"), 30, Whom("person", 1, 99), number=3),
        Goal("revenue", february, 10**6, Whom("person", 1, 1), number=4),
        period="2026-02",
    )
    assert found[1, "specific"] == (True, "it is split: 1 goals of people and teams")
    assert found[1, "achievable"] == (False, "it is out of reach: the probability is 0%")
    assert found[1, "relevant"] == (True, "it is the result itself")
    assert found[1, "time_bound"][0]
    assert found[2, "specific"][0]
    assert not found[2, "measurable"][0]
    assert found[2, "relevant"] == (False, "it does not stand in the tree of what “Revenue” depends on")
    assert found[3, "measurable"] == (
        False,
        "it cannot be measured: nobody of this goal is in the CRM any more",
    )
    assert not found[3, "time_bound"][0]
    assert found[3, "relevant"] == (True, "it bears on “Revenue”: revenue = won deals × average deal")


def test_a_goal_that_nobody_answers_for_is_not_specific(tmp_path: Path) -> None:
    found = check(tmp_path, Goal("new", Period.parse("2026-02"), 30, COMPANY, number=1))
    assert found[1, "specific"] == (False, "nobody answers for it: split it over people or teams")
    assert (
        check(tmp_path, Goal("cycle", Period.parse("2026-02"), 3, number=1), goal="inflow")[1, "relevant"][0]
        is False
    )


def test_a_gap_has_levers_that_are_told_one_by_one(tmp_path: Path) -> None:
    text = "metric=plan_gap"
    none = asked(tmp_path, text, until=datetime(2026, 2, 10))
    assert "no gap" in none.findings[0]
    easy = Goal("revenue", Period.parse("2026-02"), 1, number=1)
    assert "likely to be reached" in asked(tmp_path, text, easy, until=datetime(2026, 2, 10)).findings[0]
    hard = Goal("revenue", Period.parse("2026-Q1"), 10**9, number=1)
    answer = asked(tmp_path, text, hard, until=datetime(2026, 2, 10))
    assert "falls short" in answer.findings[0]
    assert answer.rows
    assert all(
        row["share"] == pytest.approx(row["in_time"] / answer.totals["gap_minor"], rel=1e-6)
        for row in answer.rows
    )
    assert any("does not add up" in one for one in answer.findings)
