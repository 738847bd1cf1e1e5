"""Serving an assistant that started the program and talks by its input and output; apart from the network, whose parts it need not wait for."""

from __future__ import annotations

from pathlib import Path

from voronka.mcp.office import Office, by_token, everything
from voronka.mcp.server import Assistance
from voronka.workspace import Workspace


def over_pipes(folder: Path, language: str, token: str = "", has_names: bool = True) -> None:
    """Serve the assistant that started this program, until it goes: with all deals, or with those of a token."""
    with Workspace(folder) as company:
        local = by_token(company, token) if token else everything(company)
        local()
        Assistance(Office(company, language, local, has_names)).run("stdio")
