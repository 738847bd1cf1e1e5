"""Web hooks: who wants to be told what, and how it went."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from voronka.simulator.amocrm.problems import invalid

_MOST = 100
#: A hook is switched off after more bad answers than this within so many seconds, the last one bad.
_MOST_BAD, _BAD_SECONDS = 100, 2 * 3600


@dataclass
class Hook:
    """A subscription. `bad` holds the moments of bad answers."""

    id: int
    destination: str
    settings: list[str]
    created_by: int
    created_at: int
    updated_at: int
    is_disabled: bool = False
    bad: list[float] = field(default_factory=list)

    def answered(self, is_good: bool, moment: float) -> None:
        """Note an answer; too many bad ones switch the hook off."""
        if is_good:
            return
        self.bad = [at for at in self.bad if at > moment - _BAD_SECONDS] + [moment]
        self.is_disabled = self.is_disabled or len(self.bad) > _MOST_BAD


class Hooks:
    """All subscriptions of the account, by destination.

    >>> hooks = Hooks()
    >>> hooks.subscribe("http://127.0.0.1/secret", ["status_lead"], user_id=1, now=5).id
    1
    >>> [hook.destination for hook in hooks.wanting("status_lead")]
    ['http://127.0.0.1/secret']
    """

    def __init__(self) -> None:
        self._hooks: dict[str, Hook] = {}
        self._made = 0

    def subscribe(self, destination: Any, settings: Any, user_id: int, now: int) -> Hook:
        """Make or change the hook of a destination; ApiError 400 when the request cannot be."""
        if not isinstance(destination, str) or not destination.startswith(("http://", "https://")):
            raise invalid("InvalidUrl", "destination", "This value is not a valid URL")
        if (
            not isinstance(settings, list)
            or not settings
            or not all(isinstance(word, str) for word in settings)
        ):
            raise invalid("NotBlank", "settings", "This value should be a list of events")
        found = self._hooks.get(destination)
        if found is None:
            if len(self._hooks) >= _MOST:
                raise invalid("TooMany", "destination", f"An account has at most {_MOST} hooks")
            self._made += 1
            found = self._hooks[destination] = Hook(self._made, destination, [], user_id, now, now)
        found.settings, found.updated_at, found.is_disabled = list(settings), now, False
        return found

    def unsubscribe(self, destination: Any) -> None:
        """Forget the hook of a destination, if there is one."""
        self._hooks.pop(str(destination), None)

    def listed(self, destination: str | None = None) -> list[Hook]:
        """All hooks, or the one of a destination."""
        return [hook for hook in self._hooks.values() if destination in (None, hook.destination)]

    def wanting(self, setting: str) -> list[Hook]:
        """Hooks that are on and subscribed to a setting."""
        return [hook for hook in self._hooks.values() if setting in hook.settings and not hook.is_disabled]
