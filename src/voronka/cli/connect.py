"""`init` and `connect`: a folder for the company, and access to its CRM."""

from __future__ import annotations

from pathlib import Path

import click

import voronka
from voronka.cli import options
from voronka.cli.sync import warn
from voronka.cli.texts import here
from voronka.clock import now
from voronka.errors import InputError, StoreError
from voronka.language import say
from voronka.settings import FILE_NAME, Settings


@click.command(help=here(say("Make a workspace: a folder with its settings file.")))
@options.workspace
def init(folder: Path) -> None:
    """Make the folder and its settings, or say what is there already."""
    make_folder(folder)
    if (folder / FILE_NAME).exists():
        click.echo(here(say("{folder} is a workspace already; nothing changed.", folder=folder)))
        return
    Settings({}).save(folder)
    click.echo(here(say("A workspace is ready in {folder}.", folder=folder)))
    click.echo(
        here(say("Next: voronka connect --base-url https://COMPANY.amocrm.ru, or voronka import FILE."))
    )


def make_folder(folder: Path) -> None:
    """The folder, made where it is missing; StoreError says why it could not be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            say("cannot make the folder {folder}", folder=str(folder)),
            error.strerror or str(error),
            say("choose another with --workspace"),
        ) from error


@click.group(
    invoke_without_command=True,
    help=here(
        say("Give the workspace access to an amoCRM account: a long-lived token, or OAuth in the browser.")
    ),
)
@click.option(
    "--base-url",
    help=here(say("the account's address: https://company.amocrm.ru or https://company.kommo.com")),
)
@click.option(
    "--token",
    envvar="VORONKA_TOKEN",
    help=here(say("long-lived token; safer in VORONKA_TOKEN or at the prompt than on the command line")),
)
@click.option("--client-id", help=here(say("OAuth: id of the integration")))
@click.option(
    "--client-secret",
    envvar="VORONKA_CLIENT_SECRET",
    help=here(say("OAuth: its secret; safer in VORONKA_CLIENT_SECRET")),
)
@click.option(
    "--redirect-port",
    type=click.IntRange(1, 65535),
    default=8899,
    help=here(say("OAuth: port of the callback page on this machine (8899)")),
)
@options.workspace
@click.pass_context
def connect(
    context: click.Context,
    base_url: str | None,
    token: str | None,
    client_id: str | None,
    client_secret: str | None,
    redirect_port: int,
    folder: Path,
) -> None:
    """Save the address, keep the credentials in a 0600 file, and try them."""
    if context.invoked_subcommand is not None:
        return
    if not base_url:
        raise click.MissingParameter(ctx=context, param=_parameter(context, "base_url"))
    from voronka.sources import amocrm

    make_folder(folder)
    settings = Settings(
        {**Settings.load(folder).values, "source.kind": "amocrm", "source.base_url": base_url.rstrip("/")}
    )
    if client_id:
        if not client_secret:
            client_secret = click.prompt(here(say("Secret of the integration")), hide_input=True)
        amocrm.authorize(folder, settings, client_id, str(client_secret), redirect_port, click.echo)
    else:
        token = token or click.prompt(here(say("Long-lived token")), hide_input=True)
        if not token:
            raise InputError(
                say("no token was given"), do=say("make one in amoCRM: integration, “Keys and scopes”")
            )
        token = str(token).strip()
    # Tried before anything is kept: a mistyped token must not take the place of one that works.
    info = amocrm.open_source(folder, settings, token=None if client_id else token).info()
    if token and not client_id:
        amocrm.keep_token(folder, token)
    settings.save(folder)
    click.echo(here(say("Connected to “{name}”, account {id}.", name=info.name, id=info.account_id)))
    warn(info)
    click.echo(here(say("Next: voronka sync.")))


def _parameter(context: click.Context, name: str) -> click.Parameter:
    return next(one for one in context.command.params if one.name == name)


@connect.command(
    help=here(say("Make an address at which amoCRM can say what has changed; it is shown once."))
)
@click.option(
    "--url",
    required=True,
    help=here(say("the address of this server as amoCRM reaches it: https://voronka.company.ru")),
)
@options.workspace
def webhook(url: str, folder: Path) -> None:
    """Make the secret address and say what to do with it."""
    from voronka.team.api_tokens import ApiTokens

    with voronka.open(folder) as company:
        _, secret = ApiTokens(company.database()).make("amoCRM webhook", ["webhook"], now())
        company.access().audit.write("token_made", now(), about="amoCRM webhook")
    click.echo(f"{url.rstrip('/')}/hooks/{secret}")
    click.echo(
        here(
            say(
                "In amoCRM: Settings → Integrations → WebHooks: add this address, and tick all about deals, contacts and tasks. Keep it secret: voronka token revoke ends it."
            )
        ),
        err=True,
    )
