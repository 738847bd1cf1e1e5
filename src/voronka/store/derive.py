"""From recorded facts to the published tables: what changed is made anew, the rest stays.

The steps are the files of `history/`, in their order, and in their midst the replay of the deals' histories (`replay/`); each fills tables
that the next ones read, for the deals of the temporary table `changed` only. Making everything anew is the same with all deals changed, so both come out equal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from voronka.store import sql
from voronka.store.counts import COUNTED, count_all, count_changed, recount, sum_up, timezones
from voronka.store.horizons import set_horizons
from voronka.store.mapping import RECORDED
from voronka.store.slices import SLICE, Steps, cut, make_slice
from voronka.store.work import DERIVED_SHAPE, WorkStore, disk_errors

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

BEFORE_SLICES = (
    "01_used_stages",
    "02_stages",
    "03_accounts",
    "03_dictionaries",
    "04_horizon_and_bulk",
    "05_changed",
)
#: Slices made at a time when everything is made anew: a replay works on one core.
WORKERS = 2
DICTIONARIES = ("accounts", "pipelines", "stages", "people", "teams", "costs", "answers")
OF_DEALS = ("moves", "amounts", "owners", "enquiries", "attributes", "stays", "journeys", "deals")


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
    set_horizons(work, known_until)
    last_seq = _last_seq(work)
    if _is_mostly_new(work):
        return rebuild(work, last_seq, on_step)
    steps = Steps(work.connection, on_step)
    with work.transaction() as connection:
        set_marks(connection)
        steps.run(*BEFORE_SLICES)
        slices = cut(connection)
        zones = timezones(connection)
        if slices:
            count_changed(connection, -1)
            _remove_changed(connection)
            sql.begin_inserts(connection, [f"derived.main.{table}" for table in OF_DEALS], "deal_id")
        for part in slices:
            connection.register("slice", part)
            make_slice(steps)
            connection.unregister("slice")
        deals = sum(part.num_rows for part in slices)
        is_changed = finish(work, steps, last_seq) or deals > 0
        now = timezones(connection)
        if any(now.get(account) != timezone for account, timezone in zones.items()):
            recount(connection)
        elif slices:
            count_changed(connection, 1)
            sum_up(connection)
    return Derived(deals, is_changed)


def rebuild(work: WorkStore, last_seq: int, on_step: Callable[[str, float], None] | None = None) -> Derived:
    """Make everything from nothing, two slices at a time, each in a transaction of its own; cut off, the next start begins again."""
    work.reset_derived()
    steps = Steps(work.connection, on_step)
    with work.transaction() as connection:
        connection.execute("update horizons set previous = null")
        connection.execute("update derived.build.state set shape = 0")
        set_marks(connection)
        steps.run(*BEFORE_SLICES)
    slices = cut(work.connection, WORKERS)
    horizons = work.connection.sql("select * from horizons").to_arrow_table()
    with _without_checkpoints(work.connection):
        with disk_errors(work.folder), ThreadPoolExecutor(WORKERS) as pool:
            workers = [work.connection.cursor() for _ in range(WORKERS)]
            list(
                pool.map(
                    lambda number: _make_slices(workers[number], horizons, slices[number::WORKERS], on_step),
                    range(WORKERS),
                )
            )
        with work.transaction() as connection:
            finish(work, steps, last_seq)
            count_all(connection)
    return Derived(sum(part.num_rows for part in slices), True)


@contextmanager
def _without_checkpoints(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Commits inside make no checkpoint: each would write the tables' last rows again and stop the other worker. Publishing makes one for all."""
    connection.execute("set checkpoint_threshold = '1TB'")
    try:
        yield
    finally:
        connection.execute("reset checkpoint_threshold")


def _make_slices(
    connection: duckdb.DuckDBPyConnection,
    horizons: pa.Table,
    slices: list[pa.Table],
    on_step: Callable[[str, float], None] | None,
) -> None:
    """One worker: what steps share is made on its own connection, then its slices one after another."""
    with closing(connection):
        steps = Steps(connection, on_step)
        connection.register("horizons", horizons)
        set_marks(connection)
        steps.run("02_stages", "03_accounts")
        for part in slices:
            connection.register("slice", part)
            connection.execute("begin")
            make_slice(steps)
            connection.execute("commit")
            connection.unregister("slice")


def set_marks(connection: duckdb.DuckDBPyConnection) -> None:
    """The variables that steps read: up to where facts are derived, and the earliest horizon of last time."""
    connection.execute("set variable derived_seq = (select seq from derived.build.state)")
    connection.execute(
        "set variable earliest_previous = (select coalesce(min(previous), timestamp '9999-12-31') from horizons)"
    )


def finish(work: WorkStore, steps: Steps, last_seq: int) -> bool:
    """Activities and dictionaries, then the mark of how far all is; whether any of them changed."""
    connection = work.connection
    steps.run("18_activities")
    is_changed = sql.number(connection, "select count(*) from changed_activities") > 0
    for name in DICTIONARIES:
        is_changed |= _replace(work, name)
    deals = sql.number(connection, "select count(*) from changed")
    connection.execute(
        "update derived.build.state set seq = ?, shape = ?, is_published = is_published and not ?",
        [last_seq, DERIVED_SHAPE, is_changed or deals > 0],
    )
    return is_changed


def _is_mostly_new(work: WorkStore) -> bool:
    """Whether so many facts are new that making all anew is faster than taking rows out and in."""
    new, known = (
        sum(
            sql.number(
                work.connection,
                f"select count(*) from work.{table} where seq {sign} (select seq from derived.build.state)",
            )
            for table in ("recorded_changes", "recorded_deals")
        )
        for sign in (">", "<=")
    )
    return new > SLICE and new > known


def _remove_changed(connection: duckdb.DuckDBPyConnection) -> None:
    """Take the rows of changed deals out; those that counts were taken from are known by number already."""
    for table in OF_DEALS:
        if table not in COUNTED:
            sql.choose_rows(connection, f"derived.main.{table}", "changed")
        rows = f"changed_{table}" if table in COUNTED else "chosen_rows"
        connection.execute(f"delete from derived.main.{table} where rowid in (select row_no from {rows})")


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
