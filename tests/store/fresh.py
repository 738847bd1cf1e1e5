"""An empty work store as fast as its files are copied: its tables are made once for all tests, as they are for a company."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from voronka.store.work import WorkStore


@cache
def _empty() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="voronka-empty-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with WorkStore(folder):
        return folder / "work"


def fresh(folder: Path | str) -> WorkStore:
    """The work store of a folder that has none yet."""
    shutil.copytree(_empty(), Path(folder) / "work")
    return WorkStore(folder)
