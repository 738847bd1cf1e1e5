"""Deal fields by name."""

from __future__ import annotations

from collections.abc import Sequence

from voronka.errors import InputError
from voronka.language import say
from voronka.sources.amocrm import tables
from voronka.sources.amocrm.client import Client
from voronka.sources.amocrm.reading import Row, read_page


def field_ids(client: Client, wanted: Sequence[str]) -> list[int]:
    """The ids of fields named or numbered in `wanted`; InputError lists those that there are."""
    if not wanted:
        return []
    known: list[Row] = []
    page, has_next = 0, True
    while has_next:
        page += 1
        rows, has_next = read_page(client.get, tables.FIELDS, page)
        known += rows
    ids = {key: int(row["id"]) for row in known for key in (str(row["id"]), str(row.get("name", "")))}
    for name in wanted:
        if name not in ids:
            raise InputError(
                say("amoCRM has no deal field “{name}”", name=name),
                say("fields are: {names}", names=", ".join(str(row.get("name")) for row in known)),
                say("mend source.history_fields in voronka.toml"),
            )
    return sorted({ids[name] for name in wanted})
