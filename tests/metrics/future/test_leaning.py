"""The lean of the forecast: what came in past months over what was to be expected."""

from __future__ import annotations

from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from story import engine
from voronka.engines.duckdb import DuckDBEngine
from voronka.metrics.future.ground import ground
from voronka.metrics.future.leaning import BELIEF, lean
from voronka.metrics.names import dictionary
from voronka.metrics.scope import asked
from voronka.model.question import Question

UNTIL = datetime(2027, 1, 1)


def leant(store: DuckDBEngine, as_of: datetime) -> float:
    known = asked(Question("forecast", as_of=as_of), dictionary(store))
    return lean(store, known, ground(store, known))


def year(won: dict[int, int]) -> str:
    """A deal a day through 2026, a day later won or lost: of each month one of so many is won."""
    lines = []
    for number in range(364):
        day = date(2026, 1, 1) + timedelta(days=number)
        end = day + timedelta(days=1)
        word = "won" if number % won.get(day.month, 4) == 0 else "lost"
        lines.append(f"d{number} amount=100 lead {day:%m-%d} {word} {end:%m-%d}")
    return "\n".join(lines)


def test_a_steady_company_does_not_lean(tmp_path: Path) -> None:
    with closing(engine(year({}), tmp_path, UNTIL)) as store:
        assert leant(store, datetime(2026, 12, 1)) == pytest.approx(1.0, abs=0.02)


def test_more_wins_than_the_year_before_let_expect_raise_the_chances(tmp_path: Path) -> None:
    """From July on every other deal is won, not every fourth: 76 wins in five months, where about 50 were to be expected; with 100 more of either that is 1.17."""
    with closing(engine(year(dict.fromkeys(range(7, 13), 2)), tmp_path, UNTIL)) as store:
        found = leant(store, datetime(2026, 12, 1))
    assert round(1 / BELIEF**2) == 100
    assert 1.1 < found < 1.25


def test_without_a_whole_month_after_the_first_months_nothing_leans(tmp_path: Path) -> None:
    with closing(engine(year({}), tmp_path, UNTIL)) as store:
        assert leant(store, datetime(2026, 5, 20)) == 1.0
