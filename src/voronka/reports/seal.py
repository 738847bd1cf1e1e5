"""The stamp inside a file, and the digest by which a change of the file by hand is seen."""

from __future__ import annotations

import hashlib
import re

from voronka.reports.stamp import Stamp

_MARK = "voronka-report"
_HTML = re.compile(rf"<!-- {_MARK} ([A-Za-z0-9+/=]+) ([0-9a-f]{{64}}) -->")


def digest(text: str) -> str:
    """SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def sealed_html(text: str, stamp: Stamp) -> str:
    """The page with its stamp in a comment at its end, and the digest of all before it."""
    return f"{text.rstrip()}\n<!-- {_MARK} {stamp.to_text()} {digest(text.rstrip())} -->\n"
