"""Values as SQL literals."""

from __future__ import annotations

from datetime import datetime


def at_sql(moment: datetime) -> str:
    """A moment as a literal.

    >>> at_sql(datetime(2026, 1, 1))
    "timestamp '2026-01-01 00:00:00'"
    """
    return f"timestamp '{moment.isoformat(sep=' ')}'"


def text_sql(text: str) -> str:
    """A text as a literal.

    >>> text_sql("O'Hara")
    "'O''Hara'"
    """
    return "'" + text.replace("'", "''") + "'"
