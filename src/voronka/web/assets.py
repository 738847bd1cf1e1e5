"""Files of the page: one address for each content, kept by browsers for a year."""

from __future__ import annotations

import hashlib
from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

STATIC = Path(__file__).parent / "static"
#: Styles of every page, in an order in which later ones may go against earlier ones; pages get them as one file, since each file that the
#: first paint waits for is a question to the server.
STYLES = ("tokens", "page", "form", "figures", "charts", "time", "guide", "stories", "plan")
TOGETHER = "all.css"


def styles(folder: Path = STATIC) -> str:
    """The styles of every page as one text; with the font where it was built."""
    font = ("font",) if (folder / "fonts/inter.woff2").is_file() else ()
    return "\n".join((folder / f"{name}.css").read_text("utf-8") for name in (*font, *STYLES))


def fingerprint(folder: Path = STATIC) -> str:
    """A short hash of all files; the styles refer to the font by a relative address, so the folder changes as one."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


class LastingFiles(StaticFiles):
    """Static files that never change under their address; the styles of every page are one of them."""

    def __init__(self, folder: Path = STATIC) -> None:
        super().__init__(directory=folder)
        self.together = styles(folder)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """As StaticFiles, with long caching."""
        if path == TOGETHER:
            response = Response(self.together, media_type="text/css")
        else:
            response = await super().get_response(path, scope)
        response.headers["cache-control"] = "public, max-age=31536000, immutable"
        return response
