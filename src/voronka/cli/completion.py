"""`completion`: scripts for the shells that click knows."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from voronka.cli.texts import here
from voronka.errors import InputError
from voronka.language import say

SHELLS = ("bash", "zsh", "fish")


@click.command(help=here(say('Print the completion script; for bash: eval "$(voronka completion bash)".')))
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print a shell's completion script."""
    kind = get_completion_class(shell)
    if kind is None:
        raise InputError(say("no completion for “{shell}”", shell=shell))
    click.echo(kind(context.find_root().command, {}, "voronka", "_VORONKA_COMPLETE").source())
