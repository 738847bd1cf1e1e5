"""Letters on the disk, from their making until nobody needs them: whole or not at all, readable by their owner only."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from pathlib import Path

from voronka.errors import StoreError
from voronka.language import say
from voronka.model.letter import File, Letter, Picture

FOLDER = "outbox"
#: A letter that was given up can be tried again for so long.
KEPT = timedelta(days=30)


class Outbox:
    """The letters of one workspace, each a folder under its name.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     outbox = Outbox(Path(folder))
    ...     outbox.put("1-2", Letter("Итоги недели", "Выиграно 3 сделки.", files=(File("Итоги.pdf", "application/pdf", b"%PDF"),)))
    ...     print(outbox.get("1-2").files[0].name, outbox.get("1-3"))
    Итоги.pdf None
    """

    def __init__(self, workspace: Path) -> None:
        self._folder = workspace / FOLDER

    def put(self, name: str, letter: Letter) -> None:
        """Keep a letter; one of the same name is replaced."""
        beside, place = self._folder / f".{name}.{os.getpid()}", self._folder / name
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            shutil.rmtree(beside, ignore_errors=True)
            beside.mkdir(mode=0o700)
            bodies = [one.body for one in letter.pictures] + [one.body for one in letter.files]
            for number, body in enumerate(bodies):
                _write(beside / str(number), body)
            told = {
                "words": [letter.subject, letter.text, letter.html, letter.caption],
                "pictures": [[one.cid, one.name, one.alt, one.mime] for one in letter.pictures],
                "files": [[one.name, one.mime] for one in letter.files],
            }
            _write(beside / "letter.json", json.dumps(told, ensure_ascii=False).encode())
            shutil.rmtree(place, ignore_errors=True)
            beside.rename(place)
        except OSError as error:
            raise StoreError(
                say("cannot write {file}", file=str(place)), error.strerror or str(error)
            ) from error

    def get(self, name: str) -> Letter | None:
        """The letter of that name; None where there is none, or half of one."""
        place = self._folder / name
        try:
            told = json.loads((place / "letter.json").read_text("utf-8"))
            count = len(told["pictures"])
            bodies = [(place / str(number)).read_bytes() for number in range(count + len(told["files"]))]
        except (OSError, ValueError):
            return None
        pictures = tuple(
            Picture(cid, title, body, alt, mime)
            for (cid, title, alt, mime), body in zip(told["pictures"], bodies[:count], strict=True)
        )
        files = tuple(
            File(title, mime, body) for (title, mime), body in zip(told["files"], bodies[count:], strict=True)
        )
        subject, text, html, caption = told["words"]
        return Letter(subject, text, html, pictures, files, caption)

    def has(self, name: str) -> bool:
        """Whether the letter of that name is there, whole."""
        return bool(name) and (self._folder / name / "letter.json").is_file()

    def sweep(self, needed: Collection[str], now: datetime) -> None:
        """Take away what nobody needs any more, and what is too old to be of use."""
        for place in self._folder.iterdir() if self._folder.is_dir() else ():
            made_at = datetime.fromtimestamp(place.stat().st_mtime, UTC).replace(tzinfo=None)
            if place.name not in needed or now - made_at > KEPT:
                shutil.rmtree(place, ignore_errors=True)


def _write(path: Path, body: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
