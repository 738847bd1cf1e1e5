"""Getting access: keep a long-lived token, or OAuth with a small page on this machine that receives the code."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Consent:
    """An integration that asks for access: its credentials, the address that amoCRM leads back to, and the word by which its answer is known."""

    base_url: str
    client_id: str
    client_secret: str
    redirect_uri: str
    state: str

    @property
    def page(self) -> str:
        """Where an administrator grants access."""
        query = urlencode({"client_id": self.client_id, "state": self.state, "mode": "popup"})
        return f"{address.consent_page(self.base_url)}?{query}"

    def take(self, folder: Path, code: str, now: datetime) -> None:
        """Get tokens for the code that came back, and keep them."""
        kept = Kept(
            "", client_id=self.client_id, client_secret=self.client_secret, redirect_uri=self.redirect_uri
        )
        grant = {"grant_type": "authorization_code", "code": code}
        keep(folder / FILE_NAME, exchange(self.base_url, kept, grant, now))

    def __repr__(self) -> str:
        return f"Consent(base_url={self.base_url!r})"


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
        consent = Consent(base_url, client_id, client_secret, redirect_uri, server.state)
        for line in (
            say("Open this page as an administrator of the account: {url}", url=consent.page),
            say("The integration's redirect address must be {url}", url=redirect_uri),
        ):
            show(translated(line, chosen()))
        code = server.wait(patience)
    consent.take(folder, code, now())
