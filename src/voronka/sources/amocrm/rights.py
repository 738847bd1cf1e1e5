"""What the token's user may see: amoCRM silently leaves out what he may not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from voronka.language import Phrase, say
from voronka.sources.amocrm.answers import MissingRightsError, UnknownThingError
from voronka.sources.amocrm.client import Client


@dataclass(frozen=True)
class Rights:
    """`level`: `all` (an administrator, or sees every deal and event), `partial`, or `unknown`."""

    level: str
    warnings: tuple[Phrase, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """To land."""
        return {"level": self.level, "warnings": [str(warning) for warning in self.warnings]}


def rights_of(client: Client, user_id: int) -> Rights:
    """The rights of the user who made the token."""
    try:
        user = client.get(f"users/{user_id}") if user_id else None
    except MissingRightsError:
        return Rights("partial", (_not_admin(),))
    except UnknownThingError:
        user = None
    rights = (user or {}).get("rights")
    if not isinstance(rights, Mapping):
        return Rights(
            "unknown",
            (say("amoCRM does not tell what the token's user may see; use an administrator's token"),),
        )
    if rights.get("is_admin"):
        return Rights("all")
    deals = rights.get("leads")
    view = deals.get("view") if isinstance(deals, Mapping) else None
    if view != "A":
        return Rights("partial", (_not_admin(),))
    return Rights("all", (say("the token's user is no administrator: the list of people may be incomplete"),))


def _not_admin() -> Phrase:
    return say(
        "the token's user does not see every deal: counts and history are incomplete; connect with an administrator's token"
    )
