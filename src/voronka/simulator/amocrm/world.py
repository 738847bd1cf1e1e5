"""The company as the service shows it now: what exists by the server's clock, and what moves while one reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from voronka.simulator.amocrm.feed import Feed, feed_of, with_written
from voronka.simulator.amocrm.hooks import Hooks
from voronka.simulator.amocrm.state import State, state_at
from voronka.simulator.amocrm.switches import Faults
from voronka.simulator.amocrm.tables import Bools, Ints, Tables
from voronka.simulator.amocrm.ulid import mix
from voronka.simulator.amocrm.written import Event, Written
from voronka.simulator.shape import Company, SimUser

#: Seconds that pass for late rows with every request, so that a reader meets them even when it is fast.
SECONDS_PER_REQUEST = 2
#: How long before the end of its history an account stands that lives on.
LIVE_SECONDS = 30 * 86_400
#: Selections remembered, so that the pages of one question are found once.
_REMEMBERED = 16


class World:
    """A company at the server's moment `until`, and the clock that runs on from there.

    `clock` gives seconds of any steady clock; the server's own time is `until` plus what it has advanced since the last `move_to`. Rows of the
    company that lie at or after `until` are not shown; `move_to` lets a later day come, and with the fault `live` it comes by itself.
    """

    def __init__(
        self,
        company: Company,
        until: int | None = None,
        faults: Faults | None = None,
        clock: Callable[[], float] | None = None,
    ) -> None:
        self.company = company
        self.faults = faults or Faults()
        self.tables = Tables(company)
        self.feed: Feed = feed_of(self.tables)
        self.hooks = Hooks()
        self.written = Written(self.tables)
        self.requests = 0
        self.version = 0
        self._clock = clock or (lambda: 0.0)
        self._touched: dict[int, int] = {}
        self._selections: dict[Any, Any] = {}
        self._epoch: tuple[int, int] = (0, 0)
        self._lasting: dict[str, Any] = {}
        self._people = {user.id: user for user in company.users}
        self.state: State
        self.move_to(_beginning(company, self.faults) if until is None else until)

    @property
    def until(self) -> int:
        """Where the server's clock was put: what happened before this moment is shown."""
        return self.state.last + 1

    @property
    def last(self) -> int:
        """The last second that is shown."""
        return self.state.last

    def move_to(self, until: int) -> None:
        """Let the server's clock stand at `until` (unix seconds)."""
        state = state_at(self.tables, until - 1, self.written.tasks)
        updated, by = state.updated_at.copy(), state.updated_by.copy()
        for row, moment in self._touched.items():
            updated[row] = max(updated[row], moment)
        for row, (moment, author) in self.written.touched.items():
            if moment >= updated[row]:
                updated[row], by[row] = moment, author
        self.state = replace(state, updated_at=updated, updated_by=by)
        self._started = self._clock()
        self._requests_before = self.requests
        self.version += 1

    def now(self) -> int:
        """The server's time, in unix seconds."""
        return self.until + int((self._clock() - self._started) * (self.faults.live or 1))

    def write(self) -> int:
        """The moment of what is about to be written: the clock moves up to it, so that it is seen at once."""
        self.move_to(self.now() + 1)
        return self.last

    def wrote(self, events: list[Event]) -> None:
        """Something was written: its events go into the feed, and what is computed of it is computed anew."""
        first = len(self.written.events)
        self.written.events += events
        if events:
            self.feed = with_written(self.feed, self.tables, self.written.events, first)
        self.move_to(self.until)

    @property
    def is_behind(self) -> bool:
        """Whether the account lives on and its clock has gone past what is shown."""
        return self.faults.live > 0 and self.now() > self.until

    def person(self, user_id: int) -> SimUser | None:
        """A user by id, vanished ones too."""
        return self._people.get(user_id)

    def touch(self, rows: Ints) -> None:
        """Give deals a new `updated_at`, as any field or tag change would. A deal is touched once only, so reading ends."""
        fresh = [int(row) for row in rows if int(row) not in self._touched]
        if fresh:
            updated = self.state.updated_at.copy()
            updated[fresh] = self.now()
            self._touched.update(dict.fromkeys(fresh, self.now()))
            self.state = replace(self.state, updated_at=updated)
            self.version += 1

    def visible_deals(self, user: SimUser) -> Bools:
        """Which deals this user may see: they exist, are not late, and are his own unless he is an administrator."""
        mask = self.state.exists & ~self.is_late(self.tables.deal("added_at"), self.tables.deal_ids)
        return mask if user.is_admin else mask & (self.state.owner_id == user.id)

    def is_late(self, at: Ints, keys: Ints) -> Bools:
        """Which of the rows that happened at `at` have not come through yet; `keys` tell them apart."""
        late = np.zeros(len(at), dtype=bool)
        if self.faults.late:
            recent = np.flatnonzero((at <= self.last) & (at > self.last - self.faults.late))
            chance = mix(
                np.asarray(keys[recent], dtype=np.int64).view(np.uint64) ^ np.uint64(self.faults.seed)
            )
            lag = np.where(
                chance % np.uint64(10) == 0, 1 + (chance >> np.uint64(8)) % np.uint64(self.faults.late), 0
            )
            late[recent] = at[recent] + lag.astype(np.int64) > self._arrived()
        return late

    def lasting(self, key: str, make: Callable[[], Any]) -> Any:
        """`make()`, once for each key, whatever moves."""
        if key not in self._lasting:
            self._lasting[key] = make()
        return self._lasting[key]

    def remember(self, key: Any, make: Callable[[], Any]) -> Any:
        """`make()`, once for each key as long as nothing moves."""
        epoch = (self.version, self._arrived() if self.faults.late else 0)
        if epoch != self._epoch or len(self._selections) >= _REMEMBERED:
            self._selections, self._epoch = {}, epoch
        if key not in self._selections:
            self._selections[key] = make()
        return self._selections[key]

    def _arrived(self) -> int:
        """Late rows that left before this moment have come through."""
        return self.now() + SECONDS_PER_REQUEST * (self.requests - self._requests_before)


def _beginning(company: Company, faults: Faults) -> int:
    return company.until - LIVE_SECONDS if faults.live else company.until
