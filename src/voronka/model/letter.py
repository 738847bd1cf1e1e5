"""Something to be sent: words, the same as HTML with its pictures, and files."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class File:
    """A file with its name, which may be in any language, its media type and contents."""

    name: str
    mime: str
    body: bytes


@dataclass(frozen=True)
class Picture:
    """A picture inside a letter: `html` names it as `cid:<cid>`; `alt` says the figure that it shows."""

    cid: str
    name: str
    body: bytes
    alt: str = ""
    mime: str = "image/png"


@dataclass(frozen=True)
class Letter:
    """`text` says the same as `html`; `pictures` are inside of it, `files` beside it; `caption` is all that a messenger needs beside a picture."""

    subject: str
    text: str
    html: str = ""
    pictures: tuple[Picture, ...] = ()
    files: tuple[File, ...] = ()
    caption: str = ""
