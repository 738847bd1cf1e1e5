"""`backup` and `restore`: a workspace as one file, and back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from voronka.cli import options
from voronka.cli.texts import here
from voronka.language import chosen, say

if TYPE_CHECKING:
    from voronka.operations.contents import Manifest


@click.command(
    help=here(
        say(
            "Write the whole workspace into one file, while the server goes on; only its owner can read the file."
        )
    )
)
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--with-secrets",
    is_flag=True,
    help=here(say("tokens and passwords too (amoCRM, sign-in service, channels of delivery)")),
)
@click.option(
    "--wait",
    type=click.IntRange(0),
    default=600,
    help=here(say("wait so many seconds for a sync that is under way (600)")),
)
@options.workspace
def backup(target: Path, with_secrets: bool, wait: int, folder: Path) -> None:
    """Make a backup."""
    from voronka.operations.backup import back_up

    made = back_up(folder, target, with_secrets, wait)
    click.echo(
        here(
            say(
                "{file}: {size}, {count} files, data version {version}.",
                file=str(target),
                size=_size(target.stat().st_size),
                count=len(made.parts),
                version=made.store_version,
            )
        )
    )
    _tell_missing(made)


@click.command(
    help=here(
        say("Make a workspace from a backup, in an empty folder; every file is checked by its hash first.")
    )
)
@click.argument("archive", type=click.Path(path_type=Path, dir_okay=False))
@options.workspace
def restore(archive: Path, folder: Path) -> None:
    """Restore a backup."""
    from voronka.operations.restore import restore as unpack

    made = unpack(archive, folder)
    click.echo(
        here(
            say(
                "{folder}: restored as it was at {moment}, {size}, data version {version}.",
                folder=str(folder),
                moment=made.made_at,
                size=_size(made.size),
                version=made.store_version,
            )
        )
    )
    _tell_missing(made)


def _tell_missing(made: Manifest) -> None:
    """What is not in it, so that nobody looks for it in vain."""
    if not made.has_secrets:
        click.echo(
            here(
                say(
                    "Without tokens and passwords: after restoring, run voronka connect again, or back up --with-secrets."
                )
            )
        )
    if made.team_elsewhere:
        click.echo(
            here(say("The operational database is elsewhere (team.url): back it up by its own means."))
        )


def _size(size: int) -> str:
    from voronka.render import numbers

    return numbers.size(size, chosen())
