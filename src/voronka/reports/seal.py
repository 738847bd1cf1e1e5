"""The stamp inside a file, and the digest by which a change by hand is seen; and both read back.

| form | the stamp | what the digest is of |
|---|---|---|
| HTML | a comment at the end | all text before it |
| PDF | an attached file | all bytes, with the digest's own place zeroed |
| XLSX | a hidden sheet, its outline in the properties | the values of all other sheets |
| PNG | a `tEXt` chunk | the picture's own chunks |
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from voronka.errors import InputError
from voronka.language import say
from voronka.reports.stamp import Stamp

MARK = "voronka-report"
#: A digest's place, before it is known.
SLOT = "voronka-digest:" + "0" * 64
#: Name of the hidden sheet, and letters that one of its cells holds.
SHEET, LETTERS = MARK, 30_000
_HTML = re.compile(rf"\n<!-- {MARK} ([A-Za-z0-9+/=]+) ([0-9a-f]{{64}}) -->\s*\Z")
_PDF = re.compile(rb"voronka-digest:([0-9a-f]{64})")
_PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True)
class Opened:
    """What a file carries: its stamp, whether it is as it was made, and its texts where they can be read (none of PDF and PNG)."""

    form: str
    stamp: Stamp
    is_whole: bool
    texts: tuple[str, ...] = ()


def opened(body: bytes) -> Opened:
    """Read a report's file; InputError where it carries no stamp."""
    try:
        if body.startswith(b"%PDF"):
            return _opened_pdf(body)
        if body.startswith(_PNG):
            return _opened_png(body)
        if body.startswith(b"PK"):
            return _opened_xlsx(body)
        return _opened_html(body.decode("utf-8"))
    except (ValueError, KeyError, StopIteration, struct.error) as error:
        raise InputError(
            say("this file is no report of Voronka"),
            say("it carries no stamp, or the stamp is damaged"),
            say("give the HTML, PDF, XLSX or PNG file as it was made"),
        ) from error


# -- HTML


def sealed_html(text: str, stamp: Stamp) -> str:
    """The page with its stamp in a comment at its end, and the digest of all before it."""
    return f"{text.rstrip()}\n<!-- {MARK} {stamp.to_text()} {_sha(text.rstrip())} -->\n"


def _opened_html(text: str) -> Opened:
    text = text.replace("\r\n", "\n")
    found = _HTML.search(text)
    if found is None:
        raise ValueError("no stamp")
    body = text[: found.start()]
    shown = re.sub(r"<(style|head|title)\b.*?</\1>", "", body, flags=re.DOTALL)
    return Opened("html", Stamp.from_text(found[1]), _sha(body.rstrip()) == found[2], tuple(_texts(shown)))


def _texts(html: str) -> Iterator[str]:
    from html import unescape

    for piece in re.split(r"<[^>]*>", html):
        if text := unescape(piece).strip():
            yield text


# -- PDF


def sealed_pdf(body: bytes) -> bytes:
    """The document with its digest in the place that was kept for it."""
    return body.replace(SLOT.encode(), b"voronka-digest:" + hashlib.sha256(body).hexdigest().encode())


def _opened_pdf(body: bytes) -> Opened:
    found = _PDF.search(body)
    text = next(one for one in map(_stamp_text, _streams(body)) if one)
    if found is None:
        raise ValueError("no digest")
    bare = body.replace(found[0], SLOT.encode())
    is_whole = hashlib.sha256(bare).hexdigest().encode() == found[1]
    return Opened("pdf", Stamp.from_text(text), is_whole)


def _streams(body: bytes) -> Iterator[bytes]:
    for found in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", body, re.DOTALL):
        try:
            yield zlib.decompressobj().decompress(found[1])
        except zlib.error:
            yield found[1]


def _stamp_text(stream: bytes) -> str:
    """The text of a stamp where a stream is one."""
    if not re.fullmatch(rb"eN[A-Za-z0-9+/=]+", stream):
        return ""
    return stream.decode()


# -- PNG


def sealed_png(body: bytes, stamp: Stamp) -> bytes:
    """The picture with its stamp and the digest of its own chunks in chunks of text after the first."""
    head, *rest = _chunks(body)
    told = [
        (b"tEXt", f"{MARK}\0{stamp.to_text()}".encode("latin-1")),
        (b"tEXt", b"voronka-digest\0" + _picture(body)),
    ]
    return _PNG + b"".join(_chunk(*one) for one in (head, *told, *rest))


def _opened_png(body: bytes) -> Opened:
    texts = dict(content.split(b"\0", 1) for kind, content in _chunks(body) if kind == b"tEXt")
    stamp = Stamp.from_text(texts[MARK.encode()].decode())
    return Opened("png", stamp, texts[b"voronka-digest"] == _picture(body))


def _chunks(body: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = len(_PNG)
    while place < len(body):
        length, kind = struct.unpack(">I4s", body[place : place + 8])
        yield kind, body[place + 8 : place + 8 + length]
        place += 12 + length


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _picture(body: bytes) -> bytes:
    """The digest of what is drawn."""
    drawn = b"".join(content for kind, content in _chunks(body) if kind in (b"IHDR", b"PLTE", b"IDAT"))
    return hashlib.sha256(drawn).hexdigest().encode()


# -- XLSX


def cells_of(body: bytes) -> dict[str, list[list[Any]]]:
    """The values of a workbook's sheets, the hidden one included; empty rows and cells at their ends are left out."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(body))
    except CalamineError as error:
        raise ValueError("no workbook") from error
    sheets = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    return {name: [_trimmed(row) for row in rows] for name, rows in sheets.items()}


def _trimmed(row: list[Any]) -> list[Any]:
    while row and row[-1] == "":
        row = row[:-1]
    return row


def cells_digest(cells: dict[str, list[list[Any]]]) -> str:
    """The digest of all sheets but the hidden one."""
    told = [[name, rows] for name, rows in cells.items() if name != SHEET]
    return _sha(json.dumps(told, ensure_ascii=False, default=str))


def _opened_xlsx(body: bytes) -> Opened:
    cells = cells_of(body)
    digest, *pieces = (str(row[0]) for row in cells[SHEET] if row)
    is_whole = cells_digest(cells) == digest
    texts = tuple(
        str(cell)
        for name, rows in cells.items()
        if name != SHEET
        for row in rows
        for cell in row
        if cell != ""
    )
    return Opened("xlsx", Stamp.from_text("".join(pieces)), is_whole, texts)


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
