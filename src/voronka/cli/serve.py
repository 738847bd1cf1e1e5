"""`serve`: the pages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from voronka.cli import options
from voronka.cli.texts import here
from voronka.language import say

if TYPE_CHECKING:
    from voronka.operations.logs import Style


@click.command(help=here(say("Serve the pages of the workspace.")))
@click.option(
    "--host", default="127.0.0.1", help=here(say("address to listen on (127.0.0.1: this machine only)"))
)
@click.option("--port", type=click.IntRange(0, 65535), default=8000, help=here(say("port (8000)")))
@click.option("--open", "open_page", is_flag=True, help=here(say("open the page in a browser")))
@click.option("--no-sync", is_flag=True, help=here(say("read nothing by schedule; pages and buttons only")))
@click.option(
    "--log",
    "style",
    type=click.Choice(["off", "text", "json"]),
    default="off",
    envvar="VORONKA_LOG",
    help=here(
        say("write each request to standard error as text or JSON, without names; off: faults alone (off)")
    ),
)
@options.workspace
def serve(folder: Path, host: str, port: int, open_page: bool, no_sync: bool, style: Style) -> None:
    """Serve until stopped."""
    from voronka.operations.logs import set_up
    from voronka.web.serve import run

    set_up(style)

    run(folder, host, port, tell_address, open_page=open_page, is_reading=not no_sync)


def tell_address(address: str) -> None:
    """Say where the pages are."""
    click.echo(here(say("The pages are at {address} (Ctrl+C ends it).", address=address)))
