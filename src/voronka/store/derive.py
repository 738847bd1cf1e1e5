"""From recorded facts to the published tables: what changed is made anew, the rest stays.

The steps are the files of `history/`, in their order; each fills tables that the next ones read, for the deals of the temporary
table `changed` only. Making everything anew is the same with all deals changed, so both come out equal.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from voronka.store import sql
from voronka.store.mapping import RECORDED
from voronka.store.order import Change, in_order
from voronka.store.work import WorkStore

if TYPE_CHECKING:
    import pyarrow as pa

DICTIONARIES = ("accounts", "pipelines", "stages", "people", "teams", "costs", "answers")
OF_SLICE = (
    "06_deal_now",
    "07_timeline",
    "08_chain",
    "09_lives",
    "10_values",
    "11_stage_moves",
    "12_flow",
    "13_moves",
    "14_visits",
    "15_stays",
    "16_journeys",
    "17_attributes",
)
#: Changes that are worked on at a time.
SLICE = 4_000_000
OF_DEALS = ("moves", "amounts", "owners", "attributes", "stays", "journeys", "deals")


@dataclass(frozen=True)
class Derived:
    """What a derivation did: deals made anew, and whether any published table is different now."""

    changed_deals: int
    is_changed: bool


def derive(
    work: WorkStore,
    known_until: Mapping[int, datetime] | datetime | None = None,
    on_step: Callable[[str, float], None] | None = None,
) -> Derived:
    """Bring the derived tables up to the recorded facts, in one transaction.

    `known_until` is the moment before which history is known, for all accounts or by account id; an account left out keeps its own,
    and at first gets the last recorded moment and a microsecond. It never goes back. Facts at or after it wait for a later call.
    `on_step(name, seconds)` hears of each step.
    """
    connection = work.connection
    last_seq = _last_seq(work)
    _set_horizons(work, known_until)
    with work.transaction():
        connection.execute(
            "set variable derived_seq = (select seq from derived.build.state)",
        )
        connection.execute(
            "set variable earliest_previous = (select coalesce(min(previous), timestamp '9999-12-31') from horizons)"
        )
        steps = _Steps(work, on_step)
        for name in ("01_used_stages", "02_stages", "03_dictionaries", "04_horizon_and_bulk", "05_changed"):
            steps.run(name)
        deals = sql.number(connection, "select count(*) from changed")
        if deals:
            _make_deals_anew(work, steps)
        steps.run("18_activities")
        activities = sql.number(connection, "select count(*) from changed_activities")
        dictionaries = [name for name in DICTIONARIES if _replace(work, name)]
        is_changed = bool(deals or activities or dictionaries)
        connection.execute(
            "update derived.build.state set seq = ?, is_published = is_published and not ?",
            [last_seq, is_changed],
        )
    return Derived(deals, is_changed)


class _Steps:
    def __init__(self, work: WorkStore, on_step: Callable[[str, float], None] | None) -> None:
        self.work = work
        self.on_step = on_step

    def run(self, name: str) -> None:
        start = time.perf_counter()
        sql.run(self.work.connection, f"history/{name}.sql")
        if self.on_step:
            self.on_step(name, time.perf_counter() - start)


def _make_deals_anew(work: WorkStore, steps: _Steps) -> None:
    """Take the changed deals out of the derived tables and put them in anew, slice by slice of their keys."""
    connection = work.connection
    for table in OF_DEALS:
        connection.execute(
            f"delete from derived.main.{table} where exists (select 1 from changed where changed.account_id = {table}.account_id and changed.deal_id = {table}.deal_id)"
        )
    slices = _number_slices(work)
    if slices > 1:
        sql.begin_inserts(connection, [f"derived.main.{table}" for table in OF_DEALS], "deal_id")
    for number in range(1, slices + 1):
        connection.execute(
            "create or replace temp table slice as select account_id, deal_id from changed_slices where slice_no = ?",
            [number],
        )
        for name in OF_SLICE:
            steps.run(name)
            if name == "07_timeline":
                _order_ties(work)


def _number_slices(work: WorkStore) -> int:
    """Cut `changed` into slices of about `SLICE` changes, so that memory does not grow with the store."""
    connection = work.connection
    deals = sql.number(connection, "select count(*) from changed")
    changes = sql.number(connection, "select count(*) from work.recorded_changes")
    known = (
        max(
            deals,
            sql.number(connection, "select count(distinct (account_id, deal_id)) from work.recorded_deals"),
        )
        if deals > SLICE // 100
        else deals
    )
    slices = 1 + int(changes * (deals / max(known, 1))) // SLICE if deals > SLICE // 100 else 1
    connection.execute(
        "create or replace temp table changed_slices as select *, ntile(?) over (order by account_id, deal_id) as slice_no from changed",
        [slices],
    )
    return slices


def _order_ties(work: WorkStore) -> None:
    """Fill `places`: what the lines of `timeline` shall hold whose changes share an instant with others of their chain."""
    import pyarrow as pa

    rows = work.connection.execute(
        """
        select timeline.deal_no, timeline.kind_no, epoch_us(timeline.happened_at), timeline.before, timeline.after, timeline.line_no,
            timeline.change_hash, timeline.author_id, timeline.is_bulk
        from timeline
        semi join tied on tied.deal_no = timeline.deal_no and tied.kind_no = timeline.kind_no
        order by timeline.line_no
        """
    ).fetchall()
    places = [place for _, chain in groupby(rows, key=itemgetter(0, 1)) for place in _chain_places(chain)]
    table = pa.Table.from_pylist(places, schema=_places_schema())
    work.connection.register("ordered", table)
    work.connection.execute("create or replace temp table places as select * from ordered")
    work.connection.unregister("ordered")


def _places_schema() -> pa.Schema:
    import pyarrow as pa

    numbers = [(name, pa.int64()) for name in ("line_no", "before", "after", "author_id")]
    return pa.schema([*numbers, ("is_bulk", pa.bool_())])


def _chain_places(chain: Iterable[tuple[Any, ...]]) -> Iterator[dict[str, Any]]:
    """The lines of one deal's chain whose content changes when each instant is put in order."""
    state: int | None = None
    for _, instant in groupby(chain, key=itemgetter(2)):
        rows = list(instant)
        by_ref = {row[5]: row for row in rows}
        ordered = in_order([Change(row[5], row[6], row[3], row[4]) for row in rows], state)
        for row, change in zip(rows, ordered, strict=False):
            if row[5] != change.ref:
                yield {
                    "line_no": row[5],
                    "before": change.before,
                    "after": change.after,
                    "author_id": by_ref[change.ref][7],
                    "is_bulk": by_ref[change.ref][8],
                }
        state = ordered[-1].after
        for row in rows[len(ordered) :]:  # a change that came twice
            yield {"line_no": row[5], "before": None, "after": state, "author_id": None, "is_bulk": False}


def _replace(work: WorkStore, name: str) -> bool:
    """Put `new_<name>` in the place of a dictionary; False when it says the same (an account's `known_until` alone is no news)."""
    connection = work.connection
    same = "exclude (known_until)" if name == "accounts" else ""
    new, old = f"select * {same} from new_{name}", f"select * {same} from derived.main.{name}"
    differences = sql.number(
        connection, f"select count(*) from (({new} except all {old}) union all ({old} except all {new}))"
    )
    if differences or name == "accounts":
        connection.execute(f"delete from derived.main.{name}")
        connection.execute(f"insert into derived.main.{name} select * from new_{name}")
    return differences > 0


def _last_seq(work: WorkStore) -> int:
    parts = " union all ".join(
        f"select max(seq) as seq from work.{table}" for table in (*RECORDED, "superseded")
    )
    return sql.number(work.connection, f"select max(seq) from ({parts})")


def _set_horizons(work: WorkStore, known_until: Mapping[int, datetime] | datetime | None) -> None:
    """Fill `horizons` (account_id, previous, known_until) for every account that recorded facts name."""
    connection = work.connection
    connection.execute(
        """
        create or replace temp table horizons as
        select accounts.account_id, old.known_until as previous, old.known_until
        from (
            select account_id from work.recorded_accounts union select account_id from work.recorded_deals
            union select account_id from work.recorded_changes
        ) as accounts
        left join derived.main.accounts as old on old.account_id = accounts.account_id
        """
    )
    for (account_id,) in connection.execute("select account_id from horizons").fetchall():
        moment = known_until.get(account_id) if isinstance(known_until, Mapping) else known_until
        if moment is None and not sql.number(
            connection,
            "select count(*) from horizons where account_id = ? and known_until is not null",
            account_id,
        ):
            moment = last_moment(work, account_id) + timedelta(microseconds=1)
        connection.execute(
            "update horizons set known_until = greatest(known_until, ?::timestamp) where account_id = ?",
            [moment, account_id],
        )


def last_moment(work: WorkStore, account_id: int) -> datetime:
    """The last moment that any recorded fact of the account tells of; 1970 when there is none."""
    row = sql.row(
        work.connection,
        """
        select coalesce(greatest(
            (select max(happened_at) from work.recorded_changes where account_id = $1),
            (select greatest(max(created_at), max(updated_at), max(closed_at)) from work.recorded_deals where account_id = $1),
            (select max(happened_at) from work.recorded_activities where account_id = $1)
        ), timestamp '1970-01-01')
        """,
        account_id,
    )
    assert row is not None
    moment: datetime = row[0]
    return moment
