"""Alembic's entry: the connection and its transaction are given by `team.database`."""

from __future__ import annotations

from alembic import context

from voronka.team.tables import metadata

# Outside of a migration (a test that imports every module) there is nothing to do.
if hasattr(context, "config"):
    context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
    context.run_migrations()
