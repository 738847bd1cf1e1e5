"""Files of the page: one address for each content, kept by browsers for a year."""

from __future__ import annotations

import hashlib
from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

STATIC = Path(__file__).parent / "static"


def fingerprint(folder: Path = STATIC) -> str:
    """A short hash of all files; the styles refer to the font by a relative address, so the folder changes as one."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


class LastingFiles(StaticFiles):
    """Static files that never change under their address."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """As StaticFiles, with long caching."""
        response = await super().get_response(path, scope)
        response.headers["cache-control"] = "public, max-age=31536000, immutable"
        return response
