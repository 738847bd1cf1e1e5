"""Public data sets imported through the real source into real workspaces, each once for all tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

import pytest

import voronka
from voronka.sources.files import FileSource, Mapping
from voronka.workspace import Workspace

MAPPINGS = Path(__file__).parent / "mappings"
#: Moment of the imports: history of files ends where the files end, so it must not matter.
NOW = datetime(2026, 11, 23)


def import_into(folder: Path, mapping: str, file: Path, beside: Path | None = None) -> FileSource:
    """Import a file by a mapping of `mappings/`; other files of the mapping are looked for in `beside`."""
    source = FileSource(
        Mapping.load(MAPPINGS / f"{mapping}.toml"), beside or MAPPINGS, folder / "rejects.csv", file
    )
    with voronka.open(folder) as company:
        company.sync(source, now=NOW)
    return source


@pytest.fixture(scope="session")
def company(
    data: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str, str], Workspace]]:
    """The workspace of a mapping and a file of the data sets."""
    opened: dict[tuple[str, str], Workspace] = {}
    with ExitStack() as stack:

        def get(mapping: str, file: str) -> Workspace:
            if (mapping, file) not in opened:
                folder = tmp_path_factory.mktemp(mapping)
                source = import_into(folder, mapping, data / file)
                assert source.counts.rejected == 0
                opened[mapping, file] = stack.enter_context(voronka.open(folder))
            return opened[mapping, file]

        yield get
