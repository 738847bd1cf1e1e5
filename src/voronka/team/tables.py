"""The tables of the operational database, as they are now; how they came to be is in `migrations/`."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, DateTime, Integer, MetaData, Table, Text, UniqueConstraint

metadata = MetaData()

#: Changes in how the company sells, from `day` on; `pipeline` and `stage` are names, "" for all.
notes = Table(
    "notes",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("day", Date, nullable=False),
    Column("text", Text, nullable=False),
    Column("pipeline", Text, nullable=False, server_default=""),
    Column("stage", Text, nullable=False, server_default=""),
    Column("author", Text, nullable=False, server_default=""),
    Column("made_at", DateTime, nullable=False),
    sqlite_autoincrement=True,
)

#: Deals set aside until a day, for a reason; one at a time for a deal.
snoozes = Table(
    "snoozes",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("account_id", BigInteger, nullable=False),
    Column("deal_id", BigInteger, nullable=False),
    Column("until", Date, nullable=False),
    Column("reason", Text, nullable=False),
    Column("author", Text, nullable=False, server_default=""),
    Column("made_at", DateTime, nullable=False),
    UniqueConstraint("account_id", "deal_id", name="one_snooze_a_deal"),
    sqlite_autoincrement=True,
)
