"""Pages of who may enter: sign-in, the first owner, invitations, the team, one's own profile, shared pages."""

from __future__ import annotations

from fastapi import APIRouter

from voronka.web.access import door, invited, oidc, profile, sharing, team

router = APIRouter()
for _part in (door, oidc, invited, profile, sharing, team):
    router.include_router(_part.router)
