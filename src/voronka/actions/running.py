"""Writing the rows of a confirmed action. What is about to be sent is written down first, so that whoever goes on after a crash knows what to look for.

A row goes planned → sending → done. A row found as `sending` was perhaps written: tasks and notes are sought by their mark before anything is sent again,
tags and values of fields by themselves.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from voronka.actions.plan import why_changed
from voronka.actions.writing import WAYS, Answers, request_id
from voronka.clock import now
from voronka.errors import AccessError
from voronka.language import say
from voronka.model.action import Action, ActionRow, by_language
from voronka.sources.amocrm.answers import UnknownThingError, WrongRecordsError
from voronka.sources.amocrm.client import UncertainError
from voronka.sources.amocrm.desk import BATCH, Desk
from voronka.team.actions import Actions

#: A write whose answer was lost may still come through: so many seconds are waited before it is looked for, so many times in all.
SETTLE, LOOKS = 3.0, 3
Changes = dict[int, Mapping[str, Any]]


@dataclass
class Run:
    """Writes one action; `pause` waits. Errors of the desk end it: whatever was not written stays to be tried again."""

    desk: Desk
    kept: Actions
    action: Action
    settle: float = SETTLE
    pause: Callable[[float], object] = time.sleep
    _looks: int = field(default=0, init=False)

    def all(self) -> None:
        """Write all rows that are planned, after seeing what became of those that were under way."""
        self.resolve()
        while rows := self.kept.rows(self.action.number, "planned")[:BATCH]:
            self._batch(rows)

    def _batch(self, rows: Sequence[ActionRow]) -> None:
        ready = self._still_as_confirmed(rows)
        if not ready:
            return
        way = WAYS[self.action.kind]
        self.kept.put_rows(
            self.action.number, {row.place: {"state": "sending", "before": row.before} for row in ready}
        )
        try:
            answers = way.send(self.desk, self.action, ready)
        except WrongRecordsError as error:
            self._refused(ready, error)
        except UncertainError:
            self._look_again()
        except (AccessError, UnknownThingError):
            # a refused request has written nothing
            self._back(ready)
            raise
        else:
            self._done(ready, answers)

    def _still_as_confirmed(self, rows: Sequence[ActionRow]) -> list[ActionRow]:
        """The rows whose deals are as they were on the list; the others are put aside with what has changed. What must be known for taking back is noted."""
        live = self.desk.deals([row.deal_id for row in rows])
        changed: Changes = {}
        ready = []
        for row in rows:
            deal = live.get(row.deal_id)
            why = why_changed(row.before, deal)
            if why is not None:
                changed[row.place] = {"state": "changed", "why": by_language(why)}
            elif deal is not None:
                # of a row that may have been written already the first note holds
                known = {**WAYS[self.action.kind].before(self.action, row, deal), **row.before}
                ready.append(replace(row, before=known))
        self.kept.put_rows(self.action.number, changed)
        return ready

    def _done(self, rows: Sequence[ActionRow], answers: Answers) -> None:
        changes: Changes = {}
        for row in rows:
            answer = answers.get(request_id(row))
            if answer is not None:
                changes[row.place] = _written(answer)
        self.kept.put_rows(self.action.number, changes)
        if len(changes) < len(rows):
            self._look_again()

    def _refused(self, rows: Sequence[ActionRow], error: WrongRecordsError) -> None:
        """Those that are wrong fail; the others are to be sent again, as nothing of the request was written."""
        changes: Changes = {}
        for row in rows:
            why = error.records.get(request_id(row))
            changes[row.place] = (
                {"state": "failed", "why": by_language(why), "answer": {"error": why}}
                if why
                else {"state": "planned"}
            )
        self.kept.put_rows(self.action.number, changes)
        if all(row.place in changes and changes[row.place]["state"] == "planned" for row in rows):
            raise error

    def _back(self, rows: Sequence[ActionRow]) -> None:
        self.kept.put_rows(self.action.number, {row.place: {"state": "planned"} for row in rows})

    def _look_again(self) -> None:
        """The answer did not say: wait for what may still come through, then look."""
        self._looks += 1
        if self._looks > LOOKS:
            raise UncertainError(
                say("amoCRM does not answer as it should, so it is not known what was written"),
                say("{n} looks brought nothing", n=LOOKS),
                say("go on with the action later: Voronka looks at what is there before it writes again"),
            )
        self.pause(self.settle)
        self.resolve()

    def resolve(self) -> None:
        """What became of rows that were under way: found ones are done, the others are to be sent again."""
        rows = self.kept.rows(self.action.number, "sending")
        if not rows:
            return
        found = WAYS[self.action.kind].seek(self.desk, self.action, rows)
        self._looks = 0 if found else self._looks
        changes: Changes = {
            row.place: _written(found[row.place]) if row.place in found else {"state": "planned"}
            for row in rows
        }
        self.kept.put_rows(self.action.number, changes)


def _written(answer: Mapping[str, Any]) -> dict[str, Any]:
    told = {name: answer[name] for name in ("id", "updated_at", "created_at", "request_id") if name in answer}
    return {
        "state": "done",
        "answer": told,
        "crm_id": int(answer.get("id") or 0),
        "written_at": now(),
        "why": {},
    }
