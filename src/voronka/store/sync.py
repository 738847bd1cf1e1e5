"""One sync or import: pages of a source are landed, mapped, derived and published. Here, and only here, sources and store meet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from voronka import clock
from voronka.model.source import Known, Progress, Source, SourceInfo
from voronka.store import sql
from voronka.store.coming import is_coming, set_coming
from voronka.store.derive import derive
from voronka.store.horizons import last_moment
from voronka.store.landing import land, states
from voronka.store.mapping import map_landing
from voronka.store.publish import needs_publishing, publish, published_version
from voronka.store.work import WorkStore


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

    def run(self) -> SyncResult:
        for item in self.source.pages(states(self.work, self.info.account_id)):
            if isinstance(item, Progress):
                if self.on_progress:
                    self.on_progress(item)
                continue
            if isinstance(item, Known):
                self._look(item.since)
                continue
            self.read += item.records.num_rows
            self.landed += land(self.work, item, self.info.account_id, self.moment)
        self._derive()
        set_coming(self.work, self.info.account_id, None)
        if needs_publishing(self.work):
            publish(self.work, self.moment)
        return SyncResult(self.read, self.landed, self.changed_deals, published_version(self.work.folder))

    def _derive(self) -> None:
        map_landing(self.work, self.info.account_id, self.source.mapping_sql(), self.info.parameters)
        account_id, until = self.info.account_id, self.moment
        if self.info.kind == "files":
            until = last_moment(self.work, account_id) + timedelta(microseconds=1)
        self.changed_deals += derive(self.work, {account_id: until}).changed_deals

    def _look(self, since: datetime) -> None:
        """Publish what there is while older history comes in: the first sync's funnel of recent months."""
        account_id = self.info.account_id
        before = is_coming(self.work, account_id)
        if published_version(self.work.folder) and (before is None or before <= since):
            return
        self._derive()
        if sql.number(self.work.connection, "select count(*) from derived.main.moves where known = 'event'"):
            set_coming(self.work, account_id, since)
            if needs_publishing(self.work):
                version = publish(self.work, self.moment)
                if self.on_progress:
                    self.on_progress(Progress("store", version, version, "versions", since=since))
