"""Whether anything may be written at all, and by whom: asked anew before every plan, every run and every undo."""

from __future__ import annotations

from collections.abc import Collection

from voronka.actions.kinds import KINDS, kind_named
from voronka.errors import InputError, RightsError
from voronka.language import Phrase, say
from voronka.model.action import ActionRow
from voronka.model.reader import Reader
from voronka.model.rights import Rights
from voronka.settings import Settings
from voronka.workspace import Workspace


def allowed_kinds(settings: Settings) -> tuple[str, ...]:
    """The kinds that the owner has allowed, in their order."""
    listed = {name.strip() for name in settings["actions.allowed"].split(",")}
    return tuple(name for name in KINDS if name in listed)


def may_act(reader: Reader | None, settings: Settings, is_closed: bool) -> bool:
    """Whether somebody may act in the CRM: owner and heads, managers where the owner allows it; where access is not set up, whoever is there."""
    if reader is None:
        return not is_closed
    return reader.may("act") and (reader.role != "manager" or bool(settings["actions.managers"]))


def require_kind(settings: Settings, name: str) -> None:
    """RightsError for a kind that is not allowed."""
    kind = kind_named(name)
    if name not in allowed_kinds(settings):
        raise RightsError(
            say("Voronka may not write this into amoCRM: {kind}", kind=kind.title),
            say("writing is off until the owner allows it, kind by kind"),
            say("the owner allows it on the page “Actions”, or by voronka action allow {name}", name=name),
        )


def why_not(company: Workspace) -> Phrase | None:
    """Why nothing can be written into the CRM of this workspace; None where it can."""
    if company.settings["source.kind"] != "amocrm":
        return say("deals here do not come from amoCRM: there is nothing to write into")
    if not company.has_token:
        return say("there is no token for amoCRM: connect it first")
    return None


def require_crm(company: Workspace) -> None:
    """InputError where there is no CRM to write into."""
    if (why := why_not(company)) is not None:
        raise InputError(say("nothing can be written"), why, say("connect amoCRM in the settings"))


def is_own(rights: Rights, account_id: int, rows: Collection[ActionRow]) -> bool:
    """Whether all deals of an action are of people whose deals are seen."""
    return rights.people is None or all((account_id, row.person_id) in rights.people for row in rows)
