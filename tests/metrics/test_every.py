"""Every metric of the catalogue: answers by every dimension, opens its facts, knows nothing later, bears an empty store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import every
from companies import PIPELINES, companies, moments
from metrics.test_laws import opened
from naive import Company
from story import SALES, engine
from voronka.engines.duckdb import DuckDBEngine
from voronka.metrics.ask import ask
from voronka.metrics.catalog import METRICS

STORY = """
    anna   amount=500 owner=anna source=site tag=vip tag=new industry=steel lead 01-12  proposal 01-15  amount=700 01-16  won 01-20  >call/60@ivan 01-13  >mail 01-14  <mail 01-15  meeting 01-17  nps=9 01-25  csat=4 01-26
    boris  owner=ivan source=phone amount=20000 robot lead 01-13T00:30  owner=olga 01-19  repeat/new 02-01  <call/no_answer@ivan 01-14  >message@olga 01-20
    vera   owner=ivan source=site amount=90 inbox 01-13  qualified 01-14  lead 01-15  lost 01-26  loss_reason=price 01-26
    gleb   amount=10 lead 01-14  lost 01-18  qualified 01-22  deleted 02-01  restored 02-04
    daria  owner=olga lost 01-31
    egor   owner=ivan source=site amount=100 lead 01-05  qualified 01-11  proposal 01-12
    zoya   owner=olga source=site amount=900 tag=vip lead 01-20  qualified 01-21  proposal 02-02  won 02-08
    inna   owner=olga amount=30 inbox 02-20
    olga   owner=olga source=phone inbox 01-15  lost 01-16  loss_reason=spam  <call/30@olga 01-15
    -      >call/45@ivan 01-17
"""
UNTIL = datetime(2026, 3, 1)
MIDDLE = datetime(2026, 1, 21, 12)
few = settings(
    max_examples=2, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
#: A company is made once for several metrics: asking it is less work than making it.
GROUPS = 5


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDBEngine]:
    with closing(engine(STORY, tmp_path_factory.mktemp("story"))) as told:
        yield told


@pytest.mark.parametrize("name", METRICS)
def test_it_answers_by_every_dimension_on_every_surface(store: DuckDBEngine, name: str) -> None:
    for by in (
        *every.dimensions(name),
        *(["industry"] if METRICS[name].can_split and not METRICS[name].dimensions else []),
    ):
        answer = ask(store, every.question(name, by=by), every.TOLD)
        # so few deals are none that a stage's history could call stuck, nor can a score be tried on them, nor is any lever known
        assert answer.rows or name in ("stuck", "score_record", "track_record", "plan_gap"), by
        assert all((row["segment"] is None) == (by is None) for row in answer.rows), by
        every.is_plain(answer)


@pytest.mark.parametrize("name", METRICS)
def test_it_answers_where_nothing_is_told(store: DuckDBEngine, name: str) -> None:
    """Without notes, plan or margin; in every population, of creations and of closings."""
    for asked in every.ways(name, UNTIL):
        every.is_plain(ask(store, asked))


@pytest.fixture(
    scope="module",
    params=["", "anna lead 01-12", "anna amount=5 lead 01-12  won 01-12"],
    ids=["empty", "one", "at once"],
)
def tiny(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDBEngine]:
    with closing(engine(request.param, tmp_path_factory.mktemp("tiny"))) as told:
        yield told


@pytest.mark.parametrize("name", METRICS)
def test_it_bears_an_empty_store_and_one_of_a_single_deal(tiny: DuckDBEngine, name: str) -> None:
    for by in every.dimensions(name)[:2]:
        for asked in every.ways(name, UNTIL, by):
            every.is_plain(ask(tiny, asked, every.TOLD))
            if by is None:
                every.opens_its_facts(tiny, asked)


@pytest.mark.parametrize("name", METRICS)
def test_it_is_compared_with_another_period(store: DuckDBEngine, name: str) -> None:
    answer = ask(store, every.question(name, period=every.PERIOD, versus="previous"), every.TOLD)
    assert answer.versus is not None
    assert all("versus" in row for row in answer.rows)
    every.is_plain(answer)


@pytest.mark.parametrize("name", METRICS)
def test_its_numbers_open_as_many_facts_as_they_say(store: DuckDBEngine, name: str) -> None:
    for moment, by in ((UNTIL, None), (UNTIL, "tag"), (MIDDLE, "manager")):
        if by in every.dimensions(name):
            for asked in every.ways(name, moment, by):
                every.opens_its_facts(store, asked)


@pytest.mark.parametrize("group", range(GROUPS))
@few
@given(company=companies(fewest=4), moment=moments, chance=st.randoms(use_true_random=False))
def test_nothing_later_matters(group: int, company: Company, moment: datetime, chance: Random) -> None:
    with opened(company) as whole, opened(company.cut(moment)) as cut:
        for name in list(METRICS)[group::GROUPS]:
            by = chance.choice([None, "manager", "current_manager", "source", "tag", "amount_band", "team"])
            # An example may name stages, which only the main pipeline has.
            place = SALES if METRICS[name].example else chance.choice(PIPELINES)
            pipeline = f"{place.account_id}/{place.pipeline_id}"
            every.nothing_later_matters(whole, cut, name, moment, by, pipeline)
