"""`snooze`: deals that stand for a good reason, set aside until a day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

import voronka
from voronka.cli import options
from voronka.cli.people import author
from voronka.cli.texts import here
from voronka.language import chosen, say


class OrAdd(click.Group):
    """A group whose first word may also be what `add` takes: `snooze 123` is `snooze add 123`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and not args[0].startswith("-") and args[0] not in self.commands:
            args = ["add", *args]
        return super().parse_args(ctx, args)


@click.group(
    cls=OrAdd, help=here(say("Set a deal aside until a day, for a reason: it is not called stuck till then."))
)
def snooze() -> None:
    """Deals set aside."""


@snooze.command(help=here(say("Set a deal aside; voronka snooze DEAL is the same.")))
@click.argument("deal")
@click.option("--until", type=options.DAY, required=True, help=here(say("the day on which it counts again")))
@click.option("--reason", required=True, help=here(say("why it may stand")))
@click.option("--author", "by", help=here(say("who says so; else the user of this computer")))
@options.workspace
def add(deal: str, until: date, reason: str, by: str | None, folder: Path) -> None:
    """Snooze a deal."""
    with voronka.open(folder) as company:
        made = company.snooze(deal, until, reason, author(by))
    click.echo(here(say("Deal {deal} is set aside until {until}.", deal=made.deal_id, until=made.until)))


@snooze.command("list", help=here(say("List the deals set aside.")))
@options.workspace
@options.output
def list_(folder: Path, style: str) -> None:
    """List snoozes."""
    from voronka.render.terminal import print_table

    with voronka.open(folder) as company:
        rows = [{**vars(one), "until": one.until.isoformat()} for one in company.context().snoozes]
    titles = {"deal_id": say("deal"), "until": say("until"), "reason": say("reason"), "author": say("author")}
    print_table(rows, titles, style, chosen())


@snooze.command(help=here(say("Take a deal's snooze back.")))
@click.argument("deal")
@options.workspace
def remove(deal: str, folder: Path) -> None:
    """Wake a deal."""
    with voronka.open(folder) as company:
        had = company.wake(deal)
    click.echo(
        here(
            say("Deal {deal} counts again.", deal=deal)
            if had
            else say("Deal {deal} was not set aside.", deal=deal)
        )
    )
