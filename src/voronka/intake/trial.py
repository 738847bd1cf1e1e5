"""A file looked at before it is imported: its first rows, and what would become of all of them."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from voronka.intake.uploads import Upload
from voronka.model.source import Progress
from voronka.sources.files import FileSource, Mapping
from voronka.sources.files.counts import Counts
from voronka.sources.files.rows import read

#: Rejected rows that a page shows.
SHOWN = 8
#: Rows of a preview, and how much of a cell is shown.
PREVIEWED, CELL = 6, 60


@dataclass(frozen=True)
class Preview:
    """The columns of a file and its first rows."""

    columns: tuple[str, ...]
    rows: list[list[str]]


@dataclass(frozen=True)
class Reject:
    """A row that cannot be taken: its line and why, in English words of the files' own."""

    line: int
    reason: str


@dataclass(frozen=True)
class Trial:
    """What an import would find."""

    counts: Counts
    rejects: list[Reject]


def preview(path: Path) -> Preview:
    """The first rows of a file; InputError or SourceError when it cannot be read."""
    rows = read(path, sample=PREVIEWED)
    cells = [
        [_short(cell) for cell in row.values()] for row in rows.table.select(list(rows.columns)).to_pylist()
    ]
    return Preview(rows.columns, cells)


def attempt(upload: Upload) -> Trial:
    """Read a file with its mapping and store nothing. InputError when the mapping does not fit."""
    upload.rejects_path.unlink(missing_ok=True)
    source = FileSource(
        Mapping.load(upload.mapping_path), upload.path.parent, upload.rejects_path, upload.path
    )
    steps = source.pages({})
    told = 0
    for item in steps:
        told += isinstance(item, Progress)
        if told == 2:  # rows are judged and counted; what follows is only their landing
            break
    return Trial(source.counts, _rejects(upload.rejects_path))


def _rejects(path: Path) -> list[Reject]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Reject(int(row["line"]), row["reason"])
            for _, row in zip(range(SHOWN), csv.DictReader(file), strict=False)
        ]


def _short(cell: object) -> str:
    text = "" if cell is None else str(cell).strip()
    return text if len(text) <= CELL else text[: CELL - 1] + "…"
