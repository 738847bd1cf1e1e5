"""Getting access: keep a long-lived token, or OAuth with a small page on this machine that receives the code."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from urllib.parse import urlencode

from voronka.language import chosen, say, translated
from voronka.sources.amocrm import address
from voronka.sources.amocrm.callback import PATH, Callback
from voronka.sources.amocrm.tokens import FILE_NAME, Kept, LongLivedToken, OAuthToken, exchange, keep, load

#: The code lives 20 minutes, so waiting longer is of no use.
PATIENCE = 20 * 60.0


def keep_token(folder: Path, token: str) -> None:
    """Keep a long-lived token in the workspace, in a 0600 file."""
    keep(folder / FILE_NAME, Kept(access_token=token))


def kept_token(folder: Path, base_url: str, now: Callable[[], datetime]) -> LongLivedToken | OAuthToken:
    """The workspace's token; AccessError when there is none."""
    kept = load(folder / FILE_NAME)
    if kept.refresh_token:
        return OAuthToken(folder / FILE_NAME, base_url, now)
    return LongLivedToken(kept.access_token)


def authorize(
    folder: Path,
    base_url: str,
    client_id: str,
    client_secret: str,
    port: int,
    show: Callable[[str], object],
    now: Callable[[], datetime],
    patience: float = PATIENCE,
) -> None:
    """Ask an administrator for access in the browser, take the code on http://127.0.0.1:`port`/callback and keep the tokens.

    `show` gets the address to open. AccessError when access is refused or nobody answers within `patience` seconds.
    """
    with Callback(port, secrets.token_urlsafe(24)) as server:
        redirect_uri = f"http://127.0.0.1:{server.server_port}{PATH}"
        query = urlencode({"client_id": client_id, "state": server.state, "mode": "popup"})
        page = f"{address.consent_page(base_url)}?{query}"
        for line in (
            say("Open this page as an administrator of the account: {url}", url=page),
            say("The integration's redirect address must be {url}", url=redirect_uri),
        ):
            show(translated(line, chosen()))
        code = server.wait(patience)
    kept = Kept("", client_id=client_id, client_secret=client_secret, redirect_uri=redirect_uri)
    grant = {"grant_type": "authorization_code", "code": code}
    keep(folder / FILE_NAME, exchange(base_url, kept, grant, now()))
