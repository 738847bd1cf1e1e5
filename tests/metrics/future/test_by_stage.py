"""The forecast by stage: it is the forecast's own part of open deals, stage by stage."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.metrics.test_every import STORY
from tests.story import engine
from voronka.engines.base import Engine
from voronka.metrics.ask import ask
from voronka.metrics.facts import deals
from voronka.model.cell import Cell
from voronka.model.question import Question

BY_STAGE = Question.from_pairs([("metric", "forecast_stages"), ("as_of", "2026-02-10")], "UTC")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    made = engine("\n".join([STORY.strip()] * 3), tmp_path_factory.mktemp("story"))
    yield made
    made.close()


def test_stages_have_the_open_deals_of_the_forecast_and_each_opens_its_own(store: Engine) -> None:
    found, whole = ask(store, BY_STAGE), ask(store, BY_STAGE.with_(metric="forecast"))
    assert sum(row["open"] for row in found.rows) == found.totals["open"] == whole.totals["open"] > 0
    for row in found.rows:
        listed = deals(store, BY_STAGE, Cell("open", (str(row["position"]),)))
        assert listed.total == row["open"]
        assert {one["stage"] for one in listed.rows} == {row["name"]}


def test_stages_and_people_come_to_what_the_forecast_has_from_open_deals(store: Engine) -> None:
    first = ask(store, BY_STAGE.with_(metric="forecast")).rows[0]
    for by in (None, "manager"):
        rows = ask(store, BY_STAGE.with_(by=by)).rows
        expected = first["from_open"].minor
        assert sum(row["money"].minor for row in rows) == pytest.approx(expected, abs=2 * len(rows))
        assert all(row["wins"] >= 0 for row in rows)


def test_before_the_first_deal_there_is_no_stage(store: Engine) -> None:
    assert (
        ask(store, Question.from_pairs([("metric", "forecast_stages"), ("as_of", "2020-01-01")], "UTC")).rows
        == ()
    )
