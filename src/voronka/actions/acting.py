"""Acting in the CRM as somebody: prepare, write, undo, look. Every door is checked here again, whoever calls: the settings, the rights, the CRM."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from voronka.actions.findings import Target, finding_named
from voronka.actions.gate import allowed_kinds, is_own, require_crm, require_kind
from voronka.actions.kinds import kind_named
from voronka.actions.plan import Ground, planned
from voronka.actions.running import SETTLE, Run
from voronka.actions.undoing import Undo
from voronka.actions.wish import Wish
from voronka.actions.words import deadline
from voronka.clock import now
from voronka.errors import AbsentError, InputError, RightsError, StoreError, VoronkaError
from voronka.language import LANGUAGES, Phrase, say, translated
from voronka.model.action import Action, ActionRow, State
from voronka.model.context import Context
from voronka.settings import told_by
from voronka.sources.amocrm import open_desk
from voronka.sources.amocrm.desk import Desk
from voronka.team.actions import Actions, new_key
from voronka.workspace import Workspace

#: A list that is older than this is made anew before it is written.
LASTS = timedelta(hours=24)
_PAGE = 200


@dataclass(frozen=True)
class Acting:
    """The actions of a company as `who` may see and do them; `may`: whether their role allows it at all. `settle` are seconds after a lost answer."""

    company: Workspace
    who: str = ""
    may: bool = True
    settle: float = SETTLE

    def plan(self, wish: Wish) -> Action:
        """Prepare an action: look at every deal as it is now and keep what would be written. Nothing is written into the CRM."""
        self._require(wish.kind)
        wish = wish.checked()
        targets = list(finding_named(wish.finding).find(self.company, wish))
        if not targets:
            raise InputError(say("there are no such deals"), do=say("ask for others"))
        account = self._account()
        own = [one for one in targets if one.account_id == account]
        if not own:
            raise InputError(say("nothing can be written"), say("these deals do not come from amoCRM"))
        with self._desk() as desk:
            return self._planned(desk, wish, own[: kind_named(wish.kind).most], account)

    def run(self, number: int, make_field: bool = False) -> Action:
        """Write a prepared action, or what is left of one that stopped; what was confirmed is what is written. `make_field` agrees to a new field."""
        action = self.find(number)
        self._require(action.kind)
        self._check_state(action, "planned", "running", "stopped")
        if action.state == "planned" and now() - action.made_at > LASTS:
            raise InputError(
                say("this list is older than a day"), do=say("make it anew: deals have moved on since")
            )
        with self._locked(), self._desk() as desk:
            action = self._with_field(desk, action, make_field)
            if action.state == "planned":
                confirmed = {"confirmed_at": now(), "confirmed_by": self.who}
            else:
                confirmed = {}
            self._kept.put(number, "running", error={}, **confirmed)
            run = Run(desk, self._kept, action, self.settle)
            self._told(number, run.all, "done")
        return self._kept.find(number)

    def undo(self, number: int) -> Action:
        """Take back what an action wrote, as far as amoCRM allows it."""
        action = self.find(number)
        self._require(action.kind)
        self._check_state(action, "done", "stopped", "running", "undoing", "undone")
        with self._locked(), self._desk() as desk:
            who = {} if action.state == "undoing" else {"undone_at": now(), "undone_by": self.who}
            self._kept.put(number, "undoing", error={}, **who)
            undo = Undo(desk, self._kept, action, self.company.settings["display.language"])

            def take_back() -> None:
                Run(desk, self._kept, action, self.settle).resolve()
                undo.all()

            self._told(number, take_back, "undone")
        return self._kept.find(number)

    def cancel(self, number: int) -> Action:
        """Give a prepared action up; nothing of it was written."""
        action = self.find(number)
        self._require_role()
        self._check_state(action, "planned")
        self._kept.put(number, "cancelled")
        return self._kept.find(number)

    def listed(self, limit: int = 100) -> tuple[Action, ...]:
        """The newest actions that are about seen deals alone."""
        self._require_role()
        if not self.company.has_team():
            return ()
        listed = self._kept.all(limit)
        return tuple(one for one in listed if self._is_seen(one))

    def find(self, number: int) -> Action:
        """One action; AbsentError when there is none, or it is about deals of others."""
        self._require_role()
        if not self.company.has_team():
            raise _absent(number)
        found = self._kept.find(number)
        if not self._is_seen(found):
            raise _absent(number)
        return found

    def rows(self, number: int) -> tuple[ActionRow, ...]:
        """The rows of an action."""
        return self._kept.rows(self.find(number).number)

    def allowed(self) -> tuple[str, ...]:
        """The kinds that the owner has allowed."""
        return allowed_kinds(self.company.settings)

    def is_busy(self) -> bool:
        """Whether something is being written now."""
        try:
            with self._locked():
                return False
        except StoreError:
            return True

    @property
    def _kept(self) -> Actions:
        return Actions(self.company.database())

    def _is_seen(self, action: Action) -> bool:
        return self.company.rights.sees_all or is_own(
            self.company.rights, action.account_id, self._kept.rows(action.number)
        )

    def _require_role(self) -> None:
        if not self.may:
            raise RightsError(
                say("your role does not allow this"),
                say("it needs the right to {ability}", ability=say("act in the CRM")),
                say("ask the owner for another role"),
            )

    def _require(self, kind: str) -> None:
        self._require_role()
        require_kind(self.company.settings, kind)
        require_crm(self.company)

    def _account(self) -> int:
        """The account of the CRM that is connected."""
        found = (one for one in self.company.dictionary().accounts if one.source_kind == "amocrm")
        account = next(found, None)
        if account is None:
            raise InputError(say("nothing can be written"), say("these deals do not come from amoCRM"))
        return account.account_id

    def _planned(self, desk: Desk, wish: Wish, targets: list[Target], account: int) -> Action:
        key, told = new_key(), told_by(self.company.settings)
        live = desk.deals(one.deal_id for one in targets)
        field_id = desk.field(wish.field_name.strip()) if wish.kind == "score" else None
        till = self._till(wish, told)
        ground = Ground(
            wish,
            key,
            self.company.whole_dictionary(),
            self.company.rights,
            live,
            frozenset(self._kept.tasks_on({one.deal_id for one in targets})),
            desk.active_people() if wish.kind == "task" else None,
            till,
            field_id,
        )
        parameters: dict[str, Any] = {"warning": _by_language(desk.warning())}
        parameters |= _parameters(wish, till, field_id)
        rows = planned(ground, targets)
        number = self._kept.add(
            kind_named(wish.kind).name, wish.finding, account, parameters, rows, self.who, now(), key
        )
        return self._kept.find(number)

    def _till(self, wish: Wish, told: Context) -> int:
        if wish.kind != "task":
            return 0
        return deadline(now(), wish.days, self.company.timezone, told.country, told.working_hours[1])

    def _with_field(self, desk: Desk, action: Action, make_field: bool) -> Action:
        """The action with its field, which is made where there is none and somebody agrees."""
        parameters = dict(action.parameters)
        if action.kind != "score" or parameters.get("field_id"):
            return action
        name = str(parameters["field_name"])
        found = desk.field(name)
        if found is None:
            if not make_field:
                raise InputError(
                    say("amoCRM has no field “{name}”", name=name),
                    say("it would be made for all deals of the account"),
                    say("agree to that, or name a field that is there"),
                )
            found = desk.add_field(name)
        parameters["field_id"] = found
        self._kept.put_parameters(action.number, parameters)
        return self._kept.find(action.number)

    def _told(self, number: int, work: Callable[[], None], end: State) -> None:
        """Do the work; where it stops the action says why, and the error goes on."""
        try:
            work()
        except VoronkaError as error:
            parts = (error.what, error.why, error.do)
            said = {language: [str(translated(part, language)) for part in parts] for language in LANGUAGES}
            state: State = "stopped" if end == "done" else "undoing"
            self._kept.put(number, state, error=said)
            raise
        self._kept.put(number, end)

    @staticmethod
    def _check_state(action: Action, *states: str) -> None:
        if action.state not in states:
            raise InputError(
                say("action {number} cannot be taken up again", number=action.number),
                say("it is over: {state}", state=STATES[action.state]),
            )

    @contextmanager
    def _desk(self) -> Iterator[Desk]:
        desk = open_desk(self.company.folder, self.company.settings)
        try:
            yield desk
        finally:
            desk.close()

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """One writes into the CRM at a time; StoreError while another does. A process that dies lets go."""
        path = self.company.folder / "work" / "action.lock"
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(handle)
            raise StoreError(
                say("another action is being written now"), do=say("wait until it is over, then try again")
            ) from error
        try:
            yield
        finally:
            os.close(handle)


#: How states are told.
STATES: dict[str, Phrase] = {
    "planned": say("prepared"),
    "running": say("being written"),
    "stopped": say("stopped"),
    "done": say("written"),
    "cancelled": say("given up"),
    "undoing": say("being undone"),
    "undone": say("undone"),
}
#: How states of rows are told.
ROW_STATES: dict[str, Phrase] = {
    "planned": say("to be written"),
    "left_out": say("left out"),
    "changed": say("changed since, not written"),
    "sending": say("perhaps written"),
    "done": say("written"),
    "failed": say("refused by amoCRM"),
    "undoing": say("being undone"),
    "undone": say("undone"),
    "kept": say("stays as it is"),
}


def _by_language(phrase: Phrase | None) -> dict[str, str]:
    return {language: phrase.in_(language) for language in LANGUAGES} if phrase else {}


def _parameters(wish: Wish, till: int, field_id: int | None) -> dict[str, Any]:
    if wish.kind == "task":
        return {"text": wish.text.strip(), "days": wish.days, "till": till}
    if wish.kind == "note":
        return {"text": wish.text.strip()}
    if wish.kind == "tag":
        return {"tag": wish.tag.strip()}
    return {"field_name": wish.field_name.strip(), "field_id": field_id}


def _absent(number: int) -> AbsentError:
    return AbsentError(
        say("there is no action number {number}", number=number), do=say("voronka action list shows them")
    )
