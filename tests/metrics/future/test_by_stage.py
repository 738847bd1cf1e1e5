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


def test_what_is_expected_is_less_than_all_of_it_and_split_it_adds_up(store: Engine) -> None:
    found, split = ask(store, BY_STAGE), ask(store, BY_STAGE.with_(by="manager"))
    for row in found.rows:
        assert 0 <= row["wins"] + row["wins_later"] <= row["open"]
        parts = [one for one in split.rows if one["position"] == row["position"]]
        assert sum(one["open"] for one in parts) == row["open"]
        assert sum(one["wins"] for one in parts) == pytest.approx(row["wins"])
        assert sum(one["money"].minor for one in parts) == pytest.approx(row["money"].minor, abs=len(parts))


def test_before_the_first_deal_there_is_no_stage(store: Engine) -> None:
    assert (
        ask(store, Question.from_pairs([("metric", "forecast_stages"), ("as_of", "2020-01-01")], "UTC")).rows
        == ()
    )
