"""What there is on the disk, for whoever looks after it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from voronka.workspace import Workspace


@dataclass(frozen=True)
class Health:
    """The published version (0: none), the bytes of the workspace, and those that are free beside it."""

    version: int
    used: int
    free: int

    @property
    def is_tight(self) -> bool:
        """Whether the next sync may find no room: it needs the store a second time."""
        return self.free < max(2 * self.used, 500 * 2**20)


def health_of(workspace: Workspace) -> Health:
    """Look at a workspace; quick, as it counts files only."""
    version = workspace.version if workspace.has_store else 0
    return Health(version, _size(workspace.folder), shutil.disk_usage(workspace.folder).free)


def _size(folder: Path) -> int:
    """Bytes of all files; a file that goes meanwhile counts nothing."""
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_size if path.is_file() and not path.is_symlink() else 0
        except FileNotFoundError:
            continue
    return total
