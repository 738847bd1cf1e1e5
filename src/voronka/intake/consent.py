"""Asking amoCRM's administrator for access by OAuth."""

from __future__ import annotations

from voronka.settings import Settings
from voronka.sources.amocrm import address
from voronka.sources.amocrm.auth import Consent

__all__ = ["Consent", "asked"]


def asked(
    settings: Settings, base_url: str, client_id: str, client_secret: str, redirect_uri: str, state: str
) -> Consent:
    """A question to an account; InputError when its address cannot be one."""
    checked = address.checked(base_url, settings["source.insecure_http"])
    return Consent(checked, client_id, client_secret, redirect_uri, state)
