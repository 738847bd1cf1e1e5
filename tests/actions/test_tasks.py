"""Tasks from a finding: prepared, written once, told of, undone; whatever fails and whoever dies."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from actions.conftest import Scene, stuck
from voronka.actions import Wish
from voronka.errors import AccessError, InputError, SourceError
from voronka.model.question import Question
from voronka.simulator.amocrm import Faults
from voronka.sources.amocrm import keep_token, open_desk


def test_tasks_are_prepared_written_once_and_undone(scene: Scene) -> None:
    acting = scene.acting()
    plan = acting.plan(stuck(5))
    assert (plan.state, plan.to_write, scene.ours(plan.key)) == ("planned", 5, [])
    rows = acting.rows(plan.number)
    done = acting.run(plan.number)
    assert (done.state, done.counts, done.confirmed_by) == ("done", {"done": 5}, "Ольга")
    made = scene.ours(plan.key)
    told = {row.deal_id: (row.person_id, row.content["text"], row.content["till"]) for row in rows}
    assert {
        one["entity_id"]: (one["responsible_user_id"], one["text"], one["complete_till"]) for one in made
    } == told
    assert not any(one["is_completed"] for one in made)
    assert {row.crm_id for row in acting.rows(plan.number)} == {one["id"] for one in made}
    with pytest.raises(InputError, match="cannot be taken up again"):
        acting.run(plan.number)
    undone = acting.undo(plan.number)
    assert (undone.state, undone.counts) == ("undone", {"undone": 5})
    again = scene.ours(plan.key)
    assert all(one["is_completed"] and "Отозвано" in one["result"]["text"] for one in again)
    assert len(again) == 5


def test_what_was_confirmed_is_written_and_what_changed_since_is_said(scene: Scene) -> None:
    acting = scene.acting()
    plan = acting.plan(stuck(4))
    first, second, third, _ = acting.rows(plan.number)
    row = {deal: place for place, deal in enumerate(scene.server.world.tables.deal_ids.tolist())}
    state = scene.server.world.state
    state.status_id[row[first.deal_id]] = 143
    state.owner_id[row[second.deal_id]] = 1
    state.is_deleted[row[third.deal_id]] = True
    scene.server.world.version += 1
    done = acting.run(plan.number)
    assert done.counts == {"changed": 3, "done": 1}
    assert [one.why["en"].split(" after")[0] for one in acting.rows(plan.number)[:3]] == [
        "the deal was closed",
        "the deal went to somebody else",
        "the deal was deleted",
    ]


def test_a_deal_with_an_open_task_gets_no_second_one(scene: Scene) -> None:
    acting = scene.acting()
    acting.run(acting.plan(stuck(3)).number)
    again = acting.plan(stuck(5))
    assert again.counts == {"left_out": 3, "planned": 2}
    assert {row.why["en"] for row in acting.rows(again.number) if row.state == "left_out"} == {
        "the deal has an open task that was set from here"
    }


def test_tasks_come_back_as_history_with_the_next_sync(scene: Scene) -> None:
    acting = scene.acting()
    plan = acting.plan(stuck(2))
    acting.run(plan.number)
    made = scene.ours(plan.key)
    scene.patch("tasks", [{"id": made[0]["id"], "is_completed": True, "result": {"text": "Позвонил"}}])
    before = scene.company.deal(str(made[0]["entity_id"])).activities
    scene.company.sync()
    after = scene.company.deal(str(made[0]["entity_id"])).activities
    assert [one.kind for one in after[len(before) :]] == ["task"]
    undone = acting.undo(plan.number)
    assert undone.counts == {"kept": 1, "undone": 1}


@pytest.mark.parametrize("moment", ["before:2", "after:1", "after:3"])
def test_a_killed_process_leaves_no_task_twice_and_none_out(scene: Scene, moment: str) -> None:
    acting = scene.acting()
    plan = acting.plan(stuck(8))
    assert _killed(scene, plan.number, moment, "run") == -9
    stopped = acting.find(plan.number)
    assert stopped.state == "running"
    assert stopped.count("sending") > 0
    done = acting.run(plan.number)
    assert (done.state, done.counts) == ("done", {"done": 8})
    assert sorted(one["entity_id"] for one in scene.ours(plan.key)) == sorted(
        row.deal_id for row in acting.rows(plan.number)
    )


def test_an_undo_that_was_killed_goes_on(scene: Scene) -> None:
    acting = scene.acting()
    plan = acting.plan(stuck(4))
    acting.run(plan.number)
    assert _killed(scene, plan.number, "after:1", "undo") == -9
    assert acting.find(plan.number).counts == {"undoing": 4}
    assert acting.undo(plan.number).counts == {"undone": 4}


def _killed(scene: Scene, number: int, moment: str, what: str) -> int:
    script = Path(__file__).with_name("killed.py")
    return subprocess.run(
        [sys.executable, str(script), str(scene.company.folder), str(number), moment, what], timeout=120
    ).returncode


@pytest.mark.parametrize(
    "faults",
    [
        Faults(error_504=0.5, seed=4),
        Faults(error_500=0.4, truncated=0.3, dropped=0.3, seed=3),
        Faults(expire_after=2),
    ],
)
def test_lost_answers_and_errors_leave_every_task_once(
    scenes: Any, faults: Faults, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = scenes(faults=faults)
    monkeypatch.setattr("voronka.actions.running.BATCH", 2)
    monkeypatch.setattr("voronka.sources.amocrm.client.Retry.wait", lambda *_: 0.0)
    acting = scene.acting()
    plan = _tried(lambda: acting.plan(stuck(7)))
    done = _tried(lambda: acting.run(plan.number))
    assert (done.state, done.counts) == ("done", {"done": 7})
    made = scene.server.world.written.texts.values()
    assert len([text for text in made if plan.key in text]) == 7


def _tried(work: Any) -> Any:
    for _ in range(30):
        try:
            return work()
        except SourceError:
            continue
    raise AssertionError("thirty tries were not enough")


def test_a_token_that_is_refused_stops_in_words_and_can_be_gone_on_with(scene: Scene) -> None:
    acting = scene.acting()
    plan = acting.plan(stuck(2))
    keep_token(scene.company.folder, "x.y.z")
    with pytest.raises(AccessError):
        acting.run(plan.number)
    stopped = acting.find(plan.number)
    assert (stopped.state, stopped.to_write) == ("stopped", 2)
    assert "токен" in stopped.error["ru"][0]
    keep_token(scene.company.folder, scene.server.long_lived_token)
    assert acting.run(plan.number).counts == {"done": 2}


@pytest.mark.parametrize("fault", ["unpaid_after", "forbidden_after"])
def test_402_and_403_write_nothing_and_say_why(scenes: Any, fault: str) -> None:
    scene = scenes()
    acting = scene.acting()
    plan = acting.plan(stuck(2))
    scene.server.world.faults = Faults(**{fault: 1})
    with pytest.raises(AccessError):
        acting.run(plan.number)
    assert acting.find(plan.number).counts == {"planned": 2}
    assert scene.server.world.written.texts == {}


def test_a_salespersons_token_writes_what_it_may_and_names_what_it_may_not(scene: Scene) -> None:
    keep_token(scene.company.folder, scene.server.salesperson_token)
    acting = scene.acting()
    plan = acting.plan(stuck(10))
    assert "no administrator" in plan.parameters["warning"]["en"]
    left = [row for row in acting.rows(plan.number) if row.state == "left_out"]
    assert {row.why["en"] for row in left} == {"the deal is not there any more, or the token does not see it"}
    assert acting.run(plan.number).count("done") == 10 - len(left)


def test_a_record_that_amocrm_refuses_fails_alone(scene: Scene) -> None:
    acting = scene.acting()
    plan = acting.plan(stuck(3))
    rows = acting.rows(plan.number)
    people = scene.server.world._people
    gone = people.pop(rows[0].person_id)
    done = acting.run(plan.number)
    people[gone.id] = gone
    alike = sum(row.person_id == gone.id for row in rows)
    assert (done.state, done.count("failed"), done.count("done")) == ("done", alike, 3 - alike)
    assert "responsible_user_id" in acting.rows(plan.number)[0].why["en"]


def test_writing_keeps_below_the_limit_of_amocrm_also_beside_a_sync(scenes: Any) -> None:
    scene = scenes(rate=7)
    # Each of the two alone stays below the limit, both together only at one pace; room for answers that a busy machine delays.
    scene.company.change_settings({"source.rate": 5})
    acting = scene.acting()
    plan = acting.plan(stuck(4))
    read = []

    def look() -> None:
        desk = open_desk(scene.company.folder, scene.company.settings)
        read.extend([desk.active_people() for _ in range(8)])
        desk.close()

    reader = threading.Thread(target=look)
    reader.start()
    acting.run(plan.number)
    reader.join()
    assert len(read) == 8
    assert len(scene.server.limiter._violations) == 0
    assert not scene.server.limiter.is_blocked


def test_unanswered_enquiries_and_the_score_are_findings_too(scene: Scene) -> None:
    acting = scene.acting()
    waiting = acting.plan(Wish("task", "unanswered", Question("response"), text="Ответить", top=3))
    assert 0 < sum(waiting.counts.values()) <= 3
    listed = acting.plan(Wish("task", "score", text="Позвонить", top=3, skip_busy=False))
    first = next(iter(scene.company.ask("score").rows))["deal_id"]
    assert acting.rows(listed.number)[0].deal_id == first
