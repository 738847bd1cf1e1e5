"""`mapping.sql` with its parameters set."""

from __future__ import annotations

from functools import cache
from pathlib import Path


def mapping_sql(base_url: str, source_field: str) -> str:
    """The statements that turn landed records of amoCRM into recorded facts.

    `source_field` names the deal field that holds the source where amoCRM's own is empty.

    >>> mapping_sql("https://company.amocrm.ru", "").splitlines()[0]
    "set variable amocrm_base_url = 'https://company.amocrm.ru';"
    """
    return "\n".join(
        (
            f"set variable amocrm_base_url = {_text(base_url)};",
            f"set variable amocrm_source_field = {_text(source_field)};",
            _sql(),
        )
    )


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


@cache
def _sql() -> str:
    return Path(__file__).with_name("mapping.sql").read_text("utf-8")
