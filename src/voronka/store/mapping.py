"""From landing to recorded facts: the source's own SQL over the landing rows that are not mapped yet."""

from __future__ import annotations

from collections.abc import Mapping

from voronka.store import sql
from voronka.store.work import WorkStore

RECORDED = (
    "recorded_accounts",
    "recorded_pipelines",
    "recorded_stages",
    "recorded_people",
    "recorded_teams",
    "recorded_deals",
    "recorded_changes",
    "recorded_activities",
    "recorded_links",
    "recorded_costs",
    "recorded_answers",
    "recorded_enquiries",
)
#: Facts that only the newest version of their record tells; of deals and dictionaries every version counts.
REPLACED = (
    "recorded_changes",
    "recorded_activities",
    "recorded_costs",
    "recorded_answers",
    "recorded_enquiries",
)

#: Costs come beside any source, by `store.costs`: their records are mapped alike whatever the source's own mapping is.
COSTS_SQL = """
insert into work.recorded_costs by name
select account_id, seq, body->>'source' as source, (body->>'day')::date as day, (body->>'amount_minor')::bigint as amount_minor,
    body->>'currency' as currency
from new_landing where entity = 'cost'
"""


def map_landing(
    work: WorkStore, account_id: int, mapping_sql: str, parameters: Mapping[str, str] | None = None
) -> int:
    """Run `mapping_sql` over the account's new landing rows, in one transaction with the mark of how far it is; how many rows.

    The statements read the view `new_landing` and may read `parameters` by `getvariable('name')`. A mapping whose text changed is
    run over everything again, and the derived tables are then made anew.
    """
    connection = work.connection
    digest = sql.number(connection, "select md5_number_lower(?)", mapping_sql)
    row = sql.row(connection, "select seq, mapping_hash from work.mapped where account_id = ?", account_id)
    done, known = row if row else (0, digest)
    last = sql.number(connection, "select max(seq) from work.landing where account_id = ?", account_id)
    if known == digest and last <= done:
        return 0
    with work.transaction():
        if known != digest:
            _forget(work, account_id)
            done = 0
        for name, value in (parameters or {}).items():
            connection.execute(f"set variable {name} = ?", [value])
        _view_new(work, account_id, done)
        sql.begin_inserts(connection, [f"work.{table}" for table in _of_several_inserts(mapping_sql)], "seq")
        connection.execute(mapping_sql)
        connection.execute(COSTS_SQL)
        _supersede(work)
        connection.execute("delete from work.mapped where account_id = ?", [account_id])
        connection.execute("insert into work.mapped values (?, ?, ?)", [account_id, last, digest])
    if known != digest:
        work.reset_derived()
    return int(last - done)


def map_costs(work: WorkStore, account_id: int) -> bool:
    """Map new records where they are costs alone; False where others wait that only their source can map: its next sync maps the costs too."""
    connection = work.connection
    row = sql.row(connection, "select seq from work.mapped where account_id = ?", account_id)
    done = row[0] if row else 0
    where = f"from work.landing where account_id = {account_id:d} and seq > {done:d}"
    if row is None or sql.number(connection, f"select count(*) {where} and entity <> 'cost'"):
        return False
    with work.transaction():
        _view_new(work, account_id, done)
        connection.execute(COSTS_SQL)
        _supersede(work)
        last = f"select coalesce(max(seq), {done:d}) {where}"
        connection.execute(f"update work.mapped set seq = ({last}) where account_id = {account_id:d}")
    return True


def _view_new(work: WorkStore, account_id: int, done: int) -> None:
    work.connection.execute(
        f"create or replace temp view new_landing as select * from work.landing where account_id = {account_id:d} and seq > {done:d}"
    )


def _of_several_inserts(mapping_sql: str) -> list[str]:
    """The tables whose rows DuckDB may hide (see `begin_inserts`). The others are left alone: a table that also lost a row in its
    transaction is written once more at commit, row by row, which costs as much as the mapping itself.
    """
    return [table for table in RECORDED if mapping_sql.count(f"insert into {table} ") > 1]


def _forget(work: WorkStore, account_id: int) -> None:
    for table in (*RECORDED, "superseded"):
        work.connection.execute(f"delete from work.{table} where account_id = ?", [account_id])
    work.connection.execute("update work.epochs set epoch = epoch + 1")


def _supersede(work: WorkStore) -> None:
    """Take back what an older version of a record told, where a newer one came; remember whose history that touches."""
    connection = work.connection
    if not sql.number(connection, "select count(*) from new_landing where version > 1"):
        return
    connection.execute(
        """
        create or replace temp table outdated as
        select landing.seq, min(newer.seq) as by_seq
        from work.landing
        join (select key, seq from new_landing where version > 1) as newer on newer.key = landing.key and newer.seq > landing.seq
        group by landing.seq
        """
    )
    connection.execute(
        """
        insert into work.superseded
        select distinct account_id, by_seq, deal_id, null
        from work.recorded_changes join outdated on outdated.seq = recorded_changes.seq
        union all
        select distinct account_id, by_seq, deal_id, null
        from work.recorded_enquiries join outdated on outdated.seq = recorded_enquiries.seq
        union all
        select distinct account_id, by_seq, null, activity_id
        from work.recorded_activities join outdated on outdated.seq = recorded_activities.seq
        """
    )
    for table in REPLACED:
        connection.execute(f"delete from work.{table} where seq in (select seq from outdated)")
