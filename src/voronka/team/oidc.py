"""Signing in by OpenID Connect: the code flow with PKCE, as OpenID Connect Core 1.0 and RFC 7636 have it."""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

import httpx2

from voronka.errors import InputError, RightsError
from voronka.language import say
from voronka.settings import Settings

#: The environment variable and the file (of mode 0600, in the workspace) that may hold the client's secret.
VARIABLE, FILE_NAME = "VORONKA_OIDC_SECRET", "oidc-secret"
SECONDS = 10.0
#: Signatures that are accepted; `none` and those by a shared secret are not among them.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA")
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_LOCAL = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Visit:
    """What a browser takes along to the provider and must bring back."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def new(cls) -> Visit:
        """One that nobody can guess."""
        return cls(secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48))


@dataclass(frozen=True)
class Identity:
    """Who the provider says it is; the e-mail is one that it has verified, or that the settings trust."""

    email: str
    name: str


@dataclass(frozen=True)
class Provider:
    """A provider of identities, such as a company's Keycloak; `title` stands on the button."""

    issuer: str
    client_id: str
    secret: str
    title: str
    trusts_email: bool = False

    @classmethod
    def of(cls, settings: Settings, folder: Path) -> Provider | None:
        """The one that the settings name; None where they name none. InputError where its address or its secret will not do."""
        issuer, client_id = settings["oidc.issuer"].rstrip("/"), settings["oidc.client_id"]
        if not issuer:
            return None
        if find_spec("authlib") is None:
            raise InputError(
                say("oidc.issuer needs the extra oidc"), do=say("run pip install 'voronka[oidc]'")
            )
        place = _place(issuer)
        if place is None or (place.scheme != "https" and place.hostname not in _LOCAL):
            raise InputError(
                say("oidc.issuer cannot be “{text}”", text=issuer),
                do=say("write an address that begins with https://"),
            )
        title = settings["oidc.title"] or place.hostname or issuer
        return cls(issuer, client_id, _secret(folder), title, settings["oidc.trust_email"])

    def address(self, visit: Visit, back: str) -> str:
        """Where the browser is sent; `back` is our address for the answer."""
        from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
        from authlib.oauth2.rfc7636 import create_s256_code_challenge

        found: str = prepare_grant_uri(
            self._known()["authorization_endpoint"],
            client_id=self.client_id,
            response_type="code",
            redirect_uri=back,
            scope="openid email profile",
            state=visit.state,
            nonce=visit.nonce,
            code_challenge=create_s256_code_challenge(visit.verifier),
            code_challenge_method="S256",
        )
        return found

    def identity(self, code: str, visit: Visit, back: str) -> Identity:
        """Who brought this code. RightsError where the provider does not vouch for it, or for no verified e-mail."""
        known = self._known()
        fields = {"grant_type": "authorization_code", "code": code, "redirect_uri": back}
        given = _json(
            "POST",
            known["token_endpoint"],
            data=fields | {"code_verifier": visit.verifier, "client_id": self.client_id},
            auth=(self.client_id, self.secret) if self.secret else None,
        )
        claims = self._claims(str(given.get("id_token", "")), known, visit.nonce)
        self._vouched(claims)
        return Identity(str(claims["email"]).strip().lower(), str(claims.get("name", "")))

    def _vouched(self, claims: Mapping[str, Any]) -> None:
        """RightsError unless the e-mail is the person's own: whoever can write any address into their account would come in as another.

        Providers may leave `email_verified` out (OpenID Connect Core, 5.1); then the owner must have said that the address can be trusted. A plain no stays one.
        """
        said = claims.get("email_verified")
        if not claims.get("email") or said not in (None, True, "true"):
            raise _refused(say("it vouches for no e-mail"))
        if said is None and not self.trusts_email:
            raise RightsError(
                say("the sign-in service did not let you in"),
                say("it does not say whether the e-mail was verified"),
                say(
                    "if the company itself gives out the addresses there, the owner can trust them in the settings (oidc.trust_email)"
                ),
            )

    def _claims(self, token: str, known: Mapping[str, Any], nonce: str) -> Mapping[str, Any]:
        from authlib.common.errors import AuthlibBaseError
        from authlib.oidc.core import CodeIDToken
        from joserfc import jwk, jwt
        from joserfc.errors import JoseError

        keys = _json("GET", known["jwks_uri"])
        try:
            read = jwt.decode(token, jwk.KeySet.import_key_set(keys), algorithms=list(ALGORITHMS))  # type: ignore[arg-type]
            options = {
                "iss": {"essential": True, "value": known["issuer"]},
                "aud": {"essential": True, "value": self.client_id},
            }
            wanted = {"nonce": nonce, "client_id": self.client_id}
            claims = CodeIDToken(read.claims, read.header, options, wanted)
            claims.validate(leeway=60)
        except (JoseError, AuthlibBaseError, ValueError, KeyError) as error:
            raise _refused(say("its answer is not to be trusted")) from error
        return dict(claims)

    def _known(self) -> Mapping[str, Any]:
        """The provider's own description; it must be of this very issuer."""
        known = _json("GET", f"{self.issuer}/.well-known/openid-configuration")
        if str(known.get("issuer", "")).rstrip("/") != self.issuer:
            raise _refused(say("it calls itself {name}", name=str(known.get("issuer"))))
        if not all(isinstance(known.get(name), str) for name in _ENDPOINTS):
            raise _refused(say("{url} did not answer as it should", url=self.issuer))
        return known


def _place(address: str) -> SplitResult | None:
    """The parts of an address; None where it is none."""
    try:
        return urlsplit(address)
    except ValueError:
        return None


def _secret(folder: Path) -> str:
    """From the environment, else from the file; a public client has none."""
    if given := os.environ.get(VARIABLE):
        return given
    path = folder / FILE_NAME
    if not path.exists():
        return ""
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise InputError(
            say("others may read {file}", file=str(path)), do=say("run chmod 600 {file}", file=str(path))
        )
    return path.read_text("utf-8").strip()


def _json(method: str, url: str, **more: Any) -> dict[str, Any]:
    try:
        answer = httpx2.request(method, url, timeout=SECONDS, headers={"accept": "application/json"}, **more)
        answer.raise_for_status()
        found = answer.json()
    except (httpx2.HTTPError, ValueError) as error:
        raise _refused(say("{url} did not answer as it should", url=url)) from error
    if not isinstance(found, dict):
        raise _refused(say("{url} did not answer as it should", url=url))
    return found


def _refused(why: str) -> RightsError:
    return RightsError(
        say("the sign-in service did not let you in"), why, say("try again, or sign in by password")
    )
