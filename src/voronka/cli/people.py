"""Who is at the keyboard."""

from __future__ import annotations

import getpass


def author(given: str | None) -> str:
    """The name given, else that of the user of this computer, "" where there is none."""
    if given is not None:
        return given
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""
