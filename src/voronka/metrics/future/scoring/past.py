"""The history that a score learns from: columns read once, and what was known of each deal at any moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from voronka.engines.base import Columns, Engine
from voronka.metrics.conversion.horizons import of_whole_pipeline
from voronka.metrics.once import once
from voronka.metrics.scope import Asked
from voronka.metrics.statement import statement_sql
from voronka.predict.score.history import Events
from voronka.predict.score.judge import Flags
from voronka.stats.risk import Counts

TABLES = ("score_deals", "score_stays", "score_amounts", "score_owners", "score_values", "score_touches")
#: Histories kept for one store: of the moments asked about last.
KEPT = 2


@dataclass(frozen=True, eq=False)
class Values:
    """What one field said: `code` of `words` from each event on, until `over` (seconds). `is_dated`: the source knows since when."""

    events: Events
    code: Counts
    over: Counts
    words: tuple[str, ...]
    is_dated: bool


@dataclass(frozen=True, eq=False)
class Past:
    """Deals by their place (`ids`, ascending) and what happened to them before `until`; moments are whole seconds.

    Beside `stays` stand their position (-1: closed), whether they are open, and whether they went back; beside `amounts` by how much; beside
    `owners` who; beside `touches` whether it was ours, sent, and a meeting.
    """

    until: int
    ids: Counts
    started: Counts
    outcome: npt.NDArray[Any]
    ended: Counts
    is_complete: Flags
    amount: Counts
    stays: Events
    position: Counts
    is_open: Flags
    is_back: Flags
    amounts: Events
    delta: Counts
    owners: Events
    owner: Counts
    touches: Events
    is_touch: Flags
    is_sent: Flags
    is_meeting: Flags
    fields: Mapping[str, Values]

    @property
    def is_won(self) -> Flags:
        """Deals that are won in the end."""
        return np.asarray(self.outcome == "won")

    @property
    def is_closed(self) -> Flags:
        """Deals that are won or lost in the end."""
        return np.asarray(self.is_won | (self.outcome == "lost"))


def past_statements(asked: Asked) -> list[str]:
    """What is read: the whole pipeline, whatever part of it is asked for."""
    return [statement_sql(of_whole_pipeline(asked), name) for name in TABLES]


def past(engine: Engine, asked: Asked) -> Past:
    """The history of the pipeline as it was known at the as-of time."""
    statements = past_statements(asked)
    return once(engine, "score_past", tuple(statements), lambda: _past(engine, asked, statements), KEPT)


def _past(engine: Engine, asked: Asked, statements: list[str]) -> Past:
    deals, stays, amounts, owners, values, touches = (engine.run(sql) for sql in statements)
    order = np.argsort(_whole(deals["deal_id"]), kind="stable")
    ids = _whole(deals["deal_id"])[order]

    def events(table: Columns, at: str, ties: str | None = None) -> Events:
        place = np.searchsorted(ids, _whole(table["deal_id"]))
        return Events.of(place, seconds(table[at]), None if ties is None else _whole(table[ties]))

    stood = events(stays, "entered_at", "stay_no")
    position = _whole(stays["position"])[stood.order]
    changed, held, met = (
        events(amounts, "changed_at"),
        events(owners, "changed_at", "place"),
        events(touches, "happened_at"),
    )
    return Past(
        # What the store knows came before the as-of time, by less than a second perhaps.
        until=int(np.datetime64(asked.as_of, "s").astype(np.int64)) + 1,
        ids=ids,
        started=seconds(deals["started_at"])[order],
        outcome=np.asarray(deals["outcome"][order], dtype=str),
        ended=seconds(deals["ended_at"])[order],
        is_complete=_flags(deals["is_complete"])[order],
        amount=_whole(deals["amount_minor"])[order],
        stays=stood,
        position=position,
        is_open=np.isin(np.asarray(stays["kind"][stood.order], dtype=str), ("incoming", "open")),
        is_back=_is_back(stood.deal, position),
        amounts=changed,
        delta=_whole(amounts["delta_minor"])[changed.order],
        owners=held,
        owner=_whole(owners["owner_id"])[held.order],
        touches=met,
        is_touch=_flags(touches["is_touch"])[met.order],
        is_sent=_flags(touches["is_sent"])[met.order],
        is_meeting=_flags(touches["is_meeting"])[met.order],
        fields=_fields(ids, values),
    )


def seconds(column: npt.NDArray[Any]) -> Counts:
    """Moments as whole seconds since 1970.

    >>> seconds(np.array(["2026-01-01T00:00:01.7"], dtype="datetime64[us]")).tolist()
    [1767225601]
    """
    return np.asarray(column.astype("datetime64[s]").astype(np.int64))


def _whole(column: npt.NDArray[Any]) -> Counts:
    return np.asarray(column.astype(np.int64))


def _flags(column: npt.NDArray[Any]) -> Flags:
    return np.asarray(_whole(column) > 0)


def _is_back(deal: Counts, position: Counts) -> Flags:
    """Stays on an earlier block than the stay before; coming back from a closing is none."""
    back = np.zeros(len(deal), dtype=bool)
    back[1:] = (deal[1:] == deal[:-1]) & (position[1:] >= 0) & (position[1:] < position[:-1])
    return back


def _fields(ids: Counts, table: Columns) -> dict[str, Values]:
    names = np.asarray(table["name"], dtype=object)
    return {
        name: _values(ids, {key: column[names == name] for key, column in table.items()})
        for name in sorted(set(names.tolist()))
    }


def _values(ids: Counts, table: Columns) -> Values:
    undated, ended = _flags(table["is_undated"]), _flags(table["is_over"])
    since = np.where(undated, 0, seconds(table["valid_from"]))
    words, code = np.unique(np.asarray(table["value"], dtype=str), return_inverse=True)
    # Of several values at one moment the last by name counts, whatever the order of rows.
    events = Events.of(np.searchsorted(ids, _whole(table["deal_id"])), since, code)
    over = np.where(ended, seconds(table["valid_to"]), np.iinfo(np.int64).max)
    return Values(events, code[events.order], over[events.order], tuple(words.tolist()), not undated.all())
