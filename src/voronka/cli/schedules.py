"""`report schedule|run|history|retry|channels`: reports that go out by themselves."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

import voronka
from voronka.cli import options
from voronka.cli.people import author
from voronka.cli.texts import here
from voronka.clock import local_text, now
from voronka.errors import InputError, StoreError
from voronka.language import LANGUAGES, chosen, say

if TYPE_CHECKING:
    from voronka.delivery.desk import Wish
    from voronka.team.deliveries import Cause, Delivery
    from voronka.team.schedules import Schedule
    from voronka.workspace import Workspace

Command = TypeVar("Command", bound=Callable[..., Any])


@click.group(help=here(say("Reports that go out by themselves.")))
def schedule() -> None:
    """Schedules."""


@schedule.command(
    help=here(
        say(
            "Send a report by schedule: voronka report schedule add weekly “mon 09:00” --to anna@example.com --format pdf."
        )
    )
)
@click.argument("kind")
@click.argument("when")
@click.option(
    "--to",
    "recipients",
    multiple=True,
    required=True,
    help=here(
        say(
            "an e-mail, telegram:NUMBER, max:NUMBER, webhook:https://…, folder:NAME, or anna@example.com=telegram:NUMBER for somebody of the team; may be repeated"
        )
    ),
)
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(["html", "pdf", "xlsx", "png"]),
    help=here(say("what goes along with the letter; may be repeated")),
)
@click.option("--title", default="", help=here(say("a name of its own")))
@click.option(
    "--view",
    default="",
    help=here(say("address of a saved view, for the report “view”, such as /losses?by=source")),
)
@click.option("--lang", type=click.Choice(LANGUAGES), help=here(say("language of the report: ru or en")))
@options.workspace
def add(
    kind: str,
    when: str,
    recipients: tuple[str, ...],
    formats: tuple[str, ...],
    title: str,
    view: str,
    lang: str | None,
    folder: Path,
) -> None:  # fmt: skip
    """Keep a schedule."""
    from voronka.delivery.desk import Desk, Wish, read_recipients

    with voronka.open(folder) as company:
        whom = read_recipients(recipients, company)
        language = lang or company.settings["display.language"]
        wish: Wish = Wish(kind, when, whom, ("html", *formats), title, view, language)
        desk = Desk(company)
        made = desk.add(wish)
        _write_down(company, "schedule_set", f"{made.number}: {made.kind}, {made.rule.to_text()}")
        click.echo(
            here(
                say(
                    "Kept as number {number}: {name}, {when}.",
                    number=made.number,
                    name=_title(made),
                    when=_when(made),
                )
            )
        )
        click.echo(here(say("Next: {when}", when=_coming(company, desk.next(made)))))


@schedule.command("list", help=here(say("List all schedules.")))
@options.output
@options.workspace
def list_(style: str, folder: Path) -> None:
    """Print schedules."""
    from voronka.delivery.desk import Desk
    from voronka.render.terminal import print_table

    with voronka.open(folder) as company:
        desk = Desk(company)
        rows = [_row(company, one, desk) for one in desk.all()] if company.has_team() else []
    titles = {"number": say("No."), "name": say("report"), "when": say("when"), "next": say("next")}
    print_table(rows, titles | {"recipients": say("to whom")}, style, chosen())


@schedule.command(help=here(say("Show one schedule with its recipients.")))
@click.argument("number", type=int)
@options.workspace
def show(number: int, folder: Path) -> None:
    """Print one schedule."""
    from voronka.delivery.desk import Desk

    with voronka.open(folder) as company:
        desk = Desk(company)
        found = desk.find(number)
        click.echo(f"{found.number}. {_title(found)}, {_when(found)}")
        click.echo(here(say("Next: {when}", when=_coming(company, desk.next(found)))))
        click.echo(here(say("Goes along: {names}", names=", ".join(found.formats))))
        for one in found.recipients:
            whose = here(say("own rights")) if one.reader else here(say("rights of who set it up"))
            click.echo(f"  {one.channel}: {one.address} {one.name} ({whose})")


def _acting(name: str, text: str, done: str, action: str) -> None:
    """Adds a command that does one thing to a schedule by its number."""

    @click.argument("number", type=int)
    @options.workspace
    def act(number: int, folder: Path) -> None:
        """Do it."""
        from voronka.delivery.desk import Desk

        with voronka.open(folder) as company:
            found = getattr(Desk(company), name)(number)
            _write_down(company, action, f"{found.number}: {found.kind}")
            click.echo(here(say("{done}: {number}, {name}", done=done, number=number, name=_title(found))))

    schedule.command(name, help=here(text))(act)  # type: ignore[arg-type]


_acting("pause", say("Let a schedule rest."), say("Paused"), "schedule_paused")
_acting(
    "resume", say("Let a schedule go on; what was missed is not sent."), say("Goes on"), "schedule_resumed"
)
_acting("remove", say("Take a schedule out; its history stays."), say("Removed"), "schedule_removed")


@click.command(
    "run", help=here(say("Send what is due (--due), or the report of a schedule now, by its number."))
)
@click.argument("number", type=int, required=False)
@click.option(
    "--due", is_flag=True, help=here(say("send what is due; for cron, where the server does not run"))
)
@options.workspace
@options.cause
def run_(number: int | None, due: bool, folder: Path, cause: Cause) -> None:
    """Send."""
    from voronka.delivery.desk import Desk
    from voronka.delivery.running import Post

    if due == (number is not None):
        raise InputError(say("what is to be sent?"), do=say("write --due, or the number of a schedule"))
    with voronka.open(folder) as company:
        post = Post(company)
        step_aside(post, cause)
        if number is not None:
            found = Desk(company).send(number, cause)
            _write_down(company, "report_sent", f"{found.number}: {found.kind}")
        elif not post.is_due():
            click.echo(here(say("Nothing is due.")))
            return
        try:
            done = post.run()
        except StoreError as error:
            # Whoever sends now sends this too.
            click.echo(error.in_(chosen()))
            return
        line = say(
            "Delivered: {delivered}, in doubt: {doubtful}, tried again later: {postponed}, given up: {dead}.",
            **{name: done[name] for name in ("delivered", "doubtful", "postponed", "dead")},
        )
        click.echo(here(line))
        if done["dead"]:
            sys.exit(8)


def step_aside(post: Any, cause: Cause) -> None:
    """Out of the way of the pages; a process that is told to end finishes what it is handing over."""
    import os

    if cause != "shell":
        os.nice(10)
    signal.signal(signal.SIGTERM, lambda *_: post.stop())


@click.command(help=here(say("What was sent, what became of it, and why.")))
@click.option("--dead", is_flag=True, help=here(say("only what was given up")))
@click.option("--most", type=click.IntRange(1, 1000), default=50, help=here(say("so many lines (50)")))
@options.output
@options.workspace
def history(dead: bool, most: int, style: str, folder: Path) -> None:
    """Print deliveries."""
    from voronka.render.terminal import print_table

    with voronka.open(folder) as company:
        found = (
            company.deliveries().latest(most, state="dead" if dead else None) if company.has_team() else []
        )
        zone = _zone(company)
    titles = {"number": say("No."), "at": say("when"), "report": say("report"), "channel": say("channel")}
    titles |= {"to": say("to whom"), "state": say("state"), "why": say("why")}
    print_table([_told(one, zone, style) for one in found], titles, style, chosen())


@click.command(help=here(say("Send again what was given up or is in doubt, by its number in the history.")))
@click.argument("number", type=int)
@options.workspace
def retry(number: int, folder: Path) -> None:
    """Try again."""
    from voronka.delivery.desk import Desk
    from voronka.delivery.running import Post

    with voronka.open(folder) as company:
        one = Desk(company).retry(number)
        _write_down(company, "delivery_retried", f"{one.number}: {one.channel} {one.address}")
        Post(company).run()
        again = company.deliveries().find(number)
    click.echo(f"{number}: {_state(again)}")
    for line in again.error.get(chosen(), []):
        click.echo(f"   {line}")


@click.group(
    invoke_without_command=True, help=here(say("Ways by which reports go out, and whether they work."))
)
@options.workspace
@click.pass_context
def channels(context: click.Context, folder: Path) -> None:
    """List channels."""
    from voronka.delivery.channels import CHANNELS, Place
    from voronka.render.terminal import print_table

    if context.invoked_subcommand is not None:
        return
    with voronka.open(folder) as company:
        place = Place(company.folder, company.settings)
        rows = [
            {
                "channel": name,
                "name": one.title.in_(chosen()),
                "state": here(say("set up")) if one(place).is_set_up else here(say("not set up")),
            }
            for name, one in CHANNELS.items()
        ]
    print_table(
        rows, {"channel": say("channel"), "name": say("name"), "state": say("state")}, "table", chosen()
    )


@channels.command(help=here(say("Send a test message: voronka report channels test smtp anna@example.com.")))
@click.argument("name")
@click.argument("address", default="")
@options.workspace
def test(name: str, address: str, folder: Path) -> None:
    """Send a test."""
    from voronka.delivery.running import try_channel
    from voronka.model.letter import Letter
    from voronka.render.words import Words

    words = Words(chosen())
    with voronka.open(folder) as company:
        letter = Letter(words("channels.test.subject"), words("channels.test.text"))
        try_channel(company, name, address, letter)
    click.echo(words("channels.tested", address=address or name))


@channels.command(
    help=here(
        say("Keep the password or token of a channel; it is asked for, or read from the standard input.")
    )
)
@click.argument("name")
@options.workspace
def secret(name: str, folder: Path) -> None:
    """Keep a secret."""
    from voronka.delivery.secrets import keep_secret

    if sys.stdin.isatty():
        given: str = click.prompt(here(say("Password")), hide_input=True)
    else:
        given = sys.stdin.readline().rstrip("\r\n")
    with voronka.open(folder) as company:
        keep_secret(company.folder, name, given)
        _write_down(company, "channel_set", name)
    click.echo(here(say("Kept.")))


#: What `report` has of these.
COMMANDS: tuple[click.Command, ...] = (schedule, run_, history, retry, channels)


def _row(company: Workspace, one: Schedule, desk: Any) -> dict[str, Any]:
    return {
        "number": one.number,
        "name": _title(one),
        "when": _when(one),
        "next": _coming(company, desk.next(one)),
        "recipients": ", ".join(each.name or each.address or each.channel for each in one.recipients),
    }


def _told(one: Delivery, zone: str, style: str) -> dict[str, Any]:
    return {
        "number": one.number,
        "at": local_text(one.moment, zone),
        "report": one.title or one.kind,
        "channel": one.channel,
        "to": one.name or one.address,
        "state": one.state if style == "json" else _state(one),
        "why": "; ".join(one.error.get(chosen(), [])),
    }


def _state(one: Delivery) -> str:
    from voronka.render.words import Words

    is_trying = one.state == "waiting" and one.attempts
    return Words(chosen())(f"delivery.state.{'trying' if is_trying else one.state}")


def _title(one: Schedule) -> str:
    from voronka.reports.kinds import kind_of

    return one.title or kind_of(one.kind).title.in_(chosen())


def _when(one: Schedule) -> str:
    from voronka.render.when import rule
    from voronka.render.words import Words

    return rule(one.rule, Words(chosen()))


def _coming(company: Workspace, moment: Any) -> str:
    from voronka.render.when import coming
    from voronka.render.words import Words

    if moment is None:
        return here(say("paused"))
    return coming(moment, now(), _zone(company), Words(chosen()))


def _zone(company: Workspace) -> str:
    from voronka.intake.schedule import timezone_of

    return timezone_of(company)


def _write_down(company: Workspace, action: str, about: str) -> None:
    company.access().audit.write(action, now(), author(None), about)
