"""Mail. A message has one recipient and one Message-ID for ever, and its last byte is told before it goes out."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from voronka.delivery.channels.base import PATIENCE, Channel, Intent, Parcel, Step
from voronka.delivery.failures import DeliveryError
from voronka.errors import InputError
from voronka.language import Phrase, say
from voronka.model.letter import File

#: Any server can take seven bits.
_POLICY = SMTP.clone(cte_type="7bit", max_line_length=76)
_LOCAL = ("localhost", "127.0.0.1", "::1")


class Smtp(Channel):
    """Mail by the company's server."""

    name = "smtp"
    title = say("Mail")

    @property
    def is_set_up(self) -> bool:
        return bool(self.settings["smtp.host"] and self.settings["smtp.from"])

    def checked(self, address: str) -> str:
        """An e-mail; InputError where it is none."""
        user, _, domain = address.strip().rpartition("@")
        try:
            # a Russian domain as the letters that mail is carried by
            found = f"{user}@{domain.encode('idna').decode()}"
        except UnicodeError:
            found = ""
        if (
            not re.fullmatch(r"[!-~]+@[a-zA-Z0-9.-]+", found)
            or re.search(r"[<>,;\"@\s]", user)
            or len(found) > 254
        ):
            raise InputError(
                say("“{text}” is no e-mail", text=address.strip()), do=say("write it as anna@example.com")
            )
        return found

    def steps(self, parcel: Parcel) -> Sequence[Step]:
        """The whole message in one piece."""
        message = self.message(parcel)
        return [lambda intent: self._send(parcel.address, message.as_bytes(policy=_POLICY), intent)]

    def message(self, parcel: Parcel) -> EmailMessage:
        """The message: words, the same as HTML with its pictures, and files."""
        letter, made = parcel.letter, EmailMessage(policy=_POLICY)
        made["Subject"] = " ".join(letter.subject.split())
        made["From"] = self._sender()
        made["To"] = _address(parcel.name, parcel.address)
        made["Date"] = format_datetime(parcel.made_at.replace(tzinfo=UTC))
        made["Message-ID"] = f"<{parcel.key}@{self._sender().domain}>"
        made["Auto-Submitted"] = "auto-generated"
        made.set_content(letter.text)
        if letter.html:
            made.add_alternative(letter.html, subtype="html")
            html = made.get_payload()[1]  # type: ignore[index]
            for picture in letter.pictures:
                main, _, sub = picture.mime.partition("/")
                named = {"filename": picture.name, "disposition": "inline"}
                html.add_related(picture.body, main, sub, cid=f"<{picture.cid}>", **named)  # type: ignore[union-attr]
        for file in letter.files:
            _add(made, file)
        return made

    def _sender(self) -> Address:
        name, address = parseaddr(self.settings["smtp.from"])
        if "@" not in address:
            raise _settings(
                say("the sender of mail is not set"),
                do=say("write smtp.from, as in Voronka <reports@company.com>"),
            )
        return _address(name, address)

    def _send(self, address: str, body: bytes, intent: Intent) -> None:
        most = self.settings["smtp.most_mb"] * 2**20
        with self._session() as server:
            limit = int(server.esmtp_features.get("size") or 0) or most
            if len(body) > min(limit, most):
                size, allowed = len(body) / 2**20, min(limit, most) / 2**20
                raise DeliveryError(
                    say("the letter is too large for mail"),
                    say(
                        "it has {size} MB, and {most} MB are taken", size=f"{size:.1f}", most=f"{allowed:.1f}"
                    ),
                    say("leave out a form of the report, or raise smtp.most_mb where the server allows more"),
                )
            _check(server.mail(self._sender().addr_spec), address)
            _check(server.rcpt(address), address)
            _check(server.docmd("data"), address, good=(354,))
            _hand(server, body, address, intent)

    @contextmanager
    def _session(self) -> Iterator[smtplib.SMTP]:
        """A connection that is ready to take mail."""
        host, where = self.settings["smtp.host"], f"{self.settings['smtp.host']}:{self._port:.0f}"
        if not self.is_set_up:
            raise _settings(
                say("no mail server is set up"),
                do=say("set server and sender of mail, smtp.host and smtp.from"),
            )
        try:
            server = self._connected(host)
            try:
                self._sign_in(server)
                yield server
            finally:
                server.close()
        except smtplib.SMTPAuthenticationError as error:
            raise _settings(
                say("the mail server refused name or password"),
                _said(error.smtp_error),
                say(
                    "check smtp.user and enter the password again; many services want a password made for programs"
                ),
            ) from error
        except ssl.SSLError as error:
            raise _settings(
                say("no safe connection to {name}", name=where),
                str(error),
                say("check smtp.security and smtp.port: starttls is usual with 587, tls with 465"),
            ) from error
        except smtplib.SMTPNotSupportedError as error:
            raise _settings(
                say("{name} does not offer what is set", name=where),
                str(error),
                say("check smtp.security and smtp.user"),
            ) from error
        except (OSError, smtplib.SMTPException) as error:
            raise DeliveryError(
                say("{name} cannot be reached", name=where),
                str(error) or type(error).__name__,
                say("check the address and that this server may go there; it is tried again by itself"),
                kind="temporary",
                is_whole=True,
            ) from error

    @property
    def _port(self) -> int:
        usual = {"tls": 465, "starttls": 587}.get(self.settings["smtp.security"], 25)
        return int(self.settings["smtp.port"]) or usual

    def _connected(self, host: str) -> smtplib.SMTP:
        security, context = self.settings["smtp.security"], self._certificates()
        if security == "tls":
            return smtplib.SMTP_SSL(host, self._port, timeout=PATIENCE, context=context)
        server = smtplib.SMTP(host, self._port, timeout=PATIENCE)
        if security == "starttls":
            server.starttls(context=context)
        server.ehlo_or_helo_if_needed()
        return server

    def _certificates(self) -> ssl.SSLContext:
        try:
            return ssl.create_default_context(cafile=self.settings["smtp.ca_file"] or None)
        except OSError as error:
            raise _settings(
                say("cannot read the certificates of {file}", file=self.settings["smtp.ca_file"]),
                str(error),
                say("give the path of a PEM file, or leave it empty"),
            ) from error

    def _sign_in(self, server: smtplib.SMTP) -> None:
        user, security = self.settings["smtp.user"], self.settings["smtp.security"]
        if not user:
            return
        if security == "none" and self.settings["smtp.host"] not in _LOCAL:
            raise _settings(
                say("a password is not sent without encryption"),
                do=say("set smtp.security to starttls or tls, or leave smtp.user empty"),
            )
        server.login(user, self.place.secret(self.name))


def _hand(server: smtplib.SMTP, body: bytes, address: str, intent: Intent) -> None:
    """The message up to its last line, the intent, the last line, and the answer."""
    quoted = re.sub(rb"(?m)^\.", b"..", body)
    server.send(quoted if quoted.endswith(b"\r\n") else quoted + b"\r\n")
    intent()
    try:
        server.send(b".\r\n")
        answer = server.getreply()
    except (OSError, smtplib.SMTPException) as error:
        raise DeliveryError(
            say("the mail server did not answer"), str(error) or type(error).__name__, kind="doubtful"
        ) from error
    _check(answer, address)


def _check(answer: tuple[int, bytes], address: str, good: tuple[int, ...] = (250, 251)) -> None:
    code, said = answer
    if code in good:
        return
    if code in (530, 535):
        raise _settings(
            say("the mail server wants a name and password"),
            _said(said),
            say("set smtp.user and the password"),
        )
    if code == 421:
        raise smtplib.SMTPServerDisconnected(_said(said))
    raise DeliveryError(
        say("the mail server does not take mail for {address}", address=address),
        f"{code} {_said(said)}",
        say("it is tried again by itself") if code < 500 else say("check the address"),
        kind="temporary" if code < 500 else "final",
    )


def _settings(what: Phrase, why: str = "", do: str = "") -> DeliveryError:
    return DeliveryError(what, why, do, kind="settings", is_whole=True)


def _said(text: bytes | str) -> str:
    return text.decode(errors="replace") if isinstance(text, bytes) else text


def _address(name: str, address: str) -> Address:
    user, _, domain = address.rpartition("@")
    return Address(" ".join(name.split()), user, domain)


def _add(message: EmailMessage, file: File) -> None:
    main, _, sub = file.mime.partition(";")[0].partition("/")
    # texts too go as bytes, so that their lines stay as they are
    message.add_attachment(file.body, main, sub or "octet-stream", filename=file.name)
