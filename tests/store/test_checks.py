"""The doctor finds what is broken, and says how complete history is."""

from __future__ import annotations

import tempfile
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings

from companies import companies
from naive import Company
from tests.store.facts import facts, plain, record
from tests.store.fresh import fresh
from tests.store.story import Story
from voronka.store.checks import Check, doctor
from voronka.store.derive import derive
from voronka.store.promises import PROMISES
from voronka.store.publish import publish
from voronka.store.published import Published

TALE = """
    anna   new 01-02, qualified 01-05, won 01-20                     amount=500
    boris  new 01-03, lost 01-04, qualified 01-07, repeat.first 01-09
    vera   lost 01-03                                                loss_reason=price
    gleb   new 01-03, proposal 01-05, qualified 01-06, lost 01-08
"""


def checked(folder: Path) -> dict[str, Check]:
    return {check.name: check for check in doctor(Published.open(folder))}


def test_a_sound_store_keeps_every_promise(tmp_path: Path) -> None:
    with Story(tmp_path) as story:
        story.tell(TALE)
        story.publish()
    assert {name for name, check in checked(tmp_path).items() if check.level == "broken"} == set()


def test_the_doctor_says_how_complete_history_is(tmp_path: Path) -> None:
    with Story(tmp_path) as story:
        story.tell(TALE)
        story.record("dina", "qualified", created="01-02", updated="01-05")
        story.record("egor", "invoice", created="01-02", updated="01-09")
        story.change("egor", "stage", "01-05", "new", "qualified")
        story.publish()
    found = {name: str(check.found) for name, check in checked(tmp_path).items()}
    assert found["complete_history"] == "4 of 6 (66.7%)"
    assert found["inferred_history"] == "1 of 6 (16.7%)"
    assert found["broken_history"] == "1 of 6 (16.7%)"
    assert found["no_reason"] == "1 of 2 (50.0%)"
    assert checked(tmp_path)["bulk_moves"].level == "ok"


def test_an_empty_store_has_no_data(tmp_path: Path) -> None:
    with Story(tmp_path) as story:
        story.publish()
    assert str(checked(tmp_path)["complete_history"].found) == "no data"


BREAKAGES = {
    "moves_are_chains": "delete from moves where deal_id = 1 and move_no = 1",
    "stays_tile_time": "update stays set left_at = left_at + interval 1 second where deal_id = 1 and not is_filled and stage_id = 11",
    "positions_are_reached_once": "update stays set is_reach = false where deal_id = 1 and position = 2",
    "passed_when_the_next_is_reached": "update stays set passed_at = null where deal_id = 1 and position = 2",
    "journeys_agree_with_stays": "update journeys set furthest = 2 where deal_id = 1",
    "deals_agree_with_history": "update deals set stage_id = 11 where deal_id = 1",
    "amounts_are_chains": "delete from amounts where deal_id = 1",
    "enquiries_are_all_there": "update enquiries set declined_at = created_at - interval 1 second",
    "keys_are_unique": "insert into deals select * from deals where deal_id = 1",
    "names_are_known": "delete from people",
    "attributes_are_spans": "update attributes set valid_to = valid_from",
    "nothing_beyond_the_horizon": "update accounts set known_until = timestamp '2026-01-10'",
}


@pytest.mark.parametrize("name", [promise.name for promise in PROMISES])
def test_each_broken_promise_is_found(tmp_path: Path, name: str) -> None:
    with Story(tmp_path, incoming=True) as story:
        story.tell(TALE + "inna   incoming 01-03, lost 01-04")
        path = story.publish()
    with duckdb.connect(str(path)) as connection:
        connection.execute(BREAKAGES[name])
    assert checked(tmp_path)[name].level == "broken"


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(companies().map(plain))
def test_random_companies_keep_every_promise(company: Company) -> None:
    with tempfile.TemporaryDirectory() as folder:
        with fresh(folder) as work:
            record(work, facts(company), 0)
            derive(work, company.until)
            publish(work, company.until)
        assert [check.name for check in doctor(Published.open(folder)) if check.level == "broken"] == []
