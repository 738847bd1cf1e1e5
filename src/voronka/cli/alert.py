"""`alert`: what is not as usual, who is told of it, and where the lines are."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import voronka
from voronka.cli import options
from voronka.cli.people import author
from voronka.cli.texts import here
from voronka.clock import local_text, now
from voronka.errors import StoreError
from voronka.language import chosen, say
from voronka.model.alert import RULES

if TYPE_CHECKING:
    from voronka.team.deliveries import Cause
    from voronka.workspace import Workspace
    from voronka.workspace.alerting import Alerting, Standing


@click.group(help=here(say("What is not as usual: what rings, putting it off, who is told.")))
def alert() -> None:
    """Alerts."""


@alert.command("list", help=here(say("List what rings now, the dearest first, and what was put off.")))
@options.output
@options.workspace
def list_(style: str, folder: Path) -> None:
    """Print what stands."""
    from voronka.render.terminal import print_table

    with voronka.open(folder) as company:
        desk = _alerting(company).desk()
        rows = [_row(company, one, style) for one in (*desk.standing, *desk.aside)]
    if not rows and style == "table":
        click.echo(here(say("All is as usual.")))
        return
    titles = {
        "what": say("what"),
        "evidence": say("evidence"),
        "deals": say("deals"),
        "stake": say("at stake"),
    }
    titles |= {"state": say("state"), "key": say("key")}
    print_table(rows, titles, style, chosen())


@alert.command(
    "run", help=here(say("Look now; with --due only where it is time, and tell whoever hears it."))
)
@click.option(
    "--due",
    is_flag=True,
    help=here(say("look where it is time, and send; for cron, where the server does not run")),
)
@options.workspace
@options.cause
def run_(due: bool, folder: Path, cause: Cause) -> None:
    """Look, and tell."""
    from voronka.cli.schedules import step_aside
    from voronka.delivery.bell import Bell
    from voronka.delivery.running import Post

    with voronka.open(folder) as company:
        post = Post(company)
        step_aside(post, cause)
        if not due:
            found = _alerting(company).look().found
            click.echo(here(say("Found: {found}. voronka alert list shows them.", found=len(found))))
            return
        try:
            told = Bell(company).ring() if Bell(company).is_due() else 0
            done = post.run() if post.is_due() else {}
            if (alerting := _alerting(company)).is_past_old(now()):
                alerting.count_past()
        except StoreError as error:
            # Whoever sends now sends this too.
            click.echo(error.in_(chosen()))
            return
        click.echo(
            here(
                say(
                    "New alerts: {told}. Letters delivered: {sent}.", told=told, sent=done.get("delivered", 0)
                )
            )
        )
        if done.get("dead"):
            sys.exit(8)


@alert.command(
    help=here(
        say("How often each rule would have rung, and how often rightly: every day looked at as it was then.")
    )
)
@click.option("--weeks", type=click.IntRange(1, 520), default=52, help=here(say("so many weeks back (52)")))
@options.output
@options.workspace
def past(weeks: int, style: str, folder: Path) -> None:
    """Try the rules on the past."""
    from voronka.render.alerts import scores
    from voronka.render.terminal import print_table
    from voronka.render.words import Words

    with voronka.open(folder) as company:
        made = _alerting(company).count_past(weeks)
    words = Words(chosen())
    rows = [
        {
            "rule": words(f"alerts.rule.{one.rule}"),
            "rung": one.rung,
            "rightly": one.rightly,
            "wrongly": one.wrongly,
            "open": one.unknown,
        }
        for one in scores(made.rung)
    ]
    titles = {"rule": say("rule"), "rung": say("rang"), "rightly": say("rightly"), "wrongly": say("wrongly")}
    print_table(rows, titles | {"open": say("too early to say")}, style, chosen())


@alert.command(help=here(say("Put an alert off: voronka alert snooze KEY --days 7.")))
@click.argument("key")
@click.option("--days", type=click.IntRange(1, 90), default=7, help=here(say("for so many days (7)")))
@options.workspace
def snooze(key: str, days: int, folder: Path) -> None:
    """Put an alert off."""
    with voronka.open(folder) as company:
        until = _alerting(company).snooze(key, days)
        moment = local_text(until, company.timezone)
    click.echo(here(say("It is put off until {moment}.", moment=moment)))


@alert.command(help=here(say("Let an alert ring again that was put off.")))
@click.argument("key")
@options.workspace
def wake(key: str, folder: Path) -> None:
    """Bring it back."""
    with voronka.open(folder) as company:
        had = _alerting(company).wake(key)
    click.echo(here(say("It may ring again.") if had else say("It was not put off.")))


@alert.command(help=here(say("Say whether an alert was useful: voronka alert vote KEY yes.")))
@click.argument("key")
@click.argument("answer", type=click.Choice(["yes", "no"]))
@options.workspace
def vote(key: str, answer: str, folder: Path) -> None:
    """Vote."""
    with voronka.open(folder) as company:
        _alerting(company).vote(key, answer == "yes")
    click.echo(here(say("Noted: the rule listens to it.")))


@alert.command(
    help=here(say("Show where the lines are, or draw others: voronka alert lines --rule stay=off --most 2."))
)
@click.option(
    "--rule",
    "rules",
    multiple=True,
    help=here(say("RULE=off, calm, usual or keen; may be repeated")),
)
@click.option("--most", type=click.IntRange(0, 50), help=here(say("so many alerts a week are told")))
@click.option(
    "--stuck", type=click.IntRange(0), help=here(say("line for the money in stuck deals; 0: by history"))
)
@options.output
@options.workspace
def lines(rules: tuple[str, ...], most: int | None, stuck: int | None, style: str, folder: Path) -> None:
    """Print the lines."""
    from voronka.render.terminal import print_table
    from voronka.render.words import Words

    words = Words(chosen())
    with voronka.open(folder) as company:
        alerting = _alerting(company)
        drawn = alerting.lines()
        for text in rules:
            drawn = drawn.set(*text.partition("=")[::2])
        if most is not None:
            drawn = replace(drawn, most=most)
        if stuck is not None:
            drawn = replace(drawn, stuck_minor=100 * stuck or None)
        if drawn != alerting.lines():
            alerting.draw(drawn)
    rows = [
        {"rule": rule, "what": words(f"alerts.rule.{rule}"), "level": drawn.level(rule)} for rule in RULES
    ]
    rows += [{"rule": "most", "what": words("alerts.most"), "level": str(drawn.most)}]
    rows += [
        {
            "rule": "stuck.money",
            "what": words("alerts.stuck"),
            "level": str(drawn.stuck_minor // 100 if drawn.stuck_minor else ""),
        }
    ]
    print_table(rows, {"rule": say("rule"), "what": say("what"), "level": say("level")}, style, chosen())


def _alerting(company: Workspace) -> Alerting:
    from voronka.workspace.alerting import Alerting

    return Alerting(company, author(None))


def _row(company: Workspace, one: Standing, style: str) -> dict[str, Any]:
    from voronka.render.alerts import told
    from voronka.render.words import Words

    words = Words(chosen())
    said, off = told(one.alert, words), one.put_off
    state = words("alerts.until.day", day=local_text(off.until, company.timezone)) if off else ""
    row = {"what": said.title, "evidence": said.sentence, "deals": one.alert.n, "stake": said.stake}
    row |= {"state": state or here(say("rings")), "key": one.alert.key}
    if style != "json":
        return row
    from voronka.team.alert_text import packed

    return {**packed(one.alert), "put_off_until": off.until.isoformat() + "Z" if off else None}
