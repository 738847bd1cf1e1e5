"""What a source hands to the store: pages of landed records with the cursor that stands after them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

import pyarrow as pa

#: Columns of `Page.records`. `body` is the JSON text as received.
LANDING_SCHEMA = pa.schema([("entity", pa.string()), ("id", pa.string()), ("body", pa.string())])


@dataclass(frozen=True)
class Page:
    """Records to land in one transaction with the new state of their stream.

    `records` has the columns of `LANDING_SCHEMA`, any number of rows. `state` is JSON-able and is what `Source.pages` gets back
    for `stream` at the next start; None leaves the stream's state as it is.
    """

    stream: str
    records: pa.Table
    state: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Progress:
    """How far a stream is, for the screen: `done` of `total` (None: not known yet), in `unit` such as "deals".

    Where a stream is read newest first, all of it from the moment `since` (naive UTC) on has been read.
    """

    stream: str
    done: int
    total: int | None = None
    unit: str = "records"
    seconds_left: float | None = None
    since: datetime | None = None


@dataclass(frozen=True)
class Known:
    """All that a funnel is made of has been read from the moment `since` (naive UTC) on; what is older, and other things, are still to come."""

    since: datetime


@dataclass(frozen=True)
class SourceInfo:
    """Who is read: `kind` names the folder under `sources/`, whose `mapping.sql` turns landing into recorded facts.

    `warnings` say what cannot be seen with these credentials.
    """

    kind: str
    account_id: int
    name: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


class Source(Protocol):
    """One account of one CRM, or one set of files."""

    def info(self) -> SourceInfo:
        """Identify the account; AccessError when the credentials are refused."""
        ...

    def pages(self, state: Mapping[str, Mapping[str, Any]]) -> Iterator[Page | Progress | Known]:
        """Everything that is new since `state` (stream → its last state; empty at the first sync)."""
        ...

    def mapping_sql(self) -> str:
        """SQL statements that fill the `recorded_*` tables from the view `new_landing` (landing rows not mapped yet)."""
        ...
