"""Tasks from a finding: prepared, written once, told of, undone."""

from __future__ import annotations

from actions.conftest import Scene, stuck


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
    undone = acting.undo(plan.number)
    assert (undone.state, undone.counts) == ("undone", {"undone": 5})
    again = scene.ours(plan.key)
    assert all(one["is_completed"] and "Отозвано" in one["result"]["text"] for one in again)
    assert len(again) == 5
