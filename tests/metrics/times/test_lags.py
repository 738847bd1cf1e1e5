"""Lags between stages: stories worked out by hand, roles guessed from names, random companies against plain loops."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import laws
from companies import companies, moments
from metrics.test_laws import opened, pipelines, some
from metrics.times import plain
from naive import Company, Pipeline, Stage, write_duckdb
from story import company, engine
from voronka.engines.duckdb import DuckDBEngine
from voronka.errors import InputError
from voronka.metrics.ask import ask
from voronka.metrics.names import dictionary
from voronka.metrics.scope import asked
from voronka.metrics.times.roles import stage_roles
from voronka.model.context import Context
from voronka.model.question import Question

# From lead to proposal: anna 3 days, boris 8 (by skipping it), vera lost after 4, gleb waits; daria never stood on the lead stage.
FIVE = """
    anna   lead 01-02  qualified 01-04  proposal 01-05  won 01-20
    boris  lead 01-02  won 01-10
    vera   lead 01-02  lost 01-06
    gleb   lead 01-30
    daria  proposal 01-02
"""


def lags(folder: Path, text: str, story: str = FIVE, context: Context | None = None) -> Any:
    return ask(engine(story, folder), Question.from_text(f"metric=lags&{text}"), context or Context())


def test_a_lag_runs_from_stage_to_stage_and_knows_who_never_gets_there(tmp_path: Path) -> None:
    """F = 1/4 at 3 days; S = 2/4 after the loss at 4; the next at 8 takes 1/2 of it: F = 1/2 in the end, half of it at 3 days."""
    [row] = lags(tmp_path, "stage=lead&to=proposal").rows
    assert (row["from"], row["to"], row["deals"]) == ("lead", "proposal", 4)
    assert (row["arrived"], row["lost"], row["handed_over"], row["open"]) == (2, 1, 0, 1)
    assert (row["time"].n, row["time"].open, row["time"].median_days, row["p90_days"]) == (4, 1, 3, 8)


def test_the_end_may_be_the_win(tmp_path: Path) -> None:
    [row] = lags(tmp_path, "stage=lead&to=won").rows
    assert (row["to"], row["arrived"], row["time"].median_days, row["time"].p75_days) == ("won", 2, 8, 18)


def test_without_a_second_stage_the_next_one_is_meant(tmp_path: Path) -> None:
    [row] = lags(tmp_path, "stage=qualified").rows
    assert (row["to"], row["deals"], row["time"].median_days) == ("proposal", 1, 1)


def test_where_no_role_is_known_every_stage_waits_for_the_next(tmp_path: Path) -> None:
    answer = lags(tmp_path, "")
    assert [(row["from"], row["to"]) for row in answer.rows] == [
        ("lead", "qualified"),
        ("qualified", "proposal"),
        ("proposal", "won"),
    ]
    assert "invoice, payment, contract, signature" in str(answer.findings[-1])


def test_a_company_names_its_stages(tmp_path: Path) -> None:
    told = Context(stages={"invoice": ("Lead",), "payment": ("proposal",)})
    answer = lags(tmp_path, "", context=told)
    assert [(row["from"], row["to"]) for row in answer.rows] == [("lead", "proposal"), ("proposal", "won")]


def test_by_manager_a_lag_is_of_who_owned_the_deal_at_its_start(tmp_path: Path) -> None:
    story = "anna owner=ivan lead 01-02 owner=olga 01-03 qualified 01-04 won 01-09"
    [row] = lags(tmp_path, "stage=lead&by=manager", story).rows
    assert (row["segment"], row["time"].median_days) == ("ivan", 2)


def test_stages_the_wrong_way_round_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not come after"):
        lags(tmp_path, "stage=proposal&to=lead")


@pytest.mark.parametrize(
    ("names", "roles"),
    [
        (
            "Новый лид|Квалифицирован|Отправлено КП|Договор/счет отправлен|Оплата получена",
            {"qualified": 2, "proposal": 3, "invoice": 4, "contract": 4, "payment": 5},
        ),
        (
            "Заявка|Договор на подписании|Договор подписан|Счёт выставлен|Ожидаем оплату|Оплачено|Оплата подтверждена",
            {"contract": 2, "signature": 3, "invoice": 4, "payment": 6, "confirmation": 7},
        ),
        ("Lead|Proposal sent|Contract sent|Signed|Invoice|Paid", {"proposal": 2, "contract": 3, "signature": 4, "invoice": 5, "payment": 6}),
        ("Счет на оплату|Счет оплачен", {"invoice": 1, "payment": 2}),
        ("Скупка|Не квалифицирован", {}),
    ],
)  # fmt: skip
def test_roles_are_guessed_from_names(tmp_path: Path, names: str, roles: dict[str, int]) -> None:
    open_stages = tuple(Stage(number, name) for number, name in enumerate(names.split("|"), 1))
    pipeline = Pipeline(1, 10, "Sales", (*open_stages, Stage(142, "won", "won"), Stage(143, "lost", "lost")))
    store = DuckDBEngine(write_duckdb(replace(company(""), pipelines=(pipeline,)), tmp_path / "store.duckdb"))
    assert stage_roles(asked(Question("lags"), dictionary(store))) == roles


@some
@given(companies(), pipelines, moments, st.integers(0, 3), st.integers(1, 4))
def test_lags_are_the_plain_ones(
    company: Company, pipeline: Any, moment: datetime, first: int, step: int
) -> None:
    line = [pipeline.position(stage.stage_id) for stage in pipeline.stages if stage.kind != "lost"]
    start, end = line[min(first, len(line) - 2)], line[min(first + step, len(line) - 1)]
    options = (("stage", str(start)), ("to", str(end)))
    if start >= end:
        return
    with opened(company) as store:
        for parts, way in laws.populations(pipeline, moment)[:3]:
            rows = ask(store, laws.question("lags", pipeline, moment, options=options, **parts)).rows
            ages = plain.lags(company, way, start, end)
            assert [row["deals"] for row in rows] == ([len(ages)] if ages else [])
            for row in rows:
                ends = Counter(how for _, how in ages)
                assert all(row[how] == ends[how] for how in ("arrived", "lost", "handed_over", "open"))
                told = [row["time"].median_days, row["p75_days"], row["p90_days"]]
                expected = [plain.arrival_quantile(ages, "arrived", share) for share in plain.SHARES]
                assert told == [None if hours is None else pytest.approx(hours / 24) for hours in expected]
