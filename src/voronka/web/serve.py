"""Serve the pages of a workspace."""

from __future__ import annotations

from pathlib import Path

import uvicorn

from voronka.web.app import create_app


def run(folder: Path | str, host: str = "127.0.0.1", port: int = 8000) -> None:
    """Serve until interrupted. The default address is this machine's alone: there is no sign-in yet."""
    uvicorn.run(create_app(folder), host=host, port=port, log_level="warning", server_header=False)
