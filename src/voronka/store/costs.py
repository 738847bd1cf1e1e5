"""Costs of winning clients: landed like any record, so that a corrected file replaces what it said before."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from voronka.errors import InputError, StoreError
from voronka.language import say
from voronka.model.cost import Cost
from voronka.model.source import LANDING_SCHEMA, Page
from voronka.store.derive import derive
from voronka.store.landing import land
from voronka.store.mapping import map_costs
from voronka.store.publish import LINK, needs_publishing, publish, published_version
from voronka.store.work import WorkStore


@dataclass(frozen=True)
class CostsResult:
    """Rows of the file, those that were new or different, and the version published now; `is_counted` False: the next sync counts them."""

    rows: int
    landed: int
    is_counted: bool
    version: int


def import_costs(
    folder: Path | str, costs: Sequence[Cost], moment: datetime, account_id: int | None = None
) -> CostsResult:
    """Store costs and publish; of one source and day the last row counts, also of an earlier import. StoreError: no account was read yet."""
    with WorkStore(folder) as work:
        account = _account(work, account_id)
        landed = land(work, _page(costs), account, moment)
        is_counted = map_costs(work, account)
        derive(work, _known_until(work.folder))
        if needs_publishing(work):
            publish(work, moment)
        return CostsResult(len(costs), landed, is_counted, published_version(work.folder))


def _known_until(folder: Path) -> dict[int, datetime]:
    """Up to when history is known, by account: costs tell nothing new of it, even where the derived tables are made anew."""
    import duckdb

    if not published_version(folder):
        return {}
    with duckdb.connect(str(folder / LINK), read_only=True) as connection:
        return dict(connection.execute("select account_id, known_until from accounts").fetchall())


def _account(work: WorkStore, account_id: int | None) -> int:
    """The account that costs belong to: the only one, unless it is named."""
    rows = work.connection.execute(
        "select distinct account_id from work.recorded_accounts order by 1"
    ).fetchall()
    known = [int(row[0]) for row in rows]
    if not known:
        raise StoreError(
            say("there is no account to take costs for"),
            say("nothing was read yet"),
            say("run voronka sync, or voronka import FILE, first"),
        )
    if account_id is None and len(known) == 1:
        return known[0]
    if account_id not in known:
        raise InputError(
            say("costs of which account?"),
            say("accounts are: {names}", names=", ".join(map(str, known))),
            say("name one by --account"),
        )
    return account_id


def _page(costs: Sequence[Cost]) -> Page:
    """One record per source and day; rows of one key are added up within a file."""
    import pyarrow as pa

    sums: dict[tuple[str, str, str], int] = {}
    for cost in costs:
        key = (cost.source, cost.day.isoformat(), cost.currency)
        sums[key] = sums.get(key, 0) + cost.amount_minor
    bodies = [
        {"source": source, "day": day, "amount_minor": amount} | ({"currency": currency} if currency else {})
        for (source, day, currency), amount in sums.items()
    ]
    columns = [
        ["cost"] * len(bodies),
        [f"{body['source']}|{body['day']}|{body.get('currency', '')}" for body in bodies],
        [json.dumps(body, ensure_ascii=False, sort_keys=True) for body in bodies],
    ]
    return Page(
        "costs", pa.table([pa.array(column, pa.string()) for column in columns], schema=LANDING_SCHEMA)
    )
