"""Rules of the score, and the models that it has learned."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "007"
down_revision = "006"


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "score_rules",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("criterion", sa.Text, nullable=False),
        sa.Column("points", sa.Integer, nullable=False),
        sa.Column("author", sa.Text, nullable=False, server_default=""),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "score_models",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.Column("as_of", sa.DateTime, nullable=False),
        sa.Column("account_id", sa.BigInteger, nullable=False),
        sa.Column("pipeline_id", sa.BigInteger, nullable=False),
        sa.Column("store_version", sa.Integer, nullable=False),
        sa.Column("definition", sa.Text, nullable=False),
        sa.Column("horizon_days", sa.Double, nullable=False),
        sa.Column("features", sa.Text, nullable=False),
        sa.Column("metrics", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("score_models")
    op.drop_table("score_rules")
