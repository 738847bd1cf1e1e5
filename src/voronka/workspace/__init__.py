"""The one public object: `Workspace`."""

from voronka.workspace.whole import Workspace

__all__ = ["Workspace"]
