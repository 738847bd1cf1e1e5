"""What a reader gives: the columns that were asked for, and the way back from a row to its line."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pyarrow as pa

from voronka.errors import InputError, SourceError
from voronka.language import say
from voronka.sources.files.names import did_you_mean, no_column


@dataclass(frozen=True)
class Reject:
    """A row that could not be taken: `line` counts from 1 (of a Parquet file: the row)."""

    file: str
    line: int
    reason: str
    text: str = ""


@dataclass(frozen=True)
class Rows:
    """One file read. `table` has the wanted columns, as text or typed; `broken` are rows that are no rows at all.

    `lines` turns row numbers of `table`, from 0, into line numbers of the file.
    """

    file: str
    table: pa.Table
    columns: tuple[str, ...]
    lines: Callable[[Collection[int]], dict[int, int]]
    broken: tuple[Reject, ...] = ()


def opened(path: Path) -> IO[bytes]:
    """The bytes of a file, unpacked when its name ends in .gz."""
    return gzip.open(path) if path.suffix == ".gz" else path.open("rb")  # type: ignore[return-value]


def kind_of(path: Path) -> str:
    """`csv`, `sheet`, `parquet` or `xes`, by the name.

    >>> kind_of(Path("log.XES.gz"))
    'xes'
    """
    suffix = Path(path.name.removesuffix(".gz")).suffix.lower()
    kinds = {
        ".csv": "csv",
        ".tsv": "csv",
        ".txt": "csv",
        ".xlsx": "sheet",
        ".xlsm": "sheet",
        ".xls": "sheet",
        ".ods": "sheet",
        ".parquet": "parquet",
        ".pq": "parquet",
        ".xes": "xes",
    }
    if suffix not in kinds:
        raise InputError(
            say("cannot tell what {file} is", file=path.name),
            say("its name ends in “{ending}”", ending=suffix),
            say("files end in {endings}, with or without .gz", endings=", ".join(kinds)),
        )
    return kinds[suffix]


def existing(path: Path) -> None:
    """InputError when there is no such file, with a name like it that is there."""
    if not path.is_file():
        near = [one.name for one in path.parent.glob("*")] if path.parent.is_dir() else []
        raise InputError(
            say("no file called {file}", file=path.name),
            say("looked in {folder}", folder=str(path.parent)),
            did_you_mean(path.name, near),
        )


def read(path: Path, wanted: Iterable[str] | None = None, sample: int | None = None) -> Rows:
    """Read the `wanted` columns of a file (all: None), of no more than the first `sample` rows.

    InputError for a missing column, with those that are there; SourceError for a file that cannot be read.
    """
    from voronka.sources.files import csv_file, parquet_file, sheet_file, xes

    existing(path)
    readers = {"csv": csv_file.read, "sheet": sheet_file.read, "parquet": parquet_file.read, "xes": xes.read}
    try:
        return readers[kind_of(path)](path, None if wanted is None else list(wanted), sample)
    except (gzip.BadGzipFile, EOFError) as error:
        raise SourceError(
            say("cannot unpack {file}", file=path.name),
            str(error),
            say("the file is cut short or is no such file"),
        ) from error
    except OSError as error:
        raise SourceError(say("cannot read {file}", file=path.name), str(error)) from error


def chosen(wanted: list[str] | None, there: Iterable[str], file: str) -> list[str]:
    """The wanted columns, all of them there; InputError for the first that is not."""
    names = list(there)
    for name in wanted or ():
        if name not in names:
            raise no_column(name, file, names)
    return names if wanted is None else wanted
