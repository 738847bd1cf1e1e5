"""Stores of stories, several in one test."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from tempfile import mkdtemp

from story import UNTIL, engine
from voronka.engines.duckdb import DuckDBEngine


def told(story: str, folder: Path, until: datetime = UNTIL) -> DuckDBEngine:
    """The published store of a story, in a folder of its own."""
    return engine(story, Path(mkdtemp(dir=folder)), until)
