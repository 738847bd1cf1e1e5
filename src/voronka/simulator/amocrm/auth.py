"""Who asks: OAuth codes, rotating refresh tokens, access tokens, and the long-lived token of a private integration.

Everything follows from the company's seed except what OAuth hands out while it runs, so a simulator started again with the same seed accepts
the same long-lived token.
"""

from __future__ import annotations

import hashlib
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from voronka.simulator.amocrm.problems import OAUTH_TYPE, ApiError
from voronka.simulator.amocrm.tokens import claims_of, sign
from voronka.simulator.shape import Company, SimUser

CODE_SECONDS = 20 * 60
ACCESS_SECONDS = 24 * 3600
REFRESH_SECONDS = 90 * 24 * 3600
LONG_LIVED_SECONDS = 5 * 365 * 24 * 3600


@dataclass
class Grant:
    """A code or a refresh token: whose, until when, and whether it was used already."""

    user_id: int
    dies_at: float
    is_used: bool = False


@dataclass
class Auth:
    """Credentials of one integration in one account. `clock` gives unix seconds of the real world, because clients compare `exp` with theirs.

    `expire_after` > 0 revokes an OAuth access token after so many uses.
    """

    company: Company
    clock: Callable[[], float]
    redirect_uri: str
    expire_after: int = 0
    _grants: dict[str, Grant] = field(default_factory=dict)
    _uses: Counter[str] = field(default_factory=Counter)
    _issued: int = 0

    def __post_init__(self) -> None:
        self._secret = hashlib.sha256(
            f"secret {self.company.seed} {self.company.account_id}".encode()
        ).digest()
        self.client_id = self._uuid("integration")
        self.client_secret = hashlib.sha256(self._secret + b"client").hexdigest() * 2

    @property
    def admin(self) -> SimUser:
        """The administrator who installed the integration; without one, the first user."""
        listed = [user for user in self.company.users if not user.is_vanished]
        return next((user for user in listed if user.is_admin and user.is_active), listed[0])

    @property
    def salesperson(self) -> SimUser | None:
        """An active user who is no administrator."""
        people = (
            user
            for user in self.company.users
            if not user.is_admin and user.is_active and not user.is_vanished
        )
        return next(people, None)

    def long_lived_token(self, user: SimUser | None = None) -> str:
        """The long-lived token with the rights of `user`, by default the administrator."""
        user = user or self.admin
        integration = self.client_id if user.is_admin else self._uuid(f"integration of {user.id}")
        # Counted from the end of the history and not from now: the same company, the same token.
        dies_at = max(self.company.until, 1_800_000_000) + LONG_LIVED_SECONDS
        return self._token(user.id, self.company.started_at, dies_at, "long", integration)

    def code_for(self, user: SimUser) -> str:
        """An authorisation code, good once within 20 minutes."""
        return self._grant("def502", user.id, CODE_SECONDS)

    def exchange(self, request: dict[str, Any]) -> dict[str, Any]:
        """The token endpoint: a code or a refresh token for a new pair. ApiError with a `hint` when it cannot be."""
        if request.get("client_id") != self.client_id or request.get("client_secret") != self.client_secret:
            raise _refusal(401, "Некорректный клиент", "Авторизация клиента не прошла")
        if request.get("redirect_uri") != self.redirect_uri:
            raise _bad_request("Redirect URI is not the one of the integration")
        grant_type = request.get("grant_type")
        if grant_type not in ("authorization_code", "refresh_token"):
            raise _bad_request("Check the `grant_type` parameter")
        name = "code" if grant_type == "authorization_code" else "refresh_token"
        grant = self._redeem(str(request.get(name, "")), "Authorization code" if name == "code" else "Token")
        return self._pair(grant.user_id)

    def user_of(self, header: str | None) -> tuple[SimUser, str]:
        """The user and integration behind an Authorization header; ApiError 401 for a token that is missing, expired or revoked."""
        scheme, _, token = (header or "").partition(" ")
        claims = claims_of(token.strip(), self._secret) if scheme.lower() == "bearer" else None
        if claims is None:
            raise ApiError(401, "Неверный логин или пароль")
        self._uses[claims["jti"]] += 1
        is_short = claims["grant_type"] != "long"
        if self.clock() >= claims["exp"] or (is_short and 0 < self.expire_after < self._uses[claims["jti"]]):
            raise _refusal(401, "Unauthorized", "Токен просрочен или отозван")
        user = next(user for user in self.company.users if user.id == int(claims["sub"]))
        return user, str(claims["aud"])

    def integration_of(self, header: str | None) -> str:
        """Whom the rate limit counts a request for; unsigned requests share one window."""
        claims = claims_of((header or "").partition(" ")[2].strip(), self._secret)
        return str(claims["aud"]) if claims else "nobody"

    def owner_of_refresh_token(self, token: str) -> bool:
        """Whether a refresh token belongs to this account and is alive."""
        grant = self._grants.get(token)
        return grant is not None and not grant.is_used and self.clock() < grant.dies_at

    def _redeem(self, text: str, called: str) -> Grant:
        grant = self._grants.get(text)
        if grant is None:
            raise _bad_request(
                "Cannot decrypt the authorization code" if called != "Token" else "Invalid refresh token"
            )
        if grant.is_used:
            raise _bad_request(f"{called} has been revoked")
        if self.clock() >= grant.dies_at:
            raise _bad_request(f"{called} has expired")
        grant.is_used = True
        return grant

    def _pair(self, user_id: int) -> dict[str, Any]:
        now = int(self.clock())
        refresh = self._grant("def503", user_id, REFRESH_SECONDS)
        access = self._token(user_id, now, now + ACCESS_SECONDS, refresh, self.client_id)
        return {
            "token_type": "Bearer",
            "expires_in": ACCESS_SECONDS,
            "server_time": now,
            "access_token": access,
            "refresh_token": refresh,
        }

    def _grant(self, head: str, user_id: int, seconds: int) -> str:
        self._issued += 1
        body = hashlib.sha512(self._secret + f"{head} {self._issued} {self.clock()}".encode()).hexdigest()
        self._grants[head + body] = Grant(user_id, self.clock() + seconds)
        return head + body

    def _token(self, user_id: int, starts_at: int, dies_at: int, origin: str, integration: str) -> str:
        claims = {
            "aud": integration,
            "jti": hashlib.sha256(f"{origin} {user_id}".encode()).hexdigest(),
            "iat": starts_at,
            "nbf": starts_at,
            "exp": dies_at,
            "sub": str(user_id),
            "grant_type": "long" if origin == "long" else "",
            "account_id": self.company.account_id,
            "base_domain": "amocrm.ru",
            "scopes": ["crm", "notifications"],
        }
        return sign(claims, self._secret)

    def _uuid(self, name: str) -> str:
        return str(uuid.UUID(bytes=hashlib.sha256(self._secret + name.encode()).digest()[:16], version=4))


def _bad_request(hint: str) -> ApiError:
    detail = "В запросе отсутствует ряд параметров или параметры невалидны"
    return _refusal(400, "Некорректный запрос", detail, hint=hint)


def _refusal(status: int, title: str, detail: str, **more: Any) -> ApiError:
    problem = ApiError(status, detail)
    problem.body = {**more, "title": title, "type": OAUTH_TYPE, "status": status, "detail": detail}
    return problem
