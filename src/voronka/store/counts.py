"""Counts by day: what questions about a whole pipeline read in place of its stays.

They are sums over deals, so a changed deal takes its old share away and adds its new one: rows with a minus beside rows with a plus.
What one changed deal costs does not grow with the store; once many rows cancel each other, they are summed up.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from voronka.clock import zone
from voronka.store import sql

if TYPE_CHECKING:
    import duckdb

#: table → its keys and its sums
COUNTS = {
    "passing_days": (
        ("account_id", "pipeline_id", "day", "position"),
        ("reached", "filled_in", "moved_back", "amount_minor"),
    ),
    "ending_days": (
        ("account_id", "pipeline_id", "day", "position", "outcome", "history"),
        ("deals", "no_amount", "amount_minor"),
    ),
    "leaving_days": (
        (
            *("account_id", "pipeline_id", "day", "stage_id", "position", "is_open"),
            *("next_pipeline_id", "next_stage_id", "exit", "hours"),
        ),
        ("moves",),
    ),
    "step_days": (
        ("account_id", "pipeline_id", "day", "position", "ending", "hours"),
        ("deals", "skipped"),
    ),
    "reach_days": (("account_id", "pipeline_id", "day", "position", "hours"), ("deals",)),
    "arrival_days": (("account_id", "pipeline_id", "day", "stage_id", "entered_from"), ("moves",)),
}
#: What is counted.
COUNTED = ("stays", "journeys")
#: Share of taken-away rows from which a table is summed up.
CROWDED = 0.1


def count_changed(connection: duckdb.DuckDBPyConnection, sign: int) -> None:
    """Add (1) or take away (-1) what the deals of `changed` bring, as the derived tables hold them now."""
    for table in COUNTED:
        sql.take_rows(connection, f"changed_{table}", f"derived.main.{table}", "changed")
    _count(connection, sign, "changed_")


def recount(connection: duckdb.DuckDBPyConnection) -> None:
    """All counts anew, in place of those that are there."""
    sql.begin_inserts(connection, [f"derived.main.{table}" for table in COUNTS], "account_id")
    for table in COUNTS:
        connection.execute(f"delete from derived.main.{table}")
    count_all(connection)


def count_all(connection: duckdb.DuckDBPyConnection) -> None:
    """All counts into tables that are empty. (A table that also lost rows in the same transaction would be written twice.)"""
    _count(connection, 1, "derived.main.")


def sum_up(connection: duckdb.DuckDBPyConnection) -> None:
    """Put one row in the place of those that cancel each other, in tables where there are many."""
    for table, (keys, sums) in COUNTS.items():
        rows = sql.number(connection, f"select count(*) from derived.main.{table}")
        taken = sql.number(connection, f"select count(*) from derived.main.{table} where {sums[0]} < 0")
        if taken > CROWDED * rows:
            connection.execute(
                f"create or replace temp table summed as {summed_sql(table)} order by {', '.join(keys)}"
            )
            connection.execute(f"delete from derived.main.{table}")
            connection.execute(f"insert into derived.main.{table} select * from summed")
            connection.execute("drop table summed")


def summed_sql(table: str, schema: str = "derived.main") -> str:
    """One row for each key of a table of counts, keys that count nothing left out."""
    keys, sums = COUNTS[table]
    added = ", ".join(f"cast(sum({name}) as bigint) as {name}" for name in sums)
    something = " or ".join(f"sum({name}) <> 0" for name in sums)
    return f"select {', '.join(keys)}, {added} from {schema}.{table} group by all having {something}"


def _count(connection: duckdb.DuckDBPyConnection, sign: int, prefix: str) -> None:
    """Run `19_counts.sql` over the stays and journeys in the tables of that prefix; those of deleted deals never count."""
    connection.execute(_local_day_sql(connection))
    connection.execute(f"set variable sign = {sign:d}")
    connection.execute(
        "create or replace temp table deleted_deals as select account_id, deal_id from derived.main.deals where is_deleted"
    )
    for table in COUNTED:
        connection.execute(
            f"create or replace temp view counted_{table} as select * from {prefix}{table} anti join deleted_deals using (account_id, deal_id)"
        )
    sql.run(connection, "history/19_counts.sql")


def timezones(connection: duckdb.DuckDBPyConnection) -> dict[int, str]:
    """Account → its zone, as the derived tables have it: days are those of this zone."""
    return dict(connection.execute("select account_id, timezone from derived.main.accounts").fetchall())


def _local_day_sql(connection: duckdb.DuckDBPyConnection) -> str:
    """The macro `local_day(account_id, moment)`: plain shifts by the zone's offsets, many times faster than zone arithmetic per row."""
    spans = connection.execute(
        "select account_id, min(started_at), max(started_at) from derived.main.journeys group by account_id"
    ).fetchall()
    zones = timezones(connection)
    cases = [
        f"when {account} then {_shifted_sql(zones[account], first, last)}"
        for account, first, last in spans
        if account in zones
    ]
    shifted = f"case account {' '.join(cases)} else moment end" if cases else "moment"
    return f"create or replace temp macro local_day(account, moment) as cast({shifted} as date)"


def _shifted_sql(timezone: str, first: datetime, last: datetime) -> str:
    *changes, (_, seconds) = offsets(timezone, first, last)
    cases = [
        f"when moment < timestamp '{until}' then moment + interval ({offset}) second"
        for until, offset in changes
    ]
    otherwise = f"moment + interval ({seconds}) second"
    return f"case {' '.join(cases)} else {otherwise} end" if cases else otherwise


def offsets(timezone: str, first: datetime, last: datetime) -> list[tuple[datetime, int]]:
    """The zone's offsets from UTC between two naive-UTC moments: (valid until, seconds), the last one valid beyond `last`.

    >>> offsets("Europe/Moscow", datetime(2014, 10, 1), datetime(2014, 11, 1))
    [(datetime.datetime(2014, 10, 25, 22, 0), 14400), (datetime.datetime(2014, 11, 2, 0, 0), 10800)]
    """
    found: list[tuple[datetime, int]] = []
    moment, end = first - timedelta(days=1), last + timedelta(days=1)
    while moment < end:
        following = moment + timedelta(days=1)
        before, after = _offset(timezone, moment), _offset(timezone, following)
        if before != after:
            found.append((_change(timezone, moment, following), before))
        moment = following
    return [*found, (end, _offset(timezone, end))]


def _change(timezone: str, low: datetime, high: datetime) -> datetime:
    """The instant in (`low`, `high`] from which the offset is that of `high`, to the second."""
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
        low, high = (middle, high) if _offset(timezone, middle) == _offset(timezone, low) else (low, middle)
    return high


def _offset(timezone: str, moment: datetime) -> int:
    local = moment.replace(tzinfo=UTC).astimezone(zone(timezone))
    shift = local.utcoffset()
    assert shift is not None
    return int(shift.total_seconds())
