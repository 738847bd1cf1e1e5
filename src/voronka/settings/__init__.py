"""The settings of a workspace: `voronka.toml`, each with its help."""

from __future__ import annotations

from voronka.settings.company import told_by
from voronka.settings.file import FILE_NAME, Settings
from voronka.settings.known import SETTINGS
from voronka.settings.setting import Setting

__all__ = ["FILE_NAME", "SETTINGS", "Setting", "Settings", "told_by"]
