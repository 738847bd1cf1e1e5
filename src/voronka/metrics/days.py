"""The same counts from the tables by day: for a cohort of whole days of a whole pipeline, as known now.

`metrics/sql/<name>_by_day.sql` sums what `<name>.sql` counts; a test holds the two equal. Lists of deals always come from `<name>.sql`.
"""

from __future__ import annotations

from voronka.metrics.scope import Asked
from voronka.metrics.statement import statement_sql


def count_sql(asked: Asked, name: str) -> str:
    """The statement that counts `name`, from counts by day where they can answer."""
    return statement_sql(asked, f"{name}_by_day" if is_by_day(asked) else name)


def is_by_day(asked: Asked) -> bool:
    """Whether the counts by day can answer: they know no owners, no segments, no filters, no earlier moment and one currency."""
    return (
        asked.population == "cohort"
        and not asked.is_closed
        and asked.by is None
        and not asked.where
        and asked.pipeline is not None
        and asked.is_now
        and asked.context.rights.sees_all
        and not asked.names.is_mixed(asked.account.account_id)
    )
