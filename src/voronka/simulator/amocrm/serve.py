"""Start the simulated service: in a thread for tests and the demo, or in front for `voronka simulator serve`."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypedDict, Unpack

import uvicorn

from voronka.errors import SourceError
from voronka.language import say
from voronka.simulator.amocrm.app import App
from voronka.simulator.amocrm.auth import Auth
from voronka.simulator.amocrm.limits import Limiter
from voronka.simulator.amocrm.sender import Sender
from voronka.simulator.amocrm.switches import Faults
from voronka.simulator.amocrm.world import World
from voronka.simulator.shape import Company, SimUser

HOST = "127.0.0.1"
#: Where `voronka connect` waits for the code by default.
REDIRECT_URI = "http://127.0.0.1:8899/callback"
_START_SECONDS = 20


@dataclass(frozen=True)
class Server:
    """A simulated account on localhost: what a client needs to know of it, and the world behind it."""

    base_url: str
    world: World
    auth: Auth
    limiter: Limiter
    app: App
    sender: Sender

    @property
    def long_lived_token(self) -> str:
        """The long-lived token of an administrator."""
        return self.auth.long_lived_token()

    @property
    def salesperson_token(self) -> str:
        """A long-lived token of somebody who sees only his own deals and may not list users."""
        person = self.auth.salesperson
        if person is None:
            raise SourceError(
                say("the company has no active user without administrator rights"),
                "",
                say("make one with such a user"),
            )
        return self.token_of(person)

    @property
    def client_id(self) -> str:
        """OAuth: id of the integration."""
        return self.auth.client_id

    @property
    def client_secret(self) -> str:
        """OAuth: its secret."""
        return self.auth.client_secret

    @property
    def redirect_uri(self) -> str:
        """OAuth: where the consent page leads back to."""
        return self.auth.redirect_uri

    def token_of(self, user: SimUser) -> str:
        """A long-lived token with the rights of that user."""
        return self.auth.long_lived_token(user)

    def code(self) -> str:
        """An authorisation code, as if an administrator had pressed the button of the consent page."""
        return self.auth.code_for(self.auth.admin)

    def move_to(self, until: int) -> None:
        """Let the account's clock stand at `until` (unix seconds): what happened before becomes visible, and hooks tell of it."""
        self.app.move_to(until)


class Options(TypedDict, total=False):
    """How a company is served. `until`: unix seconds, only what happened before is shown (all of it). `rate`: requests a second (7), 0 without
    limit. `block_after`: violations of it in a minute that block the account (40), 0 never. `hook_pace` scales the pauses between attempts to deliver a
    web hook (1). `clock` and `steady` (`time.time`, `time.monotonic`) may be fakes."""

    until: int | None
    rate: int
    block_after: int
    faults: Faults
    redirect_uri: str
    hook_pace: float
    clock: Callable[[], float]
    steady: Callable[[], float]


def make(company: Company, base_url: str = "", **options: Unpack[Options]) -> Server:
    """The service without a socket."""
    faults, steady = options.get("faults", Faults()), options.get("steady", time.monotonic)
    world = World(company, options.get("until"), faults, steady)
    redirect_uri = options.get("redirect_uri", REDIRECT_URI)
    auth = Auth(company, options.get("clock", time.time), redirect_uri, faults.expire_after)
    limiter = Limiter(options.get("rate", 7), options.get("block_after", 40))
    sender = Sender(world, base_url, options.get("hook_pace", 1.0))
    return Server(base_url, world, auth, limiter, App(world, auth, limiter, sender, steady), sender)


@contextmanager
def serve(company: Company, port: int = 0, **options: Unpack[Options]) -> Iterator[Server]:
    """Serve a company in a thread of this process; see `Options`. Port 0 takes any free one.

    ```python
    with serve(company, rate=0) as server:
        httpx2.get(f"{server.base_url}/api/v4/leads", headers={"Authorization": f"Bearer {server.long_lived_token}"})
    ```
    """
    with _listen(port) as listener:
        server = make(company, f"http://{HOST}:{listener.getsockname()[1]}", **options)
        runner = uvicorn.Server(_config(server.app))
        thread = threading.Thread(target=runner.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        _wait(runner, thread)
        try:
            yield server
        finally:
            runner.should_exit = True
            thread.join()
            server.sender.close()


def run(
    company: Company, port: int = 8765, *, echo: Callable[[str], None] = print, **options: Unpack[Options]
) -> None:
    """Serve a company until interrupted, after telling through `echo` where it is and how to get in; see `Options`."""
    with _listen(port) as listener:
        server = make(company, f"http://{HOST}:{listener.getsockname()[1]}", **options)
        echo(describe(server))
        try:
            uvicorn.Server(_config(server.app)).run(sockets=[listener])
        finally:
            server.sender.close()


def describe(server: Server) -> str:
    """Address and credentials as lines of text."""
    company = server.world.company
    lines = [
        ("account", f"{company.account_name}, {int(server.world.state.exists.sum())} deals"),
        ("address", server.base_url),
        ("long-lived token", server.long_lived_token),
        ("client id", server.client_id),
        ("client secret", server.client_secret),
        ("redirect URI", server.redirect_uri),
        ("consent page", f"{server.base_url}/oauth?client_id={server.client_id}&state=any&mode=popup"),
        ("limit", f"{server.limiter.rate} requests a second" if server.limiter.rate else "none"),
        ("faults", str(server.world.faults) or "none"),
    ]
    return "\n".join(f"{name:>17}  {value}" for name, value in lines)


def _listen(port: int) -> socket.socket:
    # The protocol is named because asyncio switches off Nagle's delay (40 ms an answer) only on sockets that name it.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        # At once, so that a client who was told the address waits instead of being refused.
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise SourceError(
            say("the simulator cannot listen on port {port}", port=port),
            str(error),
            say("choose another with --port, or 0 for any free one"),
        ) from error
    return listener


def _config(app: App) -> uvicorn.Config:
    # The server's own Date would be this machine's; the account's clock may stand elsewhere.
    return uvicorn.Config(
        app,
        log_config=None,
        log_level="critical",
        access_log=False,
        lifespan="off",
        date_header=False,
        server_header=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=1,
    )


def _wait(runner: uvicorn.Server, thread: threading.Thread) -> None:
    limit = time.monotonic() + _START_SECONDS
    while not runner.started:
        if not thread.is_alive() or time.monotonic() > limit:
            raise SourceError(say("the simulator did not start"), say("its thread ended before it listened"))
        time.sleep(0.01)
