"""The `voronka` command: a table of commands, each loaded when it is called, so that `--help` is instant."""

from __future__ import annotations

import importlib
import os
import re
import sys
from typing import Any

import click

from voronka import __version__
from voronka.cli.texts import here
from voronka.errors import VoronkaError
from voronka.language import chosen, say

#: command → (module under voronka.cli, one line of help); the order is that of a first visit.
COMMANDS = {
    "demo": ("demo", say("make the demo company, serve it and open the page")),
    "init": ("connect", say("make a workspace in a folder")),
    "connect": ("connect", say("give the workspace access to an amoCRM account")),
    "sync": ("sync", say("read what is new from the CRM")),
    "import": ("files", say("read CSV, XLSX, Parquet or XES files")),
    "ask": ("ask", say("ask for a figure, such as win_rate, losses or bottlenecks")),
    "metrics": ("metrics", say("list all figures, or explain one")),
    "deals": ("ask", say("list the deals behind a figure")),
    "deal": ("deal", say("show one deal with its whole path")),
    "explain": ("ask", say("print the SQL of a figure")),
    "note": ("note", say("write down what changed in how you sell")),
    "score": ("score", say("learn the score of deals, keep it, set its rules")),
    "snooze": ("snooze", say("set a deal aside until a day")),
    "goal": ("goal", say("goals of the company, its teams and people")),
    "report": ("report", say("reports of a period as files and by schedule")),
    "alert": ("alert", say("what is not as usual, and who is told of it")),
    "action": ("action", say("tasks, notes, tags and scores in amoCRM, once they are allowed")),
    "user": ("user", say("who may read the pages, and whose deals they see")),
    "token": ("token", say("tokens by which programs ask for figures")),
    "serve": ("serve", say("serve the pages")),
    "mcp": ("mcp", say("answer the questions of assistants (MCP)")),
    "doctor": ("doctor", say("check the stored data and how complete history is")),
    "backup": ("backup", say("write the whole workspace into one file")),
    "restore": ("backup", say("make a workspace from a backup")),
    "export": ("export", say("write the tables as Parquet or CSV")),
    "simulator": ("simulator", say("a simulated company behind a local amoCRM server")),
    "completion": ("completion", say("print the completion script for a shell")),
}


class LateGroup(click.Group):
    """A group that knows its commands by name and imports one only to run it."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:  # noqa: ARG002
        if name not in COMMANDS:
            return None
        module = importlib.import_module(f"voronka.cli.{COMMANDS[name][0]}")
        command: click.Command = getattr(module, name.replace("import", "import_"))
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section(here(say("Commands"))):
            formatter.write_dl([(name, here(text)) for name, (_, text) in COMMANDS.items()])

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            import difflib

            near = difflib.get_close_matches(name, COMMANDS, 1)
            hint = (
                here(say("did you mean “{name}”?", name=near[0]))
                if near
                else here(say("voronka --help lists them"))
            )
            raise click.UsageError(here(say("no command “{name}”", name=name)) + "; " + hint, ctx)
        return super().resolve_command(ctx, args)


@click.command(
    cls=LateGroup,
    help=here(say("Sales-funnel analytics for CRM data, every figure true while deals are open.")),
)
@click.version_option(__version__, prog_name="voronka", help=here(say("print the version")))
def group() -> None:
    """The root of all commands."""


def as_options(text: str) -> str:
    """Parts of a question as the shell has them: errors name them as an address or a script does.

    >>> as_options("write period=2026-07 and as_of=…, where source=site")
    'write --period 2026-07 and --as-of …, where source=site'
    """
    parts = r"\b(pipeline|population|period|as_of|by|where|versus)=(?=\S)"
    return re.sub(parts, lambda found: f"--{found[1].replace('_', '-')} ", text)


def main() -> None:
    """Run a command; an error of ours is three lines on stderr and an exit code of its own kind."""
    # Before numpy is imported: the server answers several readers at once, and threads of linear algebra would only wait for each other.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        group.main(prog_name="voronka", standalone_mode=False)
    except VoronkaError as error:
        first, *rest = as_options(error.in_(chosen())).split("\n")
        click.echo("\n".join([f"voronka: {first}", *(f"         {line}" for line in rest)]), err=True)
        sys.exit(error.exit_code)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # `voronka deals | head`: the reader has seen enough.
        sys.stderr.close()
        sys.exit(0)
