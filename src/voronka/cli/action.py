"""`action`: from a finding to tasks, notes, tags and scores in amoCRM; prepared, written, shown, undone, allowed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import voronka
from voronka.cli import options
from voronka.cli.people import author
from voronka.cli.texts import here
from voronka.clock import local_text, now
from voronka.language import chosen, say

if TYPE_CHECKING:
    from voronka.actions import Acting
    from voronka.model.action import Action, ActionRow
    from voronka.workspace import Workspace

_FINDINGS = ("stuck", "unanswered", "score", "deals")
_KINDS = ("task", "note", "tag", "score")
NUMBER = click.argument("number", type=click.IntRange(1))


@click.group(
    help=here(
        say(
            "Tasks, notes, tags and scores in amoCRM: off until allowed, listed before they are written, undone after."
        )
    )
)
def action() -> None:
    """Actions in the CRM."""


@action.command(
    help=here(
        say(
            "Prepare a list; nothing is written. FINDING: stuck, unanswered, score, or deals with their numbers."
        )
    )
)
@click.argument("finding", type=click.Choice(_FINDINGS))
@click.argument("deals", nargs=-1)
@click.option("--kind", type=click.Choice(_KINDS), default="task", help=here(say("what is to be written")))
@click.option(
    "--text", help=here(say("text of a task or note; in braces it may name deal, stage, days, owner"))
)
@click.option("--days", default=1, help=here(say("deadline of a task in working days; 0 is today")))
@click.option("--top", default=20, help=here(say("so many deals at most")))
@click.option("--tag", default="", help=here(say("the tag")))
@click.option("--field", "field_name", default="", help=here(say("the field of deals that holds the score")))
@click.option("--also-busy", is_flag=True, help=here(say("also deals that have an open task")))
@click.option("--pipeline", help=here(say("name or id of the pipeline; else the main one")))
@click.option(
    "--where", multiple=True, help=here(say("filter, may be repeated: source=site,phone or manager!=Anna"))
)
@options.workspace
@options.output
def plan(finding: str, deals: tuple[str, ...], folder: Path, style: str, **more: Any) -> None:
    """Prepare."""
    from voronka.actions import FINDINGS, Wish

    with voronka.open(folder) as company:
        language = company.settings["display.language"]
        wish = Wish(
            more["kind"],
            finding,
            _question(company, finding, more["pipeline"], more["where"]),
            deals,
            more["text"] or FINDINGS[finding].text[language],
            more["days"],
            more["top"],
            more["tag"],
            more["field_name"],
            not more["also_busy"],
        )
        acting = _acting(company)
        made = acting.plan(wish)
        _log(company, "action_planned", f"{made.number}: {made.kind}, {made.finding}, {made.to_write}")
        _print(company, acting, made, style)
        if style == "table":
            click.echo(
                here(
                    say(
                        "Nothing is written yet. voronka action run {number} writes this list.",
                        number=made.number,
                    )
                )
            )


@action.command(help=here(say("Write a prepared list into amoCRM, or go on with one that stopped.")))
@NUMBER
@click.option("--yes", is_flag=True, help=here(say("do not ask again")))
@click.option("--make-field", is_flag=True, help=here(say("make the field of the score where there is none")))
@options.workspace
def run(number: int, yes: bool, make_field: bool, folder: Path) -> None:
    """Write."""
    with voronka.open(folder) as company:
        acting = _acting(company)
        found = acting.find(number)
        if not yes:
            click.confirm(here(say("Write on {n} deals of amoCRM?", n=found.to_write)), abort=True)
        _log(company, "action_run", str(number))
        _told(acting.run(number, make_field))


@action.command(help=here(say("Take back what was written, as far as amoCRM allows it.")))
@NUMBER
@click.option("--yes", is_flag=True, help=here(say("do not ask again")))
@options.workspace
def undo(number: int, yes: bool, folder: Path) -> None:
    """Undo."""
    from voronka.actions import KINDS

    with voronka.open(folder) as company:
        acting = _acting(company)
        found = acting.find(number)
        if not yes:
            click.echo(here(KINDS[found.kind].undo))
            click.confirm(here(say("Undo it on {n} deals?", n=found.written)), abort=True)
        _log(company, "action_undone", str(number))
        _told(acting.undo(number))


@action.command(help=here(say("Give a prepared list up.")))
@NUMBER
@options.workspace
def cancel(number: int, folder: Path) -> None:
    """Cancel."""
    with voronka.open(folder) as company:
        _told(_acting(company).cancel(number))
        _log(company, "action_cancelled", str(number))


@action.command("list", help=here(say("List the actions, the newest first.")))
@options.workspace
@options.output
def list_(folder: Path, style: str) -> None:
    """List."""
    from voronka.actions.acting import STATES
    from voronka.render.terminal import print_table

    with voronka.open(folder) as company:
        listed = _acting(company).listed()
    rows = [
        {
            "number": one.number,
            "kind": one.kind,
            "finding": one.finding,
            "state": one.state if style == "json" else here(STATES[one.state]),
            "deals": sum(one.counts.values()),
            "written": one.count("done"),
            "who": one.confirmed_by or one.made_by,
            "made_at": one.made_at.isoformat(" ", "minutes"),
        }
        for one in listed
    ]
    titles = {"number": say("No."), "kind": say("kind"), "finding": say("finding"), "state": say("state"), "deals": say("deals"), "written": say("written"), "who": say("who"), "made_at": say("prepared at")}  # fmt: skip
    print_table(rows, titles, style, chosen())


@action.command(help=here(say("Show an action with what was written on each deal and what amoCRM answered.")))
@NUMBER
@options.workspace
@options.output
def show(number: int, folder: Path, style: str) -> None:
    """Show."""
    with voronka.open(folder) as company:
        acting = _acting(company)
        _print(company, acting, acting.find(number), style)


@action.command(
    help=here(say("Say what may be written into amoCRM: task, note, tag, score; without any: nothing."))
)
@click.argument("kinds", nargs=-1, type=click.Choice(_KINDS))
@click.option("--managers/--no-managers", default=False, help=here(say("managers too, each on own deals")))
@options.workspace
def allow(kinds: tuple[str, ...], managers: bool, folder: Path) -> None:
    """Allow."""
    with voronka.open(folder) as company:
        company.change_settings(
            {"actions.allowed": ", ".join(dict.fromkeys(kinds)) or None, "actions.managers": managers or None}
        )
        _log(company, "actions_allowed", ", ".join([*kinds, *(["managers"] if managers else [])]) or "—")
    said = (
        say("Voronka may write into amoCRM: {names}.", names=", ".join(kinds))
        if kinds
        else say("Voronka may write nothing into amoCRM.")
    )
    click.echo(here(said))


def _acting(company: Workspace) -> Acting:
    from voronka.actions import Acting

    return Acting(company, author(None))


def _question(company: Workspace, finding: str, pipeline: str | None, where: tuple[str, ...]) -> Any:
    metric = {"unanswered": "response", "deals": "stuck"}.get(finding, finding)
    return company.question(metric, pipeline=pipeline, where=where or None)


def _log(company: Workspace, what: str, about: str) -> None:
    company.access().audit.write(what, now(), author(None), about)


def _told(done: Action) -> None:
    from voronka.actions.acting import ROW_STATES, STATES

    counts = ", ".join(f"{here(ROW_STATES[state])} — {count}" for state, count in done.counts.items())
    click.echo(
        here(
            say(
                "Action {number}: {state} ({counts}).",
                number=done.number,
                state=STATES[done.state],
                counts=counts,
            )
        )
    )


def _print(company: Workspace, acting: Acting, found: Action, style: str) -> None:
    from voronka.actions.acting import ROW_STATES
    from voronka.render.terminal import print_table

    listed = acting.rows(found.number)
    if style == "json":
        click.echo(
            json.dumps(
                {**found.to_dict(), "rows": [row.to_dict() for row in listed]}, ensure_ascii=False, indent=2
            )
        )
        return
    rows = [_line(company, row, here(ROW_STATES[row.state])) for row in listed]
    titles = {"deal": say("deal"), "name": say("name"), "who": say("responsible"), "what": say("what"), "till": say("deadline"), "state": say("state"), "why": say("reason")}  # fmt: skip
    print_table(rows, titles, style, chosen())
    if style == "table":
        _told(found)


def _line(company: Workspace, row: ActionRow, state: str) -> dict[str, Any]:
    from datetime import UTC, datetime

    till = row.content.get("till")
    moment = datetime.fromtimestamp(till, UTC).replace(tzinfo=None) if till else None
    what = row.content.get("text") or row.content.get("tag") or row.content.get("value", "")
    return {
        "deal": row.deal_id,
        "name": row.deal_name,
        "who": row.person_name,
        "what": str(what).split("\n", 1)[0],
        "till": local_text(moment, company.timezone) if moment else "",
        "state": state,
        "why": row.why.get(chosen(), ""),
    }
