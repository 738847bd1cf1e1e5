"""The account's address: whole, checked, and without encryption only where nobody can listen."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from voronka.errors import InputError
from voronka.language import say

#: Consent pages by the account's domain; any other host answers for itself (the simulator).
CONSENT_PAGES = {"amocrm.ru": "https://www.amocrm.ru/oauth", "kommo.com": "https://www.kommo.com/oauth"}


def checked(base_url: str, insecure_http: bool = False) -> str:
    """`https://company.amocrm.ru` from what a person typed; InputError when it cannot be an account's address.

    Plain http goes to this machine and private networks, elsewhere only with `insecure_http`.

    >>> checked("company.kommo.com/api/v4/")
    'https://company.kommo.com'
    >>> checked("http://127.0.0.1:8080")
    'http://127.0.0.1:8080'
    """
    text = base_url.strip()
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host, port_number = parts.hostname or "", parts.port
    except ValueError as error:
        raise _unreadable(text) from error
    if parts.scheme not in {"http", "https"} or not host or parts.username is not None:
        raise _unreadable(text)
    if "." not in host and ":" not in host and host != "localhost":
        raise InputError(
            say("“{host}” is no full address", host=host),
            do=say("write it whole: https://{host}.amocrm.ru or https://{host}.kommo.com", host=host),
        )
    if host.startswith("www."):
        raise InputError(
            say("“{host}” is not an account's address", host=host),
            say("data is served by the account's own host, never by www"),
            say("take the address you see when you work in amoCRM, as in https://company.amocrm.ru"),
        )
    if parts.scheme == "http" and not insecure_http and not _is_near(host):
        raise InputError(
            say("the address {url} is not encrypted", url=f"http://{host}"),
            say("everyone on the way could read the token"),
            say("write https://, or set source.insecure_http = true in a network you trust"),
        )
    port = f":{port_number}" if port_number else ""
    return f"{parts.scheme}://{f'[{host}]' if ':' in host else host}{port}"


def consent_page(base_url: str) -> str:
    """Where an administrator grants access.

    >>> consent_page("https://company.amocrm.ru")
    'https://www.amocrm.ru/oauth'
    """
    host = urlsplit(base_url).hostname or ""
    for domain, page in CONSENT_PAGES.items():
        if host.endswith(f".{domain}"):
            return page
    return f"{base_url}/oauth"


def _is_near(host: str) -> bool:
    if host == "localhost" or host.endswith((".localhost", ".test")):
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_private


def _unreadable(text: str) -> InputError:
    return InputError(
        say("cannot read the address “{url}”", url=_shown(text)),
        say("it is scheme and host, as in https://company.amocrm.ru"),
    )


def _shown(text: str) -> str:
    """Without a password that someone may have put before the host."""
    return text.rpartition("@")[2]
