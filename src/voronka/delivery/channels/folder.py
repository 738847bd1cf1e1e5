"""A folder of the server, for those who fetch reports themselves; the same report twice is one set of files."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Sequence
from pathlib import Path

from voronka.delivery.channels.base import Channel, Intent, Parcel, Step
from voronka.delivery.failures import DeliveryError
from voronka.errors import InputError
from voronka.language import say
from voronka.model.letter import File, Letter

#: What no file may be called by, anywhere.
_FORBIDDEN = re.compile(r'[\x00-\x1f<>:"/\\|?*]')
#: Bytes of a name that every disk takes.
LONGEST = 180


class Folder(Channel):
    """Files in a folder below `folder.path`; the address names a folder in it."""

    name = "folder"
    title = say("Folder")
    is_repeatable = True

    @property
    def is_set_up(self) -> bool:
        return True

    def checked(self, address: str) -> str:
        """The name of a folder, "" for the one above all; InputError where it leads out of it."""
        found = address.strip().strip("/")
        if found != plain(found) or found in (".", ".."):
            raise InputError(
                say("“{text}” is no name of a folder", text=found),
                do=say("write one word, as in sales; it is made where folder.path says"),
            )
        return found

    def steps(self, parcel: Parcel) -> Sequence[Step]:
        """All files at once: each is written beside and moved to its place."""
        return [lambda intent: self._write(parcel, intent)]

    def _write(self, parcel: Parcel, intent: Intent) -> None:
        root = Path(self.settings["folder.path"] or "reports")
        place = (root if root.is_absolute() else self.place.folder / root) / parcel.address
        try:
            place.mkdir(parents=True, exist_ok=True)
            beside = [(_beside(place, file), place / file.name) for file in _files(parcel)]
            intent()
            for new, target in beside:
                new.replace(target)
        except OSError as error:
            raise DeliveryError(
                say("cannot write {file}", file=str(place)),
                error.strerror or str(error),
                say("let the user of the server write there, make room, or set another folder.path"),
                kind="settings",
            ) from error


def plain(text: str) -> str:
    """A text as a name of a file; letters of any language stay.

    >>> plain("Итоги: неделя 47/2026")
    'Итоги_ неделя 47_2026'
    """
    kept = _FORBIDDEN.sub("_", text).strip(" .")
    while len(kept.encode()) > LONGEST:
        kept = kept[:-1]
    return kept


def _files(parcel: Parcel) -> list[File]:
    """What the folder gets: the letter itself where nothing else is, under names that begin with the moment and end with the key."""
    letter: Letter = parcel.letter
    base = f"{parcel.made_at:%Y-%m-%d %H%M} {plain(letter.subject)[:80]} {parcel.key[:6]}"
    own = [File("txt", "text/plain", letter.text.encode())]
    own += [File("html", "text/html", _whole(letter))] if letter.html else []
    named = [File(f"{base}.{one.name}", one.mime, one.body) for one in own]
    for file in letter.files:
        stem, dot, ending = plain(file.name).rpartition(".")
        named.append(
            File(f"{stem or ending} {parcel.key[:6]}{dot}{ending if dot else ''}", file.mime, file.body)
        )
    return named


def _whole(letter: Letter) -> bytes:
    """The page with its pictures in it."""
    import base64

    page = letter.html
    for one in letter.pictures:
        page = page.replace(f"cid:{one.cid}", f"data:{one.mime};base64,{base64.b64encode(one.body).decode()}")
    return page.encode()


def _beside(place: Path, file: File) -> Path:
    path = place / f".{file.name[-60:]}.part"
    try:
        with path.open("wb") as handle:
            handle.write(file.body)
            handle.flush()
            os.fsync(handle.fileno())
    except OSError:
        with contextlib.suppress(OSError):
            path.unlink()
        raise
    return path
