"""The library of the protocol is an extra: whoever has not installed it is told how."""

from __future__ import annotations

from importlib.util import find_spec

from voronka.errors import EngineError
from voronka.language import say


def need_library() -> None:
    """EngineError where the library is not installed, or is an older one."""
    if find_spec("mcp") is None or find_spec("mcp.server.mcpserver") is None:
        raise EngineError(
            say("the server for assistants needs the library mcp, version 2 or newer"),
            say("it is not installed with Voronka by itself"),
            say("pip install 'voronka[mcp]'"),
        )
