"""`demo`: a simulated company, synced through the real client, and its pages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

import voronka
from voronka.cli import options
from voronka.cli.connect import make_folder
from voronka.cli.texts import here
from voronka.errors import InputError
from voronka.language import say
from voronka.settings import Settings

if TYPE_CHECKING:
    from voronka.team.runs import Cause

#: Requests a second between us and our own simulator: nobody's quota is spent.
RATE = 400.0


@click.command(
    help=here(say("Make a demo company, read it through the real amoCRM client, and open its pages."))
)
@click.option(
    "--deals",
    type=click.IntRange(1, 1_000_000),
    default=5000,
    help=here(say("how many deals in three years (5000)")),
)
@click.option("--seed", type=int, default=1, help=here(say("the same seed makes the same company (1)")))
@click.option(
    "--host", default="127.0.0.1", help=here(say("address to listen on (127.0.0.1: this machine only)"))
)
@click.option("--port", type=click.IntRange(0, 65535), default=8000, help=here(say("port (8000)")))
@click.option("--no-open", is_flag=True, help=here(say("do not open a browser")))
@click.option("--no-serve", is_flag=True, help=here(say("make the workspace and stop")))
@click.option(
    "--workspace",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("demo-company"),
    help=here(say("the folder of the demo (demo-company)")),
)
@options.cause
def demo(
    deals: int, seed: int, host: str, port: int, no_open: bool, no_serve: bool, folder: Path, cause: Cause
) -> None:
    """Make, sync, serve."""
    if is_made(folder):
        click.echo(
            here(say("Using the demo company in {folder}; delete the folder for a new one.", folder=folder))
        )
    else:
        make(folder, deals, seed, cause)
    if no_serve:
        return
    from voronka.cli.serve import tell_address
    from voronka.web.serve import run

    run(folder, host, port, tell_address, open_page=not no_open, is_reading=False)


def is_made(folder: Path) -> bool:
    """Whether there is history; that of a demo which was cut off is made anew."""
    with voronka.open(folder) as workspace:
        is_demo = workspace.settings["source.kind"] == "demo"
        return workspace.has_store and not (is_demo and workspace.coming is not None)


def make(folder: Path, deals: int, seed: int, cause: Cause = "shell") -> None:
    """A workspace that holds a fresh simulated company, read over HTTP as a customer's would be. InputError: it is a company's own."""
    from voronka.cli.progress import ProgressLines
    from voronka.intake.running import Running
    from voronka.simulator.amocrm.serve import serve
    from voronka.simulator.company import make_company
    from voronka.sources import amocrm

    make_folder(folder)
    _settings(folder).save(folder)
    company = make_company(deals=deals, seed=seed, until=options.today())
    with serve(company, port=0, rate=0) as server:
        click.echo(
            here(say("Reading “{name}” from the local amoCRM simulator …", name=company.account_name)),
            err=True,
        )
        with (
            voronka.open(folder) as workspace,
            ProgressLines() as lines,
            Running(workspace, "demo", cause, lines) as run,
        ):
            # Nobody else reads from here on; and half a demo of another day is no beginning of this one.
            settings = _settings(folder)
            workspace.forget()
            # The simulator is gone with this process: the settings never name it.
            read = settings.with_({"source.base_url": server.base_url, "source.rate": RATE})
            source = amocrm.open_source(folder, read, token=server.long_lived_token)
            run.done(workspace.sync(source, on_progress=run).to_dict())


def _settings(folder: Path) -> Settings:
    """The settings of a demo; InputError where a company reads its own history into the folder."""
    settings = Settings.load(folder)
    if settings["source.kind"] not in ("", "demo"):
        raise InputError(
            say("{folder} is the workspace of a company", folder=str(folder)),
            say("the demo would take the place of its history"),
            say("choose another with --workspace"),
        )
    return settings.with_({"source.kind": "demo"})
