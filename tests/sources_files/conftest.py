"""A folder with files in it, imported through the real source."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sources_files.importing import Imported
from voronka.model.source import Page
from voronka.sources.files import FileSource, Mapping


@pytest.fixture
def import_(tmp_path: Path) -> Callable[..., Imported]:
    """Write the files and import the first of them with a mapping."""

    def run(mapping: str, **files: str | bytes) -> Imported:
        for name, content in files.items():
            path = tmp_path / name.replace("__", ".")
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        first = tmp_path / next(iter(files)).replace("__", ".")
        source = FileSource(Mapping.parse(mapping), tmp_path, tmp_path / "rejects.csv", first)
        records: dict[tuple[str, str], str] = {}
        for page in source.pages({}):
            if isinstance(page, Page):
                for row in page.records.to_pylist():
                    assert (row["entity"], row["id"]) not in records, "a record came twice in one import"
                    records[row["entity"], row["id"]] = row["body"]
        return Imported(records, source)

    return run
