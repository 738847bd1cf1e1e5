"""The page on this machine that amoCRM's consent page comes back to with the code."""

from __future__ import annotations

import hmac
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

from voronka.errors import AccessError, SourceError
from voronka.language import chosen, say, translated

PATH = "/callback"


class Callback(HTTPServer):
    """Listens on 127.0.0.1 until a request brings a code together with our `state`; port 0 takes a free one."""

    def __init__(self, port: int, state: str) -> None:
        try:
            super().__init__(("127.0.0.1", port), _Page)
        except OSError as error:
            raise SourceError(
                say("cannot listen on port {port}", port=port),
                error.strerror or str(error),
                say("choose another with --redirect-port, and the same in the integration"),
            ) from error
        self.state = state
        self.code = ""
        self.refusal = ""

    def wait(self, patience: float, monotonic: Callable[[], float] = time.monotonic) -> str:
        """The code; AccessError when access is refused or `patience` seconds have passed."""
        until = monotonic() + patience
        while not self.code and not self.refusal and monotonic() < until:
            self.timeout = max(until - monotonic(), 0.01)
            self.handle_request()
        if self.code:
            return self.code
        raise AccessError(
            say("access was not granted"),
            self.refusal or say("no answer came back from amoCRM"),
            say("run voronka connect again, and press “Allow” as an administrator"),
        )


class _Page(BaseHTTPRequestHandler):
    server: Callback
    #: A browser that opens a connection and says nothing must not hold the page.
    timeout = 5.0

    def do_GET(self) -> None:
        """Take the code. Without our state it is somebody else's: refused, and the wait goes on."""
        url = urlsplit(self.path)
        got = {name: values[0] for name, values in parse_qs(url.query).items()}
        if url.path != PATH:
            self._answer(404, "Not found")
        elif not hmac.compare_digest(got.get("state", "").encode(), self.server.state.encode()):
            self._answer(400, say("This answer does not belong to our request."))
        elif "code" in got:
            self.server.code = got["code"]
            self._answer(200, say("Access granted. You can close this page."))
        else:
            self.server.refusal = got.get("error_description") or got.get("error") or "?"
            self._answer(200, say("Access was not granted."))

    def _answer(self, status: int, text: str) -> None:
        body = f"<!doctype html><meta charset=utf-8><title>Voronka</title><p>{translated(text, chosen())}</p>".encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Referrer-Policy", "no-referrer")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the request line holds the code."""
