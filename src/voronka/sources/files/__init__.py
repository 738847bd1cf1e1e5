"""Event logs and tables of deals in CSV, spreadsheets, Parquet and XES as a source."""

from __future__ import annotations

from pathlib import Path

from voronka.errors import InputError
from voronka.language import say
from voronka.sources.files.client import FileSource
from voronka.sources.files.costs import is_costs, read_costs
from voronka.sources.files.mapping import Mapping
from voronka.sources.files.rows import existing
from voronka.sources.files.suggest import suggest

__all__ = ["FileSource", "Mapping", "is_costs", "open_source", "read_costs", "suggest"]


def open_source(file: Path, mapping: Path | None, rejects: Path) -> FileSource:
    """The file with its mapping, or with FILE.toml or mapping.toml beside it; rejected rows go to a file in the folder `rejects`.

    InputError when the file or a mapping is not there.
    """
    existing(file)
    beside = [file.with_name(file.name + ".toml"), file.with_name("mapping.toml")]
    found = mapping or next((path for path in beside if path.is_file()), None)
    if found is None:
        raise InputError(
            say("no mapping for {file}", file=file.name),
            say("there is neither {file} nor mapping.toml beside it", file=beside[0].name),
            say("voronka import FILE --suggest prints a first one; --mapping names one"),
        )
    return FileSource(
        Mapping.load(found), found.parent, rejects / f"{file.name.removesuffix('.csv')}.csv", file
    )
