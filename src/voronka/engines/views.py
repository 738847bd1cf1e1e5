"""The views that make a metric's file run by itself on a published store."""

from __future__ import annotations

from importlib.resources import files


def views_sql() -> str:
    """DuckDB statements for a published store, after its tables and the macros `hours_between`, `minutes_between`."""
    return (files("voronka.engines") / "views.sql").read_text("utf-8")
