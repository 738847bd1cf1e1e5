"""`export`: the published tables as files."""

from __future__ import annotations

from pathlib import Path

import click

import voronka
from voronka.cli import options
from voronka.cli.texts import here
from voronka.language import say


@click.command(
    help=here(
        say("Write the published tables into a folder, a file each (docs/tables.md tells the columns).")
    )
)
@click.argument("target", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--as",
    "kind",
    type=click.Choice(["parquet", "csv"]),
    default="parquet",
    help=here(say("kind of file (parquet)")),
)
@click.option("--table", "tables", multiple=True, help=here(say("only this table; may be repeated")))
@options.workspace
def export(target: Path, kind: str, tables: tuple[str, ...], folder: Path) -> None:
    """Export tables."""
    with voronka.open(folder) as company:
        written = company.export(target, kind, tables)
    for path, rows in written:
        click.echo(f"{path}\t{rows}")
