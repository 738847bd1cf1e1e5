"""The folder: its settings, the newest published store, and what is in it."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voronka.settings import Settings, told_by

if TYPE_CHECKING:
    from voronka.engines.base import Engine
    from voronka.metrics.lookup import Member
    from voronka.metrics.names import Dictionary
    from voronka.store.checks import Check
    from voronka.store.published import Published

#: Lists of choices kept, by dimension and store version.
KEPT_CHOICES = 512


class Stored:
    """A workspace folder with its newest published store."""

    def __init__(self, folder: Path | str = ".") -> None:
        self.folder = Path(folder)
        self.settings = Settings.load(self.folder)
        self._lock = threading.RLock()
        self._published: Published | None = None
        self._engine: Engine | None = None
        self._coming: tuple[int, datetime | None] = (0, None)
        self._hash = (0, "")
        self._choices: dict[tuple[int, str, str | None], list[str]] = {}

    def close(self) -> None:
        """Let go of the store's file."""
        with self._lock:
            if self._engine is not None:
                self._engine.close()
            self._engine = self._published = None

    # -- the store

    @property
    def has_store(self) -> bool:
        """Whether anything was published."""
        from voronka.store.publish import published_version

        return published_version(self.folder) > 0

    def published(self) -> Published:
        """The newest published store; StoreError when there is none."""
        from voronka.store.published import Published

        with self._lock:
            current = Published.open(self.folder) if self._published is None else self._published.refreshed()
            if self._published is None or current.version != self._published.version:
                if self._engine is not None:
                    self._engine.close()
                self._engine = None
                self._published = current
            return self._published

    def engine(self) -> Engine:
        """The engine over the newest published store."""
        from voronka.engines.duckdb import DuckDBEngine

        with self._lock:
            published = self.published()
            if self._engine is None:
                self._engine = DuckDBEngine(published.path)
            return self._engine

    @property
    def version(self) -> int:
        """Version of the store that answers come from now."""
        return self.published().version

    @property
    def store_hash(self) -> str:
        """SHA-256 of the published store's file: which data answers come from."""
        published = self.published()
        with self._lock:
            if self._hash[0] != published.version:
                with published.path.open("rb") as file:
                    self._hash = published.version, hashlib.file_digest(file, "sha256").hexdigest()
            return self._hash[1]

    @property
    def coming(self) -> datetime | None:
        """While a first sync is under way: since when history is whole, what is older being still to come."""
        published = self.published()
        if self._coming[0] != published.version:
            self._coming = published.version, published.coming
        return self._coming[1]

    # -- what is in it

    @property
    def timezone(self) -> str:
        """The account's zone, in which days begin."""
        return self.dictionary().timezone

    def dictionary(self) -> Dictionary:
        """Pipelines, stages, people and the values one can filter by."""
        from voronka.metrics.names import dictionary

        return dictionary(self.engine()).showing(told_by(self.settings).pipelines)

    def whole_dictionary(self) -> Dictionary:
        """The same with the pipelines that are not offered."""
        from voronka.metrics.names import dictionary

        return dictionary(self.engine())

    def deal_address(self) -> str:
        """What the link of a deal in the CRM begins with, its id being the end; "" where deals came from files."""
        account = next(iter(self.dictionary().accounts), None)
        if account is None or account.source_kind != "amocrm":
            return ""
        return f"{account.base_url.rstrip('/')}/leads/detail/"

    def choices(self, dimension: str, pipeline: str | None = None) -> list[str]:
        """The values that a filter by `manager`, `source`, `tag` or another attribute can take."""
        from voronka.metrics.choices import choices

        engine = self.engine()
        key = (self.version, dimension, pipeline)
        if key not in self._choices:
            if len(self._choices) >= KEPT_CHOICES:
                self._choices.clear()
            self._choices[key] = choices(engine, dimension, pipeline)
        return self._choices[key]

    def members(self) -> tuple[Member, ...]:
        """The people of the CRM with their teams."""
        from voronka.metrics.lookup import members

        return members(self.engine())

    def find_deal(self, text: str) -> tuple[int, int]:
        """(account_id, deal_id) of a deal by its number; AbsentError when there is none."""
        from voronka.metrics.lookup import find_deal

        return find_deal(self.engine(), text)

    # -- settings

    def change_settings(self, changes: Mapping[str, Any]) -> None:
        """Write other values into the settings and go on with them; None takes a setting back to its default."""
        with self._lock:
            settings = Settings.load(self.folder).with_(changes)
            told_by(settings)
            self.folder.mkdir(parents=True, exist_ok=True)
            settings.save(self.folder)
            self.settings = settings

    # -- care and export

    def doctor(self) -> list[Check]:
        """What the stored data promise, checked, and how complete history is."""
        from voronka.store.checks import doctor

        return doctor(self.published())

    def export(
        self, target: Path, kind: str = "parquet", tables: tuple[str, ...] = ()
    ) -> list[tuple[Path, int]]:
        """Write published tables into the folder `target`, a file each; returns paths and numbers of rows."""
        from voronka.store.export import export

        return export(self.published(), Path(target), kind, tables)

    def tables(self) -> list[str]:
        """Names of the published tables."""
        from voronka.store.export import table_names

        return table_names(self.published())

    def parquet(self, table: str) -> Iterator[bytes]:
        """A published table as Parquet, piece by piece; InputError names an unknown one."""
        from voronka.store.export import parquet

        return parquet(self.published(), table)
