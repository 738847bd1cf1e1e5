"""`report`: reports as files, and whether their digits still come out."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

import voronka
from voronka.cli import options, schedules
from voronka.cli.texts import here
from voronka.errors import StoreError
from voronka.language import LANGUAGES, chosen, say

if TYPE_CHECKING:
    from voronka.workspace import Workspace


@click.group(help=here(say("Reports of a week, a month, a quarter, of one person, of a saved view.")))
def report() -> None:
    """Reports."""


@report.command(help=here(say("List the kinds of reports.")))
@options.output
def kinds(style: str) -> None:
    """Print the kinds."""
    from voronka.render.terminal import print_table
    from voronka.reports.kinds import KINDS

    language = chosen()
    rows = [
        {"kind": one.name, "title": one.title.in_(language), "tells": one.help.in_(language)}
        for one in KINDS.values()
    ]
    print_table(
        rows, {"kind": say("report"), "title": say("name"), "tells": say("what it tells")}, style, language
    )


@report.command(help=here(say("Make a report: of the latest period that is over, or of the one named.")))
@click.argument("kind")
@click.option(
    "--period",
    help=here(say("2026-W47, 2026-11, 2026-Q4 or 2026-11-01..2026-11-15; else the latest that is over")),
)
@click.option(
    "--as-of", help=here(say("the moment up to which history is known; else the end of the period"))
)
@click.option("--lang", type=click.Choice(LANGUAGES), help=here(say("language of the report: ru or en")))
@click.option(
    "--form",
    "forms",
    multiple=True,
    type=click.Choice(["html", "text", "pdf", "xlsx", "png"]),
    help=here(say("form of the file, may be repeated; else by the ending of --out, else text on the screen")),
)
@click.option(
    "--out", "target", type=click.Path(path_type=Path), help=here(say("file, or a folder for several forms"))
)
@click.option(
    "--for",
    "whom",
    help=here(say("of whose deals: a person of the CRM, or the address of somebody who may read the pages")),
)
@click.option(
    "--view", help=here(say("saved view by its name, or the address of a page such as /losses?by=source"))
)
@options.workspace
def make(
    kind: str,
    period: str | None,
    as_of: str | None,
    lang: str | None,
    forms: tuple[str, ...],
    target: Path | None,
    whom: str | None,
    view: str | None,
    folder: Path,
) -> None:
    """Make a report and write it."""
    from voronka.reports.files import FORMS, form_of, write
    from voronka.reports.text import plain

    with voronka.open(folder) as whole:
        company = whole.seen_by(whole.rights_of(whole.find_reader(whom))) if whom else whole
        made = company.report(kind, period, _moment(as_of, company), lang, view)
        if target is None and not forms:
            click.echo(plain(made), nl=False)
            return
        wanted = [form for form in FORMS if form in forms] or [form_of(target.name if target else "")]
        for form in wanted:
            file = write(made, form)
            path = _place(target, file.name, len(wanted))
            try:
                path.write_bytes(file.body)
            except OSError as error:
                raise StoreError(
                    say("cannot write {file}", file=str(path)), error.strerror or str(error)
                ) from error
            click.echo(str(path))


def _moment(text: str | None, company: Workspace) -> datetime | None:
    from voronka.model.period import Period

    return Period.moment(text, company.timezone) if text else None


def _place(target: Path | None, name: str, files: int) -> Path:
    """Where a file goes: under its own name into a folder, else as named."""
    if target is None:
        return Path(name)
    if files > 1 or target.is_dir():
        target.mkdir(parents=True, exist_ok=True)
        return target / name
    return target


@report.command(help=here(say("Compute a report's file again: do its digits still come out?")))
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@options.workspace
def verify(file: Path, folder: Path) -> None:
    """Say whether the digits come out; exit code 1 where they do not."""
    from voronka.reports.verifying import told
    from voronka.reports.verifying import verify as compare

    with voronka.open(folder) as company:
        verdict = compare(company, file.read_bytes())
    language = chosen()
    for line in told(verdict):
        click.echo(line.in_(language))
    if not verdict.is_right:
        sys.exit(1)


for _command in schedules.COMMANDS:
    report.add_command(_command)
