"""History in: from the CRM, from files; and out again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from voronka.clock import now as clock_now
from voronka.errors import InputError
from voronka.language import say
from voronka.workspace.told import Told

if TYPE_CHECKING:
    from voronka.model.source import Progress, Source
    from voronka.store.costs import CostsResult
    from voronka.store.sync import SyncResult


class Fed(Told):
    """A workspace that history comes into."""

    def forget(self) -> None:
        """Take all history out of the workspace: the demo's, before a company's own comes."""
        from voronka.store.forget import forget

        with self._lock:
            forget(self.folder)
            if self._engine is not None:
                self._engine.close()
            self._engine = self._published = None

    @property
    def has_token(self) -> bool:
        """Whether there is a token for the CRM."""
        from voronka.sources.amocrm import has_token

        return has_token(self.folder)

    def source(self, repair: bool = False) -> Source:
        """The source that the settings name; InputError when none is set. `repair` reads open deals and the last 30 days again."""
        if self.settings["source.kind"] != "amocrm":
            raise InputError(
                say("this workspace has no CRM connected"),
                say("{file} names no source", file=str(self.folder / "voronka.toml")),
                say("run voronka connect, or voronka import FILE"),
            )
        from voronka.sources.amocrm import open_source

        hinted = self.hints().heard() if self.has_team() else ()
        deals = tuple(one.number for one in hinted if one.entity == "lead")
        return open_source(self.folder, self.settings, repair, hinted=deals)

    def sync(
        self,
        source: Source | None = None,
        now: datetime | None = None,
        on_progress: Callable[[Progress], None] | None = None,
        repair: bool = False,
    ) -> SyncResult:
        """Read what is new from the CRM (or the given source), derive and publish; StoreError while another does."""
        from voronka.store.sync import sync

        begun = now or clock_now()
        read = source or self.source(repair)
        result = sync(self.folder, read, on_progress=on_progress, now=begun)
        if self.has_team() and read.info().kind == "amocrm":
            self.hints().forget(begun)
        return result

    def import_costs(
        self, file: Path | str, account: int | None = None, now: datetime | None = None
    ) -> CostsResult:
        """Read a table of costs (source, day or month, amount, currency) and count it; see `voronka ask cac`."""
        from voronka.sources.files import read_costs
        from voronka.store.costs import import_costs

        return import_costs(self.folder, read_costs(Path(file)), now or clock_now(), account)
