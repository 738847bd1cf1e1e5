"""Random companies: the plain loops agree, the identities hold, every number opens its deals, nothing later matters."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from importlib.resources import files
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import every
import laws
from companies import PIPELINES, companies, moments
from naive import Company, Event, arrow, write_duckdb
from voronka.engines.base import rows
from voronka.engines.duckdb import DuckDBEngine
from voronka.metrics.ask import ask
from voronka.metrics.catalog import METRICS
from voronka.metrics.days import is_by_day
from voronka.metrics.names import dictionary
from voronka.metrics.scope import asked
from voronka.metrics.statement import statement_sql
from voronka.model.period import Period
from voronka.model.question import Question

pipelines = st.sampled_from(PIPELINES)
some = settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
few = settings(some, max_examples=6)


@contextmanager
def opened(company: Company) -> Iterator[DuckDBEngine]:
    with tempfile.TemporaryDirectory() as folder:
        engine = DuckDBEngine(write_duckdb(company, Path(folder) / "store.duckdb"))
        yield engine
        engine.close()


@some
@given(companies(), pipelines, moments)
def test_the_funnel_is_the_plain_one(company: Company, pipeline, moment: datetime) -> None:
    with opened(company) as engine:
        laws.funnel_is_the_plain_one(engine, company, pipeline, moment)
        laws.funnel_by_manager_is_the_plain_one(engine, company, pipeline, moment)


@some
@given(companies(), pipelines, moments)
def test_transitions_board_and_bridge_are_the_plain_ones(
    company: Company, pipeline, moment: datetime
) -> None:
    with opened(company) as engine:
        laws.others_are_the_plain_ones(engine, company, pipeline, moment)


@some
@given(companies(), pipelines, moments)
def test_identities_hold(company: Company, pipeline, moment: datetime) -> None:
    with opened(company) as engine:
        laws.identities_hold(engine, pipeline, moment)


@few
@given(companies(5), pipelines, moments, st.sampled_from([None, "manager", "source", "tag", "amount_band"]))
def test_every_cell_opens_its_deals(company: Company, pipeline, moment: datetime, by: str | None) -> None:
    with opened(company) as engine:
        laws.every_cell_opens_its_deals(engine, pipeline, moment, by)


def asked_everything(engine: DuckDBEngine) -> list[dict[str, object]]:
    questions = [every.question(name) for name in METRICS]
    questions += [
        Question("funnel", by="manager"),
        Question("funnel", by="source", as_of=datetime(2026, 2, 1)),
    ]
    return [every.told(ask(engine, asked, every.TOLD)) for asked in questions]


@few
@given(companies(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(company: Company, chance: random.Random) -> None:
    with opened(company) as engine, tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "shuffled.duckdb"
        with duckdb.connect(str(path)) as connection:
            for name, table in arrow(company).items():
                order = chance.sample(range(len(table)), len(table))
                connection.register("given", table.slice(0, 0) if not order else table.take(order))
                connection.execute(f"create table {name} as select * from given")
        shuffled = DuckDBEngine(path)
        assert not every.difference(asked_everything(engine), asked_everything(shuffled))
        shuffled.close()


@few
@given(companies(), pipelines, st.sampled_from([-8, 3, 12]))
def test_another_time_zone_moves_only_the_edges_of_days(company: Company, pipeline, hours: int) -> None:
    """A company that lives `hours` ahead sees the same days when its clocks are that much ahead."""
    shift = timedelta(hours=-hours)

    def moved(event: Event) -> Event:
        return replace(event, at=event.at + shift)

    there = replace(
        company,
        timezone=f"Etc/GMT{-hours:+d}",
        until=company.until + shift,
        deals=tuple(
            replace(
                deal, created_at=deal.created_at + shift, events=tuple(map(moved, deal.events)), values=()
            )
            for deal in company.deals
        ),
    )
    here = replace(company, deals=tuple(replace(deal, values=()) for deal in company.deals))
    with opened(here) as one, opened(there) as other:
        for metric, parts in (("funnel", {}), ("funnel", {"population": "flow"}), ("bridge", {})):
            period = Period.parse("2026-02")
            asked = Question(
                metric, pipeline=f"{pipeline.account_id}/{pipeline.pipeline_id}", period=period, **parts
            )
            assert laws.figures(ask(one, asked)) == laws.figures(ask(other, asked))


#: Every file that sums counts by day.
COUNTED_BY_DAY = sorted(
    path.name.removesuffix("_by_day.sql")
    for path in (files("voronka.metrics") / "sql").iterdir()
    if path.name.endswith("_by_day.sql")
)


@few
@given(
    companies(),
    pipelines,
    st.sampled_from([None, laws.JANUARY]),
    st.sampled_from(["UTC", "Europe/Moscow", "Asia/Kolkata"]),
)
def test_counts_by_day_are_those_of_the_stays(
    company: Company, pipeline, period: Period | None, zone: str
) -> None:
    with opened(replace(company, timezone=zone)) as engine:
        known = asked(laws.question("funnel", pipeline, company.until, period=period), dictionary(engine))
        assert is_by_day(known)
        for name in COUNTED_BY_DAY:
            by_day, by_stay = (engine.run(statement_sql(known, file)) for file in (f"{name}_by_day", name))
            assert sorted(map(repr, rows(by_day))) == sorted(map(repr, rows(by_stay))), name


def test_a_store_that_loses_its_lost_deals_shows_another_funnel() -> None:
    """The laws can fail: without losses the funnel must differ."""
    from story import company as told

    story = "anna lead 01-02 lost 01-05\nboris lead 01-02 won 01-04"
    kept = told(story)
    with opened(kept) as engine, opened(replace(kept, deals=kept.deals[1:])) as other:
        assert laws.figures(ask(engine, Question("funnel"))) != laws.figures(ask(other, Question("funnel")))
    with pytest.raises(AssertionError), opened(replace(kept, deals=kept.deals[1:])) as other:
        laws.funnel_is_the_plain_one(other, kept, PIPELINES[0], kept.until)
