"""Goals, and the history of their changes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "006"
down_revision = "005"


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "goals",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("aim", sa.Text, nullable=False),
        sa.Column("period", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("account_id", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("whom", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("pipeline", sa.Text, nullable=False, server_default=""),
        sa.Column("value", sa.Double),
        sa.Column("author", sa.Text, nullable=False, server_default=""),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.Column("changed_at", sa.DateTime, nullable=False),
        sa.UniqueConstraint(
            "aim", "period", "kind", "account_id", "whom", "pipeline", name="one_goal_a_place"
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "goal_changes",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("goal", sa.Integer, sa.ForeignKey("goals.number", ondelete="CASCADE"), nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("who", sa.Text, nullable=False, server_default=""),
        sa.Column("before", sa.Double),
        sa.Column("after", sa.Double),
        sa.Column("why", sa.Text, nullable=False, server_default=""),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("goal_changes")
    op.drop_table("goals")
