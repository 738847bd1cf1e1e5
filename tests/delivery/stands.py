"""Real servers on this machine in place of the mail server and of the APIs of Telegram and MAX, with their limits and errors."""

from __future__ import annotations

import json
import struct
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session

from voronka.model.letter import File, Letter, Picture

TOKEN = "123456:AA-secret"


def png(width: int = 4, height: int = 4) -> bytes:
    """A white picture."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = b"".join(b"\x00" + b"\xff" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def letter(
    subject: str = "Итоги недели: 16–22 ноября", text: str = "Выиграно 3 сделки на 1,2 млн ₽.\n"
) -> Letter:
    """A small letter with everything that a letter has."""
    return Letter(
        subject,
        text,
        f'<p>{text}</p><img src="cid:funnel" alt="Воронка">',
        (Picture("funnel", "воронка.png", png(), "Воронка"),),
        (
            File("Итоги недели.pdf", "application/pdf", b"%PDF-1.7\n.\r\n..x"),
            File("Итоги.xlsx", "application/zip", b"PK"),
        ),
    )


@dataclass
class Mailbox:
    """A mail server: what came, and what it answers instead of taking it."""

    port: int = 0
    came: list[EmailMessage] = field(default_factory=list)
    envelopes: list[Envelope] = field(default_factory=list)
    refuse: dict[str, str] = field(default_factory=dict)
    after_data: str = "250 OK"
    password: str = ""

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.after_data.startswith("250"):
            assert isinstance(envelope.content, bytes)
            message = message_from_bytes(envelope.content, policy=policy.default)
            assert isinstance(message, EmailMessage)
            self.came.append(message)
            self.envelopes.append(envelope)
        return self.after_data

    def authenticate(
        self, server: Any, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        return AuthResult(success=data.password.decode() == self.password, handled=False)


@contextmanager
def mail_server(box: Mailbox, port: int = 0, **more: Any) -> Iterator[Mailbox]:
    """Serve a mailbox."""
    if box.password:
        more |= {"authenticator": box.authenticate, "auth_require_tls": False, "auth_required": True}
    controller = Controller(box, hostname="127.0.0.1", port=port or _free(), **more)
    controller.start()
    box.port = controller.port
    try:
        yield box
    finally:
        controller.stop()


def _free() -> int:
    import socket

    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@dataclass
class Sent:
    """One request that was taken: the method or path, its fields, its files."""

    what: str
    fields: dict[str, str]
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass
class Bots:
    """The API of Telegram under /bot…, of MAX under /messages and /uploads, and a webhook under /hook; `answers` come first."""

    url: str = ""
    taken: list[Sent] = field(default_factory=list)
    answers: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    uploads: dict[str, bytes] = field(default_factory=dict)
    not_ready: int = 0
    is_silent: bool = False

    def answer(self, sent: Sent, path: str, query: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """What the other side says; what it takes is kept."""
        if self.answers:
            return self.answers.pop(0)
        if path.startswith("/bot"):
            return self._telegram(sent, *path.removeprefix("/bot").split("/", 1))
        if path in ("/messages", "/uploads") and sent.headers.get("authorization") != TOKEN:
            return 401, {"code": "verify.token", "message": "Invalid access_token"}
        if path == "/uploads":
            return 200, {"url": f"{self.url}/put?kind={query['type']}"}
        if path == "/put":
            [(_, body)] = sent.files.values()
            key = f"t{len(self.uploads)}"
            self.uploads[key] = body
            return 200, {"photos": {"x": {"token": key}}} if query["kind"] == "image" else {
                "fileId": 1,
                "token": key,
            }
        if path == "/messages":
            return self._max(sent, query)
        self.taken.append(sent)
        return 200, {}

    def _telegram(self, sent: Sent, token: str, method: str) -> tuple[int, dict[str, Any]]:
        def no(code: int, why: str) -> tuple[int, dict[str, Any]]:
            return code, {"ok": False, "error_code": code, "description": why}

        fields = sent.fields
        if token != TOKEN:
            return no(401, "Unauthorized")
        if fields["chat_id"] == "666":
            return no(403, "Forbidden: bot was blocked by the user")
        if fields["chat_id"] == "404":
            return no(400, "Bad Request: chat not found")
        if method == "sendMessage" and not 0 < _plain(fields["text"]) <= 4096:
            return no(400, "Bad Request: message is too long")
        if _plain(fields.get("caption", "")) > 1024:
            return no(400, "Bad Request: message caption is too long")
        sent.what = method
        self.taken.append(sent)
        return 200, {"ok": True, "result": {"message_id": len(self.taken)}}

    def _max(self, sent: Sent, query: dict[str, str]) -> tuple[int, dict[str, Any]]:
        told = json.loads(sent.body)
        if self.not_ready and told["attachments"]:
            self.not_ready -= 1
            return 400, {
                "code": "attachment.not.ready",
                "message": "Key: errors.process.attachment.file.not.processed",
            }
        if len(told["text"]) > 4000:
            return 400, {"code": "proto.payload", "message": "text: size must be between 0 and 4000"}
        if sum(one["type"] == "file" for one in told["attachments"]) > 1:
            return 400, {"code": "proto.payload", "message": "Must be only one file attachment in message"}
        if query.get("chat_id") == "404":
            return 404, {"code": "chat.not.found", "message": "Chat not found"}
        sent.what, sent.fields = "messages", query | {"text": told["text"]}
        sent.files = {
            str(place): (one["type"], self.uploads[_token(one["payload"])])
            for place, one in enumerate(told["attachments"])
        }
        self.taken.append(sent)
        return 200, {"message": {}}


def _token(payload: dict[str, Any]) -> str:
    return str(payload["token"] if "token" in payload else next(iter(payload["photos"].values()))["token"])


def _plain(text: str) -> int:
    """Units of a text without its marks, as Telegram counts."""
    for mark, letter_ in (("<b>", ""), ("</b>", ""), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        text = text.replace(mark, letter_)
    return len(text.encode("utf-16-le")) // 2


@contextmanager
def bot_server(bots: Bots) -> Iterator[Bots]:
    """Serve the APIs."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            fields, files = _read(headers.get("content-type", ""), body)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            sent = Sent(parts.path, fields, files, headers, body)
            code, said = bots.answer(sent, parts.path, query)
            if bots.is_silent:
                self.close_connection = True
                return
            out = json.dumps(said).encode()
            self.send_response(code)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(out)))
            self.end_headers()
            self.wfile.write(out)

        def log_message(self, *args: Any) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    bots.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield bots
    finally:
        server.shutdown()
        server.server_close()


def _read(kind: str, body: bytes) -> tuple[dict[str, str], dict[str, tuple[str, bytes]]]:
    fields: dict[str, str] = {}
    files: dict[str, tuple[str, bytes]] = {}
    if kind.startswith("multipart/form-data"):
        whole = message_from_bytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body, policy=policy.HTTP)
        for part in whole.iter_parts():  # type: ignore[attr-defined]
            name = part.get_param("name", header="content-disposition")
            content = part.get_payload(decode=True)
            if part.get_filename() is None:
                fields[name] = content.decode()
            else:
                files[name] = (part.get_filename(), content)
    elif kind.startswith("application/x-www-form-urlencoded"):
        fields = {name: values[0] for name, values in parse_qs(body.decode(), keep_blank_values=True).items()}
    return fields, files
