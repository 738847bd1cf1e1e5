"""`mcp`: the figures for assistants."""

from __future__ import annotations

from pathlib import Path

import click

from voronka.cli import options
from voronka.cli.texts import here
from voronka.language import chosen, say


@click.command(
    help=here(
        say(
            "Answer an assistant's questions by the Model Context Protocol: by input and output, for an assistant on this machine that starts the command itself, or with --http over the network."
        )
    )
)
@click.option("--http", "is_http", is_flag=True, help=here(say("serve over HTTP, to those with a token")))
@click.option(
    "--host", default="127.0.0.1", help=here(say("address to listen on (127.0.0.1: this machine only)"))
)
@click.option("--port", type=click.IntRange(0, 65535), default=8765, help=here(say("port (8765)")))
@click.option(
    "--token",
    envvar="VORONKA_TOKEN",
    default="",
    help=here(say("see what this token may see (better in VORONKA_TOKEN); else all deals, as in the shell")),
)
@click.option(
    "--without-names",
    is_flag=True,
    help=here(say("no names of people, teams, deals and clients leave: stand-ins take their place")),
)
@options.workspace
def mcp(folder: Path, is_http: bool, host: str, port: int, token: str, without_names: bool) -> None:
    """Serve until the assistant goes, or until stopped."""
    from voronka.mcp.library import need_library

    need_library()
    if is_http:
        from voronka.mcp.serving import over_network

        over_network(folder, host, port, chosen(), _tell, has_names=not without_names)
    else:
        from voronka.mcp.pipes import over_pipes

        over_pipes(folder, chosen(), token, has_names=not without_names)


def _tell(address: str) -> None:
    """Say where assistants are answered."""
    click.echo(here(say("Assistants are answered at {address} (Ctrl+C ends it).", address=address)))
