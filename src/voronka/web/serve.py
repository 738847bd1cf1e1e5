"""Serve the pages of a workspace."""

from __future__ import annotations

import socket
import webbrowser
from collections.abc import Callable
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn

from voronka.errors import InputError
from voronka.language import say
from voronka.settings import Settings
from voronka.web.app import create_app
from voronka.web.beforehand import menu_pages
from voronka.web.entrance import Entrance
from voronka.web.warming import warming

#: Names of this machine; served on one of them, the pages answer to no other.
LOCAL = ("127.0.0.1", "localhost")


def run(
    folder: Path | str,
    host: str = "127.0.0.1",
    port: int = 8000,
    tell: Callable[[str], object] = print,
    open_page: bool = False,
    is_reading: bool = True,
) -> None:
    """Serve until interrupted; `tell` gets the address once the port is ours. Port 0 takes any free one.

    With `is_reading` the CRM is read by the schedule of the settings. The default address is this machine's alone, where nobody has to
    sign in before there are readers; elsewhere the address that is told makes the first owner. InputError when the port is taken.
    """
    is_local = host in LOCAL
    app = create_app(folder, hosts=names_of(folder) if is_local else ("*",), is_local=is_local)
    before = partial(menu_pages, app)
    with listen(host, port) as listener, warming(app.state.company, first=before):
        address = _address(host, listener.getsockname()[1])
        entrance: Entrance = app.state.entrance
        tell(address if is_local or entrance.has_readers() else f"{address}first?code={entrance.code}")
        if open_page:
            webbrowser.open(address)
        app.state.schedule.is_automatic = is_reading
        app.state.schedule.start()
        if is_reading:
            app.state.clockwork.start()
        config = uvicorn.Config(
            app, log_level="warning", log_config=None, server_header=False, timeout_graceful_shutdown=2
        )
        try:
            uvicorn.Server(config).run(sockets=[listener])
        finally:
            app.state.schedule.stop()
            app.state.clockwork.stop()


def names_of(folder: Path | str) -> tuple[str, ...]:
    """The names that a server of this machine answers to: its own, and the team's address, which a proxy in front passes on."""
    own = urlsplit(Settings.load(Path(folder))["web.address"]).hostname
    return (*LOCAL, own) if own else LOCAL


def _address(host: str, port: int) -> str:
    """What is typed into a browser.

    >>> _address("127.0.0.1", 8000), _address("::1", 8000)
    ('http://127.0.0.1:8000/', 'http://[::1]:8000/')
    """
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"


def listen(host: str, port: int) -> socket.socket:
    """A socket at that address; InputError when the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named as TCP, because asyncio sends small answers at once (TCP_NODELAY) on such sockets only: else each waits 40 ms.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen()
    except OSError as error:
        listener.close()
        raise InputError(
            say("cannot serve on {host}:{port}", host=host, port=port),
            error.strerror or str(error),
            say("choose another with --port, or 0 for any free one"),
        ) from error
    return listener
