"""Notes, a tag, the score in a field: written, and taken back as far as that goes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from actions.conftest import Scene
from voronka.actions import FINDINGS, Wish
from voronka.actions.findings import Target
from voronka.errors import InputError


def leads(scene: Scene) -> dict[int, dict[str, object]]:
    return {one["id"]: one for one in scene.get("leads?limit=250")}


def test_a_note_is_added_and_withdrawn_in_words(scene: Scene) -> None:
    acting = scene.acting()
    plan = acting.plan(Wish("note", "stuck", text="Стоит {дней} дн.", top=2))
    assert acting.run(plan.number).counts == {"done": 2}
    notes = scene.get("leads/notes?filter[note_type][]=common")
    assert [plan.key in one["params"]["text"] for one in notes] == [True, True]
    assert acting.undo(plan.number).counts == {"undone": 2}
    again = scene.get("leads/notes?filter[note_type][]=common")
    assert all(one["params"]["text"].startswith("Отозвано") for one in again)


def test_a_tag_comes_off_only_where_it_came_from_here(scene: Scene) -> None:
    acting = scene.acting()
    plan = acting.plan(Wish("tag", "stuck", tag="Застряла", top=3))
    deals = [row.deal_id for row in acting.rows(plan.number)]
    scene.patch("leads", [{"id": deals[0], "tags_to_add": [{"name": "Застряла"}]}])
    assert acting.run(plan.number).counts == {"done": 3}

    def tagged() -> list[int]:
        return [
            deal
            for deal in deals
            if "Застряла" in [tag["name"] for tag in leads(scene)[deal]["_embedded"]["tags"]]  # type: ignore[index]
        ]

    assert tagged() == deals
    again = acting.plan(Wish("tag", "stuck", tag="Застряла", top=3))
    assert again.counts == {"left_out": 3}
    assert acting.undo(plan.number).counts == {"undone": 2, "kept": 1}
    assert tagged() == deals[:1]


def test_the_score_goes_into_a_field_that_is_made_with_consent_and_comes_back(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    deals = scene.company.ask("score").rows[:3]
    told = [
        Target(row["account_id"], row["deal_id"], row["name"], row["stage"], "", 1, 40 + place)
        for place, row in enumerate(deals)
    ]
    monkeypatch.setitem(FINDINGS, "score", replace(FINDINGS["score"], find=lambda *_: told))
    acting = scene.acting()
    wish = Wish("score", "score", field_name="Оценка", top=3)
    plan = acting.plan(wish)
    with pytest.raises(InputError, match="no field"):
        acting.run(plan.number)
    assert acting.run(plan.number, make_field=True).counts == {"done": 3}
    rows = acting.rows(plan.number)
    field = acting.find(plan.number).parameters["field_id"]

    def value(deal: int) -> str | None:
        listed: list[dict[str, object]] = leads(scene)[deal]["custom_fields_values"] or []  # type: ignore[assignment]
        return next((str(one["values"][0]["value"]) for one in listed if one["field_id"] == field), None)  # type: ignore[index]

    assert [value(row.deal_id) for row in rows] == [str(row.content["value"]) for row in rows]
    assert acting.plan(wish).counts == {"left_out": 3}
    changed = {"field_id": field, "values": [{"value": 77}]}
    scene.patch("leads", [{"id": rows[0].deal_id, "custom_fields_values": [changed]}])
    assert acting.undo(plan.number).counts == {"kept": 1, "undone": 2}
    assert [value(row.deal_id) for row in rows] == ["77", None, None]


def test_wishes_that_cannot_be_are_told(scene: Scene) -> None:
    acting = scene.acting()
    for wish, said in (
        (Wish("task", "stuck", text=""), "no text"),
        (Wish("task", "stuck", text="{погода}"), "погода"),
        (Wish("task", "stuck", text="{"), "in braces|names"),
        (Wish("task", "stuck", text="x", days=99), "working days"),
        (Wish("task", "stuck", text="x", top=501), "at once"),
        (Wish("tag", "stuck", tag=" "), "no name"),
        (Wish("magic", "stuck"), "no kind"),
        (Wish("task", "weather", text="x"), "no finding"),
        (Wish("task", "deals", text="x"), "no deal was named"),
    ):
        with pytest.raises(InputError, match=said):
            acting.plan(wish)
