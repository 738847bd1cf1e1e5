"""The list before anything is written: each deal as the CRM has it at this moment, what would be written on it, or why it is left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from voronka.actions.findings import Target
from voronka.actions.wish import Wish
from voronka.actions.words import filled, marked
from voronka.language import Phrase, say
from voronka.metrics.names import Dictionary
from voronka.model.action import ActionRow, by_language
from voronka.model.rights import Rights
from voronka.sources.amocrm.desk import LiveDeal


@dataclass(frozen=True)
class Ground:
    """What a plan is made of beside its targets: who is asked for, which deals bear a task of ours, who still works there, the deadline, the field."""

    wish: Wish
    key: str
    names: Dictionary
    rights: Rights
    deals: Mapping[int, LiveDeal]
    with_task: frozenset[int]
    active: frozenset[int] | None
    till: int
    field_id: int | None


def planned(ground: Ground, targets: Sequence[Target]) -> list[ActionRow]:
    """One row per target, in their order."""
    return [_row(ground, place, target) for place, target in enumerate(targets, 1)]


def _row(ground: Ground, place: int, target: Target) -> ActionRow:
    live = ground.deals.get(target.deal_id)
    why = _why_not(ground, target, live)
    owner = live.owner_id if live else 0
    name = ground.names.people.get((target.account_id, owner), "") or (f"#{owner}" if owner else "")
    return ActionRow(
        place,
        target.deal_id,
        target.name,
        owner,
        name,
        "left_out" if why else "planned",
        {} if why else _content(ground, place, target),
        before_of(live, stage_name(ground.names, target.account_id, live)) if live else {},
        why=by_language(why) if why else {},
    )


def _content(ground: Ground, place: int, target: Target) -> dict[str, Any]:
    wish = ground.wish
    if wish.kind == "task":
        return {"text": marked(filled(wish.text, target), ground.key, place), "till": ground.till}
    if wish.kind == "note":
        return {"text": marked(filled(wish.text, target), ground.key, place)}
    if wish.kind == "tag":
        return {"tag": wish.tag.strip()}
    return {"value": target.score}


def _why_not(ground: Ground, target: Target, live: LiveDeal | None) -> Phrase | None:
    if live is None:
        return say("the deal is not there any more, or the token does not see it")
    if live.is_closed:
        return say("the deal has been closed since it was read")
    people = ground.rights.people
    if people is not None and (target.account_id, live.owner_id) not in people:
        return say("the deal is somebody else's now")
    now = stage_name(ground.names, target.account_id, live)
    if target.stage and now and target.stage not in now:
        return say("the deal has moved on since it was read: it is on “{stage}” now", stage=now[0])
    return _why_not_this(ground, target, live)


def _why_not_this(ground: Ground, target: Target, live: LiveDeal) -> Phrase | None:
    kind = ground.wish.kind
    if kind == "task" and ground.active is not None and live.owner_id not in ground.active:
        return say("whoever is responsible for the deal works there no more")
    if kind == "task" and target.deal_id in ground.with_task and live.next_task_at:
        return say("the deal has an open task that was set from here")
    if kind == "task" and ground.wish.skip_busy and live.next_task_at:
        return say("the deal has an open task already")
    if kind == "tag" and ground.wish.tag.strip() in live.tags:
        return say("the deal has this tag already")
    if kind == "score" and target.score is None:
        return say("no chance is known of the deal")
    if kind == "score" and ground.field_id and live.values.get(ground.field_id) == str(target.score):
        return say("the field has this value already")
    return None


def stage_name(names: Dictionary, account_id: int, live: LiveDeal | None) -> tuple[str, ...]:
    """How the stage of a deal may be called: by its name, and by the label that tells namesakes apart; nothing for a stage not read yet."""
    if live is None:
        return ()
    for pipeline in names.pipelines:
        if (pipeline.account_id, pipeline.pipeline_id) == (account_id, live.pipeline_id):
            for stage in pipeline.stages:
                if stage.stage_id == live.status_id:
                    return stage.name, pipeline.labels[stage.stage_id]
    return ()


def before_of(live: LiveDeal, stage: Sequence[str] = ()) -> dict[str, Any]:
    """How a deal is, as it is kept beside what is written."""
    return {
        "pipeline_id": live.pipeline_id,
        "status_id": live.status_id,
        "owner_id": live.owner_id,
        "stage": stage[0] if stage else "",
    }


def why_changed(before: Mapping[str, Any], live: LiveDeal | None) -> Phrase | None:
    """What has happened to a deal since the list was made, so that it is not written any more; None where nothing has."""
    if live is None:
        return say("the deal was deleted after the list was made")
    if live.is_closed:
        return say("the deal was closed after the list was made")
    if live.owner_id != before.get("owner_id"):
        return say("the deal went to somebody else after the list was made")
    if (live.pipeline_id, live.status_id) != (before.get("pipeline_id"), before.get("status_id")):
        return say("the deal moved on after the list was made")
    return None
