"""Every metric says the same on every engine: the laws that hold on DuckDB, on few but rich companies."""

from __future__ import annotations

import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import every
import laws
from companies import OTHER, UNTIL, companies
from engines.conftest import Fill
from naive import Company, write_duckdb
from story import REPEAT, SALES, company
from voronka.engines.duckdb import DuckDBEngine
from voronka.metrics.ask import ask, explain
from voronka.metrics.catalog import METRICS
from voronka.metrics.facts import deals
from voronka.model.cell import Cell
from voronka.model.question import Question

pytestmark = pytest.mark.engines

rich = settings(
    max_examples=1,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
MIDDLE = datetime(2026, 2, 3, 5)
#: Names of metrics by the package of their modules.
FAMILIES: dict[str, list[str]] = {}
for metric in METRICS.values():
    FAMILIES.setdefault(metric.module.split(".")[-2], []).append(metric.name)
STORY = """
    anna   amount=500 owner=anna source=site tag=vip tag=new lead 01-02  proposal 01-05  amount=700 01-06  won 01-20  >call/60@ivan 01-03  >mail 01-04  <mail 01-05  meeting 01-12  nps=9 01-25  csat=4 01-26
    boris  owner=ivan source=phone robot lead 01-03T00:30  owner=olga 01-09  repeat/new 02-01  <call/no_answer@ivan 01-04  >message@olga 01-10  task@ivan 01-11
    vera   amount=90 inbox 01-03  qualified 01-04  lead 01-05  lost 01-06  loss_reason=price 01-06
    gleb   amount=10 lead 01-04  lost 01-08  qualified 01-12  deleted 02-01  restored 02-04
    daria  lost 01-31
    egor   source=phone inbox 01-05  lost 01-06  loss_reason=spam  <call/30@olga 01-05
    -      >call/45@ivan 01-07
"""


@rich
@given(companies(16, fewest=12))
def test_random_companies(fill: Fill, random_company: Company) -> None:
    engine = fill(random_company)
    for pipeline, moment in ((SALES, UNTIL), (SALES, MIDDLE), (REPEAT, MIDDLE), (OTHER, UNTIL)):
        laws.funnel_is_the_plain_one(engine, random_company, pipeline, moment)
        laws.others_are_the_plain_ones(engine, random_company, pipeline, moment)
    laws.funnel_by_manager_is_the_plain_one(engine, random_company, SALES, MIDDLE)
    laws.identities_hold(engine, SALES, UNTIL)


def test_numbers_open_their_deals(fill: Fill) -> None:
    laws.every_cell_opens_its_deals(fill(company(STORY)), SALES, UNTIL, every=9)


@rich
@given(companies(12, fewest=8), st.sampled_from(["source", "tag"]))
def test_nothing_later_matters(fill: Fill, random_company: Company, by: str) -> None:
    engine = fill(random_company)
    with tempfile.TemporaryDirectory() as folder:
        cut = DuckDBEngine(write_duckdb(random_company.cut(MIDDLE), Path(folder) / "cut.duckdb"))
        for name in ("funnel", "transitions", "board", "bridge"):
            every.nothing_later_matters(engine, cut, name, MIDDLE, by, "1/10")
        cut.close()


@pytest.mark.parametrize("family", FAMILIES)
def test_every_metric_is_what_duckdb_says(fill: Fill, tmp_path: Path, family: str) -> None:
    """Whole, by manager and by tag, over all time, as of an earlier moment; and its printed SQL is in the engine's own words."""
    told = company(STORY)
    here, there = DuckDBEngine(write_duckdb(told, tmp_path / "store.duckdb")), fill(told)
    for metric in FAMILIES[family]:
        ways: list[dict[str, Any]] = [
            {"by": by} for by in (None, "manager", "tag") if by in every.dimensions(metric)
        ]
        for parts in (*ways, {"as_of": MIDDLE, "period": every.PERIOD}):
            asked = every.question(metric, **parts)
            every.same(ask(there, asked, every.TOLD), ask(here, asked, every.TOLD))
        text = explain(there, every.question(metric), every.TOLD)
        assert "hours_between" not in text
        assert "::" not in text


def test_every_dimension_is_what_duckdb_says(fill: Fill, tmp_path: Path) -> None:
    told = company(STORY)
    here, there = DuckDBEngine(write_duckdb(told, tmp_path / "store.duckdb")), fill(told)
    for metric in ("funnel", "transitions", "board"):
        for by in every.dimensions(metric):
            asked = Question.from_text(f"metric={metric}&period=2026-01&by={by or ''}")
            assert laws.figures(ask(there, asked)) == laws.figures(ask(here, asked)), asked.to_text()
    for where in (
        "source=site,",
        "source!=site",
        "manager=ivan",
        "team!=north",
        "tag=vip",
        "outcome=lost",
        "amount_band=",
        "loss_reason=",
    ):
        asked = Question.from_pairs([("metric", "funnel"), ("where", where)])
        assert laws.figures(ask(there, asked)) == laws.figures(ask(here, asked)), where


def test_lists_of_deals_come_in_the_same_order(fill: Fill, tmp_path: Path) -> None:
    told = company(STORY)
    here, there = DuckDBEngine(write_duckdb(told, tmp_path / "store.duckdb")), fill(told)
    for metric, cell in (("funnel", "deals"), ("transitions", "moves")):
        for order in ("-amount", "name", "-created_at", "owner", "stage", "reason", "-age_days", "outcome"):
            lists = [
                deals(engine, Question(metric), Cell.parse(cell), order, limit=3, offset=1)
                for engine in (here, there)
            ]
            assert lists[0].rows == lists[1].rows, order
            assert lists[0].total == lists[1].total
