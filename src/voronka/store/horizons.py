"""Horizons: up to which moment each account's history is known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from voronka.store import sql
from voronka.store.work import WorkStore


def set_horizons(work: WorkStore, known_until: Mapping[int, datetime] | datetime | None) -> None:
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
