"""Taking back what an action wrote, as far as amoCRM allows it; what somebody has changed since stays theirs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from voronka.actions.words import place_in
from voronka.actions.writing import request_id, with_value
from voronka.clock import now
from voronka.language import Phrase, say
from voronka.model.action import Action, ActionRow, by_language
from voronka.sources.amocrm.answers import WrongRecordsError
from voronka.sources.amocrm.desk import BATCH, Desk
from voronka.team.actions import Actions

Body = dict[str, Any]
#: What is sent to take a row back; or why it stays as it is.
Verdicts = Mapping[int, Body | Phrase]
_GONE = say("it is not there any more")
_TAKEN_BACK = {
    "task": say("Withdrawn: this task was set by Voronka, and then undone."),
    "note": say("Withdrawn: this note was written by Voronka, and then undone."),
}


@dataclass
class Undo:
    """Takes one action back; every request may be sent twice, so whoever goes on after a crash just does it again."""

    desk: Desk
    kept: Actions
    action: Action
    language: str

    def all(self) -> None:
        """Take back all rows that stand in the CRM."""
        # What was under way when it stopped has been looked for by who undoes, so every row is either done or not.
        rows = self.kept.rows(self.action.number, "done", "undoing")
        for first in range(0, len(rows), BATCH):
            self._batch(rows[first : first + BATCH])

    def _batch(self, rows: Sequence[ActionRow]) -> None:
        judge, send = _WAYS[self.action.kind]
        verdicts = judge(self, rows)
        self._keep({place: one for place, one in verdicts.items() if isinstance(one, Phrase)})
        bodies = {place: one for place, one in verdicts.items() if not isinstance(one, Phrase)}
        self._put(bodies, "undoing")
        while bodies:
            try:
                send(self.desk, list(bodies.values()))
            except WrongRecordsError as error:
                refused = {
                    place: error.records[str(place)] for place in bodies if str(place) in error.records
                }
                if not refused:
                    raise
                self._keep(refused)
                bodies = {place: body for place, body in bodies.items() if place not in refused}
            else:
                break
        self._put(bodies, "undone", undone_at=now())

    def _put(self, rows: Mapping[int, object], state: str, **values: Any) -> None:
        self.kept.put_rows(self.action.number, {place: {"state": state, **values} for place in rows})

    def _keep(self, reasons: Mapping[int, Any]) -> None:
        self.kept.put_rows(
            self.action.number,
            {place: {"state": "kept", "why": by_language(why)} for place, why in reasons.items()},
        )


def _tasks(undo: Undo, rows: Sequence[ActionRow]) -> Verdicts:
    live = undo.desk.tasks([row.crm_id for row in rows])
    result = _TAKEN_BACK["task"].in_(undo.language)
    found: dict[int, Body | Phrase] = {}
    for row in rows:
        task = live.get(row.crm_id)
        if task is None:
            found[row.place] = _GONE
        elif place_in(str(task.get("text", "")), undo.action.key) != row.place:
            found[row.place] = say("somebody has rewritten it")
        elif task.get("is_completed") and row.state == "done":
            found[row.place] = say("the task is done already")
        else:
            found[row.place] = {
                "request_id": request_id(row),
                "id": row.crm_id,
                "is_completed": True,
                "result": {"text": result},
            }
    return found


def _notes(undo: Undo, rows: Sequence[ActionRow]) -> Verdicts:
    live = {int(one["id"]): one for one in undo.desk.notes_of([row.deal_id for row in rows])}
    text = _TAKEN_BACK["note"].in_(undo.language)
    found: dict[int, Body | Phrase] = {}
    for row in rows:
        note = live.get(row.crm_id)
        if note is None:
            found[row.place] = _GONE
        elif (
            row.state == "done"
            and place_in(str((note.get("params") or {}).get("text")), undo.action.key) is None
        ):
            found[row.place] = say("somebody has rewritten it")
        else:
            params = {"text": f"{text} (Воронка {undo.action.key}-{row.place})"}
            found[row.place] = {
                "request_id": request_id(row),
                "id": row.crm_id,
                "note_type": "common",
                "params": params,
            }
    return found


def _tags(undo: Undo, rows: Sequence[ActionRow]) -> Verdicts:
    live = undo.desk.deals([row.deal_id for row in rows])
    found: dict[int, Body | Phrase] = {}
    for row in rows:
        deal, tag = live.get(row.deal_id), row.content["tag"]
        if deal is None or (tag not in deal.tags and row.state == "done"):
            found[row.place] = _GONE
        elif row.before.get("had_tag"):
            found[row.place] = say("the deal had this tag before")
        else:
            found[row.place] = {
                "request_id": request_id(row),
                "id": row.deal_id,
                "tags_to_delete": [{"name": tag}],
            }
    return found


def _scores(undo: Undo, rows: Sequence[ActionRow]) -> Verdicts:
    live, field_id = undo.desk.deals([row.deal_id for row in rows]), undo.action.parameters["field_id"]
    found: dict[int, Body | Phrase] = {}
    for row in rows:
        deal, before = live.get(row.deal_id), row.before.get("value")
        if deal is None:
            found[row.place] = _GONE
        elif deal.values.get(field_id) not in {
            str(row.content["value"]),
            *([before] if row.state == "undoing" else []),
        }:
            found[row.place] = say("somebody has changed the value since")
        else:
            found[row.place] = with_value(row, field_id, before)
    return found


_WAYS: Mapping[
    str, tuple[Callable[[Undo, Sequence[ActionRow]], Verdicts], Callable[[Desk, list[Body]], object]]
] = {
    "task": (_tasks, lambda desk, bodies: desk.change_tasks(bodies)),
    "note": (_notes, lambda desk, bodies: desk.change_notes(bodies)),
    "tag": (_tags, lambda desk, bodies: desk.change_deals(bodies)),
    "score": (_scores, lambda desk, bodies: desk.change_deals(bodies)),
}
