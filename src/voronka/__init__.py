"""Voronka: self-hosted sales-funnel analytics for CRM data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["__version__", "open"]

if TYPE_CHECKING:
    from voronka.workspace import Workspace


def open(folder: Any = ".") -> Workspace:
    """Open a workspace folder for reading; see `voronka.workspace.Workspace`. StoreError when there is none."""
    # Late: `voronka --help` must not load the engine.
    from voronka.workspace import Workspace

    return Workspace(folder)
