"""One sync or import: pages of a source are landed, mapped, derived and published. Here, and only here, sources and store meet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from voronka import clock
from voronka.model.source import Progress, Source, SourceInfo
from voronka.store import sql
from voronka.store.derive import derive
from voronka.store.horizons import last_moment
from voronka.store.landing import land, states
from voronka.store.mapping import map_landing
from voronka.store.publish import needs_publishing, publish, published_version
from voronka.store.work import WorkStore

#: The first sync publishes early, for a first look: it tries after so many new records, then after twice as many, and so on.
FIRST_LOOK = 1000


@dataclass(frozen=True)
class SyncResult:
    """What a sync brought: records read, those that were new or different, deals made anew, and the version published now."""

    read: int
    landed: int
    changed_deals: int
    version: int

    def to_dict(self) -> dict[str, int]:
        """As in JSON."""
        return asdict(self)


def sync(
    workspace_folder: Path | str,
    source: Source,
    on_progress: Callable[[Progress], None] | None = None,
    now: datetime | None = None,
) -> SyncResult:
    """Read what is new, make history of it and publish it; nothing new publishes nothing.

    History is then known before `now`, the moment this began (of files: up to the last moment they tell of). It may be killed at any
    moment: what was landed stays, and the next call goes on from there. StoreError while another writer works.
    """
    moment = now or clock.now()
    with WorkStore(workspace_folder) as work:
        return _Sync(work, source, source.info(), moment, on_progress).run()


class _Sync:
    """One run: the counters that its steps share."""

    def __init__(
        self,
        work: WorkStore,
        source: Source,
        info: SourceInfo,
        moment: datetime,
        on_progress: Callable[[Progress], None] | None,
    ) -> None:
        self.work = work
        self.source = source
        self.info = info
        self.moment = moment
        self.on_progress = on_progress
        self.read = self.landed = self.changed_deals = 0
        self.next_look = FIRST_LOOK if published_version(work.folder) == 0 else None

    def run(self) -> SyncResult:
        for item in self.source.pages(states(self.work, self.info.account_id)):
            if isinstance(item, Progress):
                if self.on_progress:
                    self.on_progress(item)
                continue
            # before the next page lands, so that a source of one page publishes once
            self._take_first_look()
            self.read += item.records.num_rows
            self.landed += land(self.work, item, self.info.account_id, self.moment)
        self._derive()
        if needs_publishing(self.work):
            publish(self.work, self.moment)
        return SyncResult(self.read, self.landed, self.changed_deals, published_version(self.work.folder))

    def _derive(self) -> None:
        map_landing(self.work, self.info.account_id, self.source.mapping_sql(), self.info.parameters)
        account_id, until = self.info.account_id, self.moment
        if self.info.kind == "files":
            until = last_moment(self.work, account_id) + timedelta(microseconds=1)
        self.changed_deals += derive(self.work, {account_id: until}).changed_deals

    def _take_first_look(self) -> None:
        """Publish as soon as there are deals with moves, so that a first funnel shows while history comes in."""
        if self.next_look is None or self.landed < self.next_look:
            return
        self._derive()
        self.next_look *= 2
        if sql.number(self.work.connection, "select count(*) from derived.main.moves where known = 'event'"):
            publish(self.work, self.moment)
            self.next_look = None
