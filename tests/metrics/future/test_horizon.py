"""The days ahead in blocks and cells, and draws that do not depend on how many are asked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime
from itertools import pairwise

import numpy as np
import pytest

from acceptance.simulated import published
from voronka.engines.duckdb import DuckDBEngine
from voronka.metrics.ask import ask
from voronka.metrics.buckets import Bucket
from voronka.metrics.future.horizon import horizon
from voronka.metrics.future.outlook import outlook
from voronka.metrics.future.relations import number_of
from voronka.metrics.names import dictionary
from voronka.metrics.scope import asked
from voronka.model.question import Question
from voronka.predict.simulation import happenings


def days(*dates: tuple[int, int]) -> list[int]:
    return [number_of(date(2026, month, day)) for month, day in dates]


def test_a_quarter_and_a_half_of_days_ahead() -> None:
    """On 20 May June and September are asked for: two blocks, to the end of July and of October."""
    today, june, july, august, september, october, november = days(
        (5, 20), (6, 1), (7, 1), (8, 1), (9, 1), (10, 1), (11, 1)
    )
    found = horizon(today, [(june, july), (september, october)])
    assert (found.edges + today).tolist() == [today, june, july, august, september, october, november]
    assert found.span.tolist() == [-1, 0, -1, -1, 1, -1]
    assert [(cells.start, cells.stop) for cells in found.blocks()] == [(0, 3), (3, 6)]
    assert found.days == november - today
    assert found.inside.sum(axis=0).tolist() == np.diff(found.edges).tolist()
    assert found.onto.sum(axis=0).tolist() == [1, 1]


def test_there_is_a_block_even_for_what_is_over() -> None:
    april, may, today = days((4, 1), (5, 1), (5, 20))
    found = horizon(today, [(april, may)])
    assert set(found.span.tolist()) == {-1}
    assert len(list(found.blocks())) == 1


def test_what_has_happened_does_not_happen_again() -> None:
    """With 0.4 before and 0.3 now half of those that are left happen; with 1.25 times these chances 0.375 of 0.5."""
    scale = np.repeat([1.0, 1.25], 2000)
    draws, _ = happenings(np.random.default_rng(1), np.full(20, 0.3), scale, np.full(20, 0.4))
    shares = np.bincount(draws >= 2000) / 40_000
    assert shares.tolist() == pytest.approx([0.5, 0.75], abs=0.01)
    sure, _ = happenings(np.random.default_rng(1), np.full(5, 0.3), np.ones(10), np.ones(5))
    assert len(sure) == 50


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDBEngine]:
    folder = tmp_path_factory.mktemp("horizon")
    published(folder, seed=7, deals=1000)
    with closing(DuckDBEngine(folder / "store.duckdb")) as store:
        yield store


@pytest.mark.parametrize("by", [None, "current_manager"])
def test_a_month_is_told_alike_however_many_are_asked_for(company: DuckDBEngine, by: str | None) -> None:
    one, three, seven = (
        list(ask(company, Question.from_text(f"metric=forecast&ahead={ahead}").with_(by=by)).rows)
        for ahead in (1, 3, 7)
    )
    assert one == [row for row in three if row["step"] == one[0]["step"]]
    steps = {row["step"] for row in three}
    assert three == [row for row in seven if row["step"] in steps]


def test_a_quarter_is_drawn_as_its_months(company: DuckDBEngine) -> None:
    """Before the correction by the past, which is of the quarter's own past forecasts."""
    known = asked(Question("forecast", as_of=datetime(2026, 7, 1)), dictionary(company))
    edges = [date(2026, month, 1) for month in (7, 8, 9, 10)]
    months = [Bucket(str(first), first, last) for first, last in pairwise(edges)]
    apart = outlook(company, known, months)
    whole = outlook(company, known, [Bucket("quarter", edges[0], edges[-1])])
    assert np.array_equal(apart.created.sum(axis=2), whole.created[:, :, 0])
    assert whole.stage_wins[:, :, 0] == pytest.approx(apart.stage_wins.sum(axis=2))
