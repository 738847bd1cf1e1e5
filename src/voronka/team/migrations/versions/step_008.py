"""Schedules of reports, who gets them, their runs, and what was delivered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "008"
down_revision = "007"


def upgrade() -> None:
    """Make the four tables."""
    op.create_table(
        "schedules",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("reader", sa.Integer, sa.ForeignKey("readers.number", ondelete="CASCADE")),
        sa.Column("title", sa.Text, nullable=False, server_default=""),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("view", sa.Text, nullable=False, server_default=""),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("formats", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("is_paused", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.Column("settled_at", sa.DateTime, nullable=False),
        sa.Column("removed_at", sa.DateTime),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "recipients",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column(
            "schedule", sa.Integer, sa.ForeignKey("schedules.number", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("reader", sa.Integer, sa.ForeignKey("readers.number", ondelete="CASCADE")),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False, server_default=""),
        sa.Column("name", sa.Text, nullable=False, server_default=""),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "report_runs",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column(
            "schedule", sa.Integer, sa.ForeignKey("schedules.number", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("moment", sa.DateTime, nullable=False),
        sa.Column("cause", sa.Text, nullable=False),
        sa.Column("skipped", sa.Integer, nullable=False, server_default="0"),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.UniqueConstraint("schedule", "moment", name="one_run_a_moment"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "deliveries",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("key", sa.Text, nullable=False, unique=True),
        sa.Column("run", sa.Integer, sa.ForeignKey("report_runs.number", ondelete="CASCADE"), nullable=False),
        sa.Column("reader", sa.Integer, sa.ForeignKey("readers.number", ondelete="CASCADE")),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False, server_default=""),
        sa.Column("name", sa.Text, nullable=False, server_default=""),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("letter", sa.Text, nullable=False, server_default=""),
        sa.Column("step", sa.Integer, nullable=False, server_default="0"),
        sa.Column("is_doubtful", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.Column("first_at", sa.DateTime),
        sa.Column("next_at", sa.DateTime, nullable=False),
        sa.Column("ended_at", sa.DateTime),
        sa.Column("error", sa.Text, nullable=False, server_default=""),
        sqlite_autoincrement=True,
    )
    op.create_index("deliveries_by_state", "deliveries", ["state", "next_at"])


def downgrade() -> None:
    """Drop them."""
    for name in ("deliveries", "report_runs", "recipients", "schedules"):
        op.drop_table(name)
