"""CSV: separated by comma, semicolon, tab or bar; UTF-8, UTF-16 or Windows-1251; quoted or not. Every cell is text."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pc

from voronka.errors import InputError
from voronka.language import say
from voronka.sources.files.rows import Reject, Rows, chosen, opened

_CHUNK = 1 << 22
#: A first line that tells Excel the delimiter.
_SEPARATOR = re.compile(r"sep=.\s*", re.IGNORECASE)
#: No cell may be longer; a quote that is never closed shows by it.
_LONGEST = 1 << 24


@dataclass(frozen=True)
class Dialect:
    """How the file is written, found by reading it; `start` lines stand before the first row: blank ones, `sep=;` and the header."""

    encoding: str
    delimiter: str
    header: tuple[str, ...]
    start: int


def read(path: Path, wanted: list[str] | None, sample: int | None = None) -> Rows:
    """Read columns of a CSV file as text; rows with too few or too many cells come back as broken."""
    dialect = sniff(path)
    chosen(wanted, dialect.header, path.name)
    broken: list[pc.InvalidRow] = []

    def put_aside(row: pc.InvalidRow) -> str:
        broken.append(row)
        return "skip"

    with opened(path) as stream:
        try:
            table = pc.read_csv(stream, *_options(dialect, put_aside))
        except pa.ArrowInvalid as error:
            raise InputError(
                say("cannot read {file} as {kind}", file=path.name, kind="CSV"),
                str(error),
                say("look for a quote that is never closed"),
            ) from error
    if table.num_rows and any(
        "\n" in cell for cell in table.slice(table.num_rows - 1).to_pylist()[0].values()
    ):
        _check_last_quote(path, dialect)
    keep = list(dialect.header) if wanted is None else wanted
    lines = _Lines(path, dialect)
    rejects = lines.broken() if broken else ()
    return Rows(path.name, table.select(keep).slice(0, sample), dialect.header, lines, tuple(rejects))


def _check_last_quote(path: Path, dialect: Dialect) -> None:
    """InputError when the last cell is a quote that is never closed: it would have swallowed the rows after it."""
    with opened(path) as stream, io.TextIOWrapper(stream, dialect.encoding, newline="") as text:
        csv.field_size_limit(_LONGEST)
        reader = csv.reader(text, delimiter=dialect.delimiter, strict=True)
        start = 1
        try:
            for _ in reader:
                start = reader.line_num + 1
        except csv.Error as error:
            if "end of data" in str(error) or "field limit" in str(error):
                raise InputError(
                    say("cannot read {file} as {kind}", file=path.name, kind="CSV"),
                    say("a quote in line {line} is never closed", line=start),
                ) from error


def sniff(path: Path) -> Dialect:
    """Encoding, delimiter and header of a CSV file; InputError when it is empty or names a column twice."""
    encoding = _encoding(path)
    with opened(path) as stream, io.TextIOWrapper(stream, encoding, newline="") as text:
        lines = (line for line in iter(text.readline, ""))
        before, first = 0, next(lines, "")
        while first and (not first.strip() or _SEPARATOR.fullmatch(first)):
            before, first = before + 1, next(lines, "")
        while first.count('"') % 2 and (more := next(lines, "")):  # a name may go on in the next line
            first += more
        delimiter = max(",;\t|", key=_outside_quotes(first).count)
        reader = csv.reader(first.splitlines(keepends=True), delimiter=delimiter)
        header = tuple(name.strip() for name in next(reader, []))
    if not any(header):
        raise InputError(
            say("{file} is empty", file=path.name), say("a CSV file starts with the names of its columns")
        )
    if twice := sorted(name for name, times in Counter(header).items() if times > 1 and name):
        raise InputError(
            say("{file} has two columns called {names}", file=path.name, names=", ".join(twice)),
            do=say("rename one of them"),
        )
    # Cells without a name still need one, so that the rows keep their width.
    named = tuple(name or f"column {number}" for number, name in enumerate(header, 1))
    return Dialect(encoding, delimiter, named, before + reader.line_num)


def _outside_quotes(line: str) -> str:
    return "".join(line.split('"')[::2])


def _encoding(path: Path) -> str:
    """UTF-8 if the whole file is; what its first bytes say; else Windows-1251."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with opened(path) as stream:
        chunk = stream.read(_CHUNK)
        if chunk.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        try:
            while chunk:
                decoder.decode(chunk)
                chunk = stream.read(_CHUNK)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1251"
    return "utf-8-sig"


def _options(dialect: Dialect, put_aside: Any) -> tuple[Any, Any, Any]:
    return (
        pc.ReadOptions(
            use_threads=False,
            block_size=_LONGEST,
            encoding="utf-8" if dialect.encoding == "utf-8-sig" else dialect.encoding,
            column_names=list(dialect.header),
            skip_rows=dialect.start,
        ),
        pc.ParseOptions(delimiter=dialect.delimiter, newlines_in_values=True, invalid_row_handler=put_aside),
        pc.ConvertOptions(
            column_types=dict.fromkeys(dialect.header, pa.string()),
            strings_can_be_null=False,
        ),
    )


class _Lines:
    """Line numbers of rows, by reading the file once more; only ever asked when some row was rejected."""

    def __init__(self, path: Path, dialect: Dialect) -> None:
        self._path = path
        self._dialect = dialect

    def __call__(self, rows: Collection[int]) -> dict[int, int]:
        width, found, number = len(self._dialect.header), {}, 0
        for line, cells in self._records():
            if len(cells) != width:
                continue
            if number in rows:
                found[number] = line
            number += 1
        return found

    def broken(self) -> Iterator[Reject]:
        width = len(self._dialect.header)
        for line, cells in self._records():
            if len(cells) != width:
                text = self._dialect.delimiter.join(cells)
                yield Reject(self._path.name, line, f"{len(cells)} cells where {width} are expected", text)

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        """(first line, cells) of each row after the header; blank lines are no rows."""
        csv.field_size_limit(_LONGEST)
        with (
            opened(self._path) as stream,
            io.TextIOWrapper(stream, self._dialect.encoding, newline="") as text,
        ):
            for _ in range(self._dialect.start):
                text.readline()
            reader = csv.reader(text, delimiter=self._dialect.delimiter)
            line = 1
            for cells in reader:
                if cells:
                    yield self._dialect.start + line, cells
                line = reader.line_num + 1
