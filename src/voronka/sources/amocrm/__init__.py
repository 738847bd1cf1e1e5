"""amoCRM and Kommo: `open_source` reads a connected account, `look` tries one; `keep_token`, `authorize` connect one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from voronka import clock
from voronka.settings import Settings

if TYPE_CHECKING:
    from voronka.sources.amocrm.desk import Desk
    from voronka.sources.amocrm.overview import Overview
    from voronka.sources.amocrm.source import AmoSource

__all__ = ["authorize", "has_token", "keep_token", "look", "open_desk", "open_source"]


def open_source(
    folder: Path,
    settings: Settings,
    repair: bool = False,
    token: str | None = None,
    hinted: tuple[int, ...] = (),
) -> AmoSource:
    """The account that a workspace is connected to; AccessError when it has no token.

    `repair` also reads open deals and the last 30 days again; deals that are `hinted` at are read first. A long-lived `token` is used in place of the kept one: to try it first.
    """
    from voronka.sources.amocrm import address, auth, tokens
    from voronka.sources.amocrm.client import Client
    from voronka.sources.amocrm.pace import FILE_NAME
    from voronka.sources.amocrm.source import AmoSource, Options

    base_url = address.checked(settings["source.base_url"], settings["source.insecure_http"])
    access = tokens.LongLivedToken(token) if token else auth.kept_token(folder, base_url, clock.now)
    return AmoSource(
        Client(base_url, access, rate=settings["source.rate"], shared_pace=folder / FILE_NAME),
        clock.now,
        Options(
            contact_details=settings["source.contact_details"],
            source_field=settings["source.source_field"],
            fields=tuple(
                name.strip() for name in settings["source.history_fields"].split(",") if name.strip()
            ),
            repair=repair,
            hinted=hinted,
        ),
    )


def look(folder: Path, settings: Settings, token: str | None = None) -> Overview:
    """What is in the account, by a token to be tried or by the kept one; it does not try for long, as somebody waits for the answer."""
    from voronka.sources.amocrm import address, auth, tokens
    from voronka.sources.amocrm.client import Client, Retry
    from voronka.sources.amocrm.pace import FILE_NAME
    from voronka.sources.amocrm.source import AmoSource

    base_url = address.checked(settings["source.base_url"], settings["source.insecure_http"])
    access = tokens.LongLivedToken(token) if token else auth.kept_token(folder, base_url, clock.now)
    client = Client(base_url, access, retry=Retry(attempts=2), timeout=10.0, shared_pace=folder / FILE_NAME)
    source = AmoSource(client, clock.now)
    try:
        return source.overview()
    finally:
        source.close()


def open_desk(folder: Path, settings: Settings) -> Desk:
    """Where one writes into the account of a workspace; AccessError when it has no token."""
    from voronka.sources.amocrm import address, auth
    from voronka.sources.amocrm.client import Client, Retry
    from voronka.sources.amocrm.desk import Desk
    from voronka.sources.amocrm.pace import FILE_NAME

    base_url = address.checked(settings["source.base_url"], settings["source.insecure_http"])
    access = auth.kept_token(folder, base_url, clock.now)
    rate, retry = settings["source.rate"], Retry(attempts=4, most=20.0)
    return Desk(Client(base_url, access, rate=rate, retry=retry, shared_pace=folder / FILE_NAME))


def keep_token(folder: Path, token: str) -> None:
    """Keep a long-lived token in the workspace, in a 0600 file."""
    from voronka.sources.amocrm import auth

    auth.keep_token(folder, token)


def has_token(folder: Path) -> bool:
    """Whether the workspace has a token."""
    from voronka.sources.amocrm.tokens import FILE_NAME

    return (folder / FILE_NAME).is_file()


def authorize(
    folder: Path,
    settings: Settings,
    client_id: str,
    client_secret: str,
    port: int,
    show: Callable[[str], object],
) -> None:
    """Ask an administrator for access in the browser and keep the tokens; `show` gets the address to open."""
    from voronka.sources.amocrm import address, auth

    base_url = address.checked(settings["source.base_url"], settings["source.insecure_http"])
    auth.authorize(folder, base_url, client_id, client_secret, port, show, clock.now)
