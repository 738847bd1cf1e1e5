"""The letter of a schedule for somebody: made of the company as they may see it."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import datetime
from typing import get_args

from voronka.clock import local_day
from voronka.delivery.failures import DeliveryError
from voronka.language import say
from voronka.model.letter import Letter
from voronka.model.reader import Reader
from voronka.model.rights import EVERYTHING, Rights
from voronka.team.alerts import Alerts
from voronka.team.schedules import ALERTS, Schedule
from voronka.workspace import Workspace

#: Forms that are the letter itself.
LETTER = ("html", "text")


def letter_for(workspace: Workspace, schedule: Schedule, moment: datetime, reader: int | None) -> Letter:
    """What a schedule sends at a moment to a reader of the team, or (None) to somebody outside under its maker's rights."""
    if schedule.kind == ALERTS:
        return _alarm(workspace, schedule, moment, reader)
    from voronka.reports.kinds import kind_of, last_whole
    from voronka.reports.letter import letter
    from voronka.reports.making import make
    from voronka.reports.report import Form

    whose = _reader(workspace, schedule.reader if reader is None else reader)
    rights = EVERYTHING if whose is None else workspace.rights_of(whose.own)
    _check(schedule, rights)
    # whoever may take no files gets the letter alone
    forms: list[Form] = [form for form in get_args(Form) if form in schedule.formats and form not in LETTER]
    if whose is not None and not whose.may("export"):
        forms = []
    span = kind_of(schedule.kind).span
    today = local_day(moment, workspace.timezone)
    report = make(
        workspace.seen_by(rights),
        schedule.kind,
        period=last_whole(span, today) if span else None,
        language=schedule.language,
        view=schedule.view or None,
    )
    return _tidy(letter(report, forms))


def _alarm(workspace: Workspace, schedule: Schedule, moment: datetime, reader: int | None) -> Letter:
    """What rang at a moment, as it was written down then."""
    from voronka.reports.alarm import letter

    whose = _reader(workspace, schedule.reader if reader is None else reader)
    rights = EVERYTHING if whose is None else workspace.rights_of(whose.own)
    told = Alerts(workspace.database(), rights.mark).rung_at(moment)
    if not told:
        raise DeliveryError(
            say("there is nothing to tell of"),
            say("whose deals this recipient sees has changed since it rang"),
            say("the page of alerts shows what rings for them now"),
        )
    address = workspace.settings["web.address"]
    return _tidy(letter(workspace.seen_by(rights), told, schedule.language, address))


def _tidy(found: Letter) -> Letter:
    """Subject and names of files without signs that are not seen, such as those that keep words together."""
    files = tuple(replace(one, name=_seen(one.name)) for one in found.files)
    return replace(found, subject=_seen(found.subject), files=files)


def _seen(text: str) -> str:
    return "".join(letter for letter in text if unicodedata.category(letter) != "Cf")


def _reader(workspace: Workspace, number: int | None) -> Reader | None:
    return None if number is None else workspace.access().readers.find(str(number))


def _check(schedule: Schedule, rights: Rights) -> None:
    if schedule.kind == "personal" and (rights.people is None or len(rights.people) != 1):
        raise DeliveryError(
            say("a personal report is about one person"),
            say("this recipient sees the deals of several"),
            say("choose another report, or let them see the deals of one person"),
        )
