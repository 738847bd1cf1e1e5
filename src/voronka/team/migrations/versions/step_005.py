"""Saved views."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "005"
down_revision = "004"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "views",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("reader", sa.Integer, sa.ForeignKey("readers.number", ondelete="CASCADE")),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("page", sa.Text, nullable=False),
        sa.Column("is_shared", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("is_first", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("views")
