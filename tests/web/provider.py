"""A small OpenID Connect provider over HTTP: one client, one person at a time, RSA signatures, PKCE; it can be told to lie."""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from base64 import b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import uvicorn
from joserfc import jwk, jwt
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT, SECRET = "voronka", "a secret of the client"


@dataclass
class Provider:
    """`person`: the claims of whoever sits at the browser; `lies`: claims that replace those of the token; `is_whole`: it tells its addresses."""

    person: dict[str, Any] = field(default_factory=dict)
    lies: dict[str, Any] = field(default_factory=dict)
    key: Any = field(default_factory=lambda: jwk.RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}))
    other_key: Any = None
    is_whole: bool = True
    issuer: str = ""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def app(self) -> Starlette:
        """Its four addresses."""
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self.description),
                Route("/authorize", self.authorize),
                Route("/token", self.token, methods=["POST"]),
                Route("/keys", self.keys),
            ]
        )

    def description(self, _: Request) -> Response:
        places = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        told = {name: f"{self.issuer}/{path}" for name, path in places.items()} if self.is_whole else {}
        return JSONResponse({"issuer": self.issuer} | told)

    def keys(self, _: Request) -> Response:
        return JSONResponse({"keys": [self.key.as_dict(private=False)]})

    def authorize(self, request: Request) -> Response:
        """Whoever sits there agrees at once."""
        asked = dict(request.query_params)
        assert (asked["response_type"], asked["client_id"]) == ("code", CLIENT)
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        code = secrets.token_urlsafe()
        self.codes[code] = asked
        answer = urlencode({"code": code, "state": asked["state"]})
        return RedirectResponse(f"{asked['redirect_uri']}?{answer}", 302)

    async def token(self, request: Request) -> Response:
        """A code is good once, for the client, the address and the verifier that it was made for."""
        form = await request.form()
        asked = self.codes.pop(str(form["code"]), None)
        told = b64decode(request.headers["authorization"].removeprefix("Basic ")).decode()
        digest = hashlib.sha256(str(form["code_verifier"]).encode()).digest()
        challenge = urlsafe_b64encode(digest).decode().rstrip("=")
        is_right = asked is not None and told == f"{CLIENT}:{SECRET}"
        if (
            asked is None
            or not is_right
            or asked["code_challenge"] != challenge
            or asked["redirect_uri"] != form["redirect_uri"]
        ):
            return JSONResponse({"error": "invalid_grant"}, 400)
        at = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": "7",
            "iat": at,
            "exp": at + 60,
            "nonce": asked["nonce"],
        }
        signed = jwt.encode(
            {"alg": "RS256", "kid": "one"}, claims | self.person | self.lies, self.other_key or self.key
        )
        return JSONResponse({"access_token": "x", "token_type": "Bearer", "id_token": signed})


class Running:
    """The provider on a port of this machine, as long as the block lasts."""

    def __init__(self) -> None:
        self.provider = Provider()
        self._server = uvicorn.Server(uvicorn.Config(self.provider.app(), port=0, log_level="warning"))
        self._thread = threading.Thread(target=self._server.run, daemon=True)

    def __enter__(self) -> Provider:
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)
        port = self._server.servers[0].sockets[0].getsockname()[1]
        self.provider.issuer = f"http://127.0.0.1:{port}"
        return self.provider

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(5)
