"""`note`: the log of changes in how the company sells."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

import voronka
from voronka.cli import options
from voronka.cli.people import author
from voronka.cli.texts import here
from voronka.language import chosen, say


@click.group(
    help=here(
        say(
            "Write down what changed in how you sell, and since when; voronka ask changes tells whether it worked."
        )
    )
)
def note() -> None:
    """The log of changes."""


@note.command(help=here(say("Note a change, such as “new script”.")))
@click.argument("text")
@click.option("--day", type=options.DAY, help=here(say("the first day on which it is so; else today")))
@click.option("--pipeline", default="", help=here(say("only in this pipeline")))
@click.option("--stage", default="", help=here(say("only on this stage")))
@click.option("--author", "by", help=here(say("who says so; else the user of this computer")))
@options.workspace
def add(text: str, day: date | None, pipeline: str, stage: str, by: str | None, folder: Path) -> None:
    """Add a note."""
    with voronka.open(folder) as company:
        made = company.note(text, day or options.today_in(company.timezone), pipeline, stage, author(by))
    click.echo(
        here(say("Noted as number {number}: {day}, {text}", number=made.number, day=made.day, text=made.text))
    )


@note.command("list", help=here(say("List the notes.")))
@options.workspace
@options.output
def list_(folder: Path, style: str) -> None:
    """List notes."""
    from voronka.render.terminal import print_table

    with voronka.open(folder) as company:
        rows = [{**vars(one), "day": one.day.isoformat()} for one in company.context().notes]
    titles = {
        "number": say("No."),
        "day": say("day"),
        "text": say("what changed"),
        "pipeline": say("pipeline"),
    }
    titles |= {"stage": say("stage"), "author": say("author")}
    print_table(rows, titles, style, chosen())


@note.command(help=here(say("Take a note back by its number.")))
@click.argument("number", type=int)
@options.workspace
def remove(number: int, folder: Path) -> None:
    """Remove a note."""
    with voronka.open(folder) as company:
        gone = company.team().remove_note(number)
    click.echo(here(say("Removed: {day}, {text}", day=gone.day, text=gone.text)))
