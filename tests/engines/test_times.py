"""What times ask of an engine beyond the small stories of the parity tests: norms as literals, working calendars, whole minutes."""

from __future__ import annotations

from pathlib import Path

import pytest

import every
from engines.conftest import Fill
from metrics.times.test_response import FOUR
from metrics.times.test_stay_outliers import SLOW
from metrics.times.test_stuck import NOW, PAST
from naive import write_duckdb
from story import company
from voronka.engines.duckdb import DuckDBEngine
from voronka.metrics.ask import ask
from voronka.metrics.facts import deals
from voronka.model.cell import Cell
from voronka.model.question import Question

pytestmark = pytest.mark.engines

MORE = [f"x{n} source=phone lead 01-02 qualified 01-04 won 01-05" for n in range(10)]
QUESTIONS = {
    "metric=stuck": PAST + NOW,
    "metric=stuck&by=source&horizon=30": PAST + MORE + NOW,
    "metric=stuck_summary&by=manager": PAST + MORE + NOW,
    "metric=response&clock=working": FOUR.strip().splitlines(),
    "metric=response&clock=working&by=manager": FOUR.strip().splitlines(),
    "metric=stay_outliers": SLOW,
    "metric=stays&by=manager": SLOW,
    "metric=lags&stage=lead&to=won&by=source": PAST + NOW,
}


@pytest.mark.parametrize("text", QUESTIONS)
def test_the_answer_is_that_of_duckdb(fill: Fill, tmp_path: Path, text: str) -> None:
    told = company("\n".join(QUESTIONS[text]))
    here, there = DuckDBEngine(write_duckdb(told, tmp_path / "store.duckdb")), fill(told)
    asked = Question.from_text(text)
    every.same(ask(there, asked, every.TOLD), ask(here, asked, every.TOLD))


def test_stuck_deals_open_on_every_engine(fill: Fill) -> None:
    there = fill(company("\n".join(PAST + NOW)))
    assert [row["name"] for row in deals(there, Question("stuck"), Cell.parse("both")).rows] == ["yana"]


def test_minutes_between_floors_parts_of_a_minute(fill: Fill) -> None:
    engine = fill(company("anna lead 01-02"))
    found = engine.run(
        "select minutes_between(timestamp '2026-01-01 10:00:59.999999', timestamp '2026-01-01 10:02:00') as x, "
        "minutes_between(timestamp '2026-01-01 10:00:00', timestamp '2026-01-02 10:00:00') as y from store"
    )
    assert (found["x"].tolist(), found["y"].tolist()) == ([1], [1440])
