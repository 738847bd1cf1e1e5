"""Files that were sent to the server, each in a folder of its own until it is imported or a day has passed."""

from __future__ import annotations

import re
import secrets
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from voronka.errors import InputError
from voronka.language import say
from voronka.sources.files.rows import kind_of

#: No larger file is taken.
MOST_BYTES = 200 * 2**20
#: So long a file stays: it holds the names of clients.
LIFE = timedelta(days=1)
_CHUNK = 2**20
#: Files of ours beside the one that was sent.
_OURS = ("draft.json", "mapping.toml", "rejects.csv")


@dataclass(frozen=True)
class Upload:
    """One file that was sent: `key` names it in addresses, `path` is where it lies under its own name."""

    key: str
    path: Path

    @property
    def draft_path(self) -> Path:
        """Where its mapping is kept while it is being made."""
        return self.path.parent / "draft.json"

    @property
    def mapping_path(self) -> Path:
        """Where its mapping is kept once it can be imported with."""
        return self.path.parent / "mapping.toml"

    @property
    def rejects_path(self) -> Path:
        """Where a trial puts the rows that cannot be read."""
        return self.path.parent / "rejects.csv"


class Uploads:
    """The uploads of one workspace."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "uploads"

    def take(self, name: str, content: IO[bytes], now: datetime) -> Upload:
        """Keep a file; InputError when it is of no known kind, empty, or too large. Those of yesterday go."""
        self._sweep(now)
        safe = safe_name(name)
        kind_of(Path(safe))
        place = self._folder / secrets.token_hex(8)
        place.mkdir(parents=True, mode=0o700)
        upload = Upload(place.name, place / safe)
        try:
            _copy(content, upload.path)
        except BaseException:
            shutil.rmtree(place)
            raise
        return upload

    def find(self, key: str) -> Upload:
        """The file of that key; InputError when it is gone."""
        place = self._folder / key
        files = [path for path in place.glob("*") if path.name not in _OURS]
        if not re.fullmatch(r"[0-9a-f]{16}", key) or not files:
            raise InputError(
                say("this file is not here any more"),
                say("files that were sent are kept for a day"),
                say("send it once more"),
            )
        return Upload(key, files[0])

    def drop(self, upload: Upload) -> None:
        """Take a file away."""
        shutil.rmtree(upload.path.parent, ignore_errors=True)

    def _sweep(self, now: datetime) -> None:
        oldest = (now - LIFE).timestamp()
        for place in self._folder.glob("*"):
            if place.stat().st_mtime < oldest:
                shutil.rmtree(place, ignore_errors=True)


def safe_name(name: str) -> str:
    """A file's own name without anything that could lead elsewhere.

    >>> safe_name("C:\\\\temp\\\\../Выгрузка за март.XLSX")
    'Выгрузка за март.XLSX'
    """
    last = re.split(r"[\\/]", name)[-1]
    clean = re.sub(r"[^\w .()+-]", "_", last).strip(" .")[-100:] or "file"
    return f"sent {clean}" if clean in _OURS else clean


def too_large() -> InputError:
    """The error for a file above the limit."""
    return InputError(
        say("the file is too large"),
        say("up to {megabytes} MB are taken here", megabytes=MOST_BYTES // 2**20),
        say("split it, or import it on the server: voronka import FILE"),
    )


def _copy(content: IO[bytes], path: Path) -> None:
    size = 0
    with path.open("xb") as file:
        while chunk := content.read(_CHUNK):
            size += len(chunk)
            if size > MOST_BYTES:
                raise too_large()
            file.write(chunk)
    if not size:
        raise InputError(say("{file} is empty", file=path.name), do=say("choose another file"))
