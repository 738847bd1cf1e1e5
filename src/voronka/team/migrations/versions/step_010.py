"""Alerts: what was found last, what rang, what is put off, whether it was useful, and the lines that the company drew."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "010"
down_revision = "009"


def upgrade() -> None:
    """Make the five tables."""
    op.create_table(
        "alert_looks",
        sa.Column("scope", sa.Text, primary_key=True),
        sa.Column("mark", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("found", sa.Text, nullable=False),
    )
    op.create_table(
        "alert_rings",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("scope", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("begun_at", sa.DateTime, nullable=False),
        sa.Column("seen_at", sa.DateTime, nullable=False),
        sa.Column("rung_at", sa.DateTime),
        sa.Column("ended_at", sa.DateTime),
        sa.Column("evidence", sa.Text, nullable=False),
        sa.Column("told", sa.Text, nullable=False, server_default=""),
        sqlite_autoincrement=True,
    )
    op.create_index("alert_rings_by_key", "alert_rings", ["scope", "key"])
    op.create_table(
        "alert_snoozes",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("scope", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("until", sa.DateTime, nullable=False),
        sa.Column("who", sa.Text, nullable=False, server_default=""),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.UniqueConstraint("scope", "key", name="one_snooze_an_alert"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "alert_votes",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("scope", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False, server_default=""),
        sa.Column("is_useful", sa.Boolean, nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.UniqueConstraint("scope", "key", "who", name="one_vote_an_alert"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "alert_lines",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("lines", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False, server_default=""),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    """Drop them."""
    for name in ("alert_lines", "alert_votes", "alert_snoozes", "alert_rings", "alert_looks"):
        op.drop_table(name)
