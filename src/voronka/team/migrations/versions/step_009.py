"""Actions in the CRM, and what each writes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "009"
down_revision = "008"


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "actions",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("key", sa.Text, nullable=False, unique=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("finding", sa.Text, nullable=False),
        sa.Column("account_id", sa.BigInteger, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.Column("made_by", sa.Text, nullable=False, server_default=""),
        sa.Column("parameters", sa.Text, nullable=False, server_default=""),
        sa.Column("confirmed_at", sa.DateTime),
        sa.Column("confirmed_by", sa.Text, nullable=False, server_default=""),
        sa.Column("undone_at", sa.DateTime),
        sa.Column("undone_by", sa.Text, nullable=False, server_default=""),
        sa.Column("error", sa.Text, nullable=False, server_default=""),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "action_rows",
        sa.Column(
            "action", sa.Integer, sa.ForeignKey("actions.number", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("place", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("deal_id", sa.BigInteger, nullable=False),
        sa.Column("deal_name", sa.Text, nullable=False, server_default=""),
        sa.Column("person_id", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("person_name", sa.Text, nullable=False, server_default=""),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("content", sa.Text, nullable=False, server_default=""),
        sa.Column("before", sa.Text, nullable=False, server_default=""),
        sa.Column("answer", sa.Text, nullable=False, server_default=""),
        sa.Column("crm_id", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("why", sa.Text, nullable=False, server_default=""),
        sa.Column("written_at", sa.DateTime),
        sa.Column("undone_at", sa.DateTime),
    )
    op.create_index("action_rows_by_deal", "action_rows", ["deal_id", "state"])


def downgrade() -> None:
    """Drop them."""
    op.drop_table("action_rows")
    op.drop_table("actions")
