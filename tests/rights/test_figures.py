"""Whoever sees some deals is told what a company would be told that has no others: in every figure, split, list and filter."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import every
from companies import OTHER, companies
from metrics.test_every import STORY
from naive import Company, Pipeline, Spent, write_duckdb
from rights.own import only
from story import SALES, company
from voronka.engines.base import Engine
from voronka.engines.duckdb import DuckDBEngine
from voronka.engines.seen import seen_by
from voronka.metrics.ask import ask
from voronka.metrics.catalog import DIMENSIONS, METRICS
from voronka.metrics.choices import choices
from voronka.metrics.facts import deals
from voronka.metrics.names import dictionary
from voronka.metrics.opening import cell_of
from voronka.model.answer import Answer
from voronka.model.cell import Cell
from voronka.model.question import Question
from voronka.model.rights import Rights

UNTIL, MIDDLE = datetime(2026, 3, 1), datetime(2026, 1, 21, 12)
#: Nobody, one of the story's people, two, and one whose deals are of another account.
PEOPLE = st.frozensets(st.tuples(st.sampled_from([1, 1, 2]), st.sampled_from([1, 2, 3, 9])), max_size=4)
few = settings(max_examples=2, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Rights, Engine, Engine]]:
    """The story's company, and what is left of it for one who sees the deals of ivan."""
    rights = Rights(frozenset({(1, 2)}))
    told = replace(company(STORY), costs=(Spent("site", date(2026, 1, 10), 5_000_00),))
    with two(told, rights, tmp_path_factory.mktemp("rights")) as (whole, cut):
        yield rights, whole, cut


class two(ExitStack):  # noqa: N801
    """Engines over a company and over what some rights leave of it."""

    def __init__(self, whole: Company, rights: Rights, folder: Path) -> None:
        super().__init__()
        folder.mkdir(exist_ok=True)
        self.engines = tuple(
            self.enter_context(closing(DuckDBEngine(write_duckdb(one, folder / f"{name}.duckdb"))))
            for name, one in (("whole", whole), ("cut", only(whole, rights)))
        )

    def __enter__(self) -> tuple[DuckDBEngine, ...]:  # type: ignore[override]
        return self.engines


def says_the_same(whole: Engine, cut: Engine, asked: Question, rights: Rights) -> Answer:
    """The answer under rights is that of the cut company, and so are the deals behind its numbers."""
    told = replace(every.TOLD, rights=rights)
    answer = ask(whole, asked, told)
    every.same(answer, ask(cut, asked, every.TOLD))
    metric = METRICS[asked.metric]
    cells = [cell for row in answer.rows for one in answer.columns if (cell := cell_of(metric, one, row))]
    for cell in cells[len(cells) // 2 :][:1]:
        there = Cell.parse(str(cell))
        found, expected = (
            deals(whole, asked, there, context=told),
            deals(cut, asked, there, context=every.TOLD),
        )
        assert (found.rows, found.total, found.amount) == (expected.rows, expected.total, expected.amount), (
            cell
        )
    return answer


@pytest.mark.parametrize("name", METRICS)
def test_every_figure_is_that_of_own_deals(stores: tuple[Rights, Engine, Engine], name: str) -> None:
    """By one dimension (or none), another for each metric, so that all are tried; as of now and as of an earlier moment, and compared."""
    rights, whole, cut = stores
    splits = every.dimensions(name)
    says_the_same(
        whole, cut, every.question(name, by=splits[list(METRICS).index(name) % len(splits)]), rights
    )
    says_the_same(whole, cut, every.ways(name, MIDDLE, "manager")[-1], rights)
    if name in ("funnel", "win_rate"):
        says_the_same(whole, cut, every.question(name, period=every.PERIOD, versus="previous"), rights)


@pytest.mark.parametrize("by", [one.name for one in DIMENSIONS.values() if one.can_group])
def test_by_every_dimension(stores: tuple[Rights, Engine, Engine], by: str) -> None:
    rights, whole, cut = stores
    for name in ("funnel", "activity"):
        if by in every.dimensions(name):
            says_the_same(whole, cut, every.question(name, by=by), rights)


def test_names_are_those_of_own_deals(stores: tuple[Rights, Engine, Engine]) -> None:
    rights, whole, cut = stores
    seen = seen_by(whole, rights)
    assert dictionary(seen) == dictionary(cut)
    for name in (*DIMENSIONS, "industry"):
        if name in DIMENSIONS or name in dictionary(seen).fields:
            assert choices(seen, name) == choices(cut, name), name
    assert "olga" in choices(whole, "manager")
    assert "olga" not in choices(seen, "manager")


@few
@given(
    company=companies(8, fewest=4),
    people=PEOPLE,
    place=st.sampled_from([SALES, OTHER]),
    number=st.integers(0, len(METRICS)),
)
def test_random_teams(
    company: Company, people: frozenset[tuple[int, int]], place: Pipeline, number: int
) -> None:
    rights = Rights(people)
    names = [name for name in METRICS if not METRICS[name].example or place is SALES]
    with tempfile.TemporaryDirectory() as folder, two(company, rights, Path(folder)) as (whole, cut):
        for step in range(4):
            name = names[(number + 7 * step) % len(names)]
            place_text = f"{place.account_id}/{place.pipeline_id}"
            by = "manager" if step % 2 else None
            says_the_same(whole, cut, every.ways(name, UNTIL, by, place_text)[0], rights)
