"""Each channel against a real server: what arrives, and what is said when it does not."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import replace
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from delivery.conftest import World
from delivery.stands import Mailbox, letter, mail_server, png
from voronka.delivery.channels import Parcel, Place, channel
from voronka.delivery.channels.telegram import is_picture
from voronka.delivery.failures import DeliveryError
from voronka.errors import InputError
from voronka.model.letter import File, Letter
from voronka.settings import Settings

MADE = datetime(2026, 11, 23, 6)


def send(world: World, name: str, address: str, what: Letter | None = None, whom: str = "") -> None:
    way = channel(name, Place(world.workspace.folder, Settings.load(world.workspace.folder)))
    for step in way.steps(Parcel(what or letter(), way.checked(address), "k1", MADE, whom)):
        step(lambda: None)


def refused(world: World, name: str, address: str, what: Letter | None = None) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        send(world, name, address, what)
    return caught.value


def change(world: World, **values: object) -> None:
    settings = Settings.load(world.workspace.folder)
    settings.with_({name.replace("__", "."): value for name, value in values.items()}).save(
        world.workspace.folder
    )


# -- mail


def test_mail_arrives_with_names_in_russian_pictures_and_files(world: World) -> None:
    send(world, "smtp", "anna@пример.рф", whom="Анна Крылова")
    [message] = world.mail.came
    assert message["subject"] == "Итоги недели: 16–22 ноября"
    assert str(message["from"]) == "Воронка <reports@example.com>"
    assert message["to"].addresses[0].display_name == "Анна Крылова"
    assert message["to"].addresses[0].addr_spec == "anna@xn--e1afmkfd.xn--p1ai"
    assert message["message-id"] == "<k1@example.com>"
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None
    assert "1,2 млн ₽" in text.get_content()
    assert html is not None
    assert "cid:funnel" in html.get_content()
    pictures = [part for part in message.walk() if part["content-id"] == "<funnel>"]
    assert [part.get_payload(decode=True) for part in pictures] == [png()]
    files = [part for part in message.iter_attachments() if isinstance(part, EmailMessage)]
    assert [part.get_filename() for part in files] == ["Итоги недели.pdf", "Итоги.xlsx"]
    # bytes come whole, lines of a single point too
    assert files[0].get_payload(decode=True) == b"%PDF-1.7\n.\r\n..x"


def test_a_line_of_one_point_does_not_end_the_letter(world: World) -> None:
    send(world, "smtp", "anna@example.com", Letter("a", ".\n..\nend\n"))
    assert world.mail.came[0].get_content().split() == [".", "..", "end"]


def test_a_wrong_password_is_told_with_what_to_do(world: World) -> None:
    with mail_server(Mailbox(password="right")) as mail:
        change(world, smtp__port=float(mail.port), smtp__user="reports")
        error = refused(world, "smtp", "anna@example.com")
    assert (error.kind, error.what) == ("settings", "the mail server refused name or password")
    assert "enter the password again" in error.do


@pytest.mark.parametrize(("answer", "kind"), [("450 greylisted", "temporary"), ("550 no such user", "final")])
def test_a_refused_recipient(world: World, answer: str, kind: str) -> None:
    world.mail.refuse["anna@example.com"] = answer
    error = refused(world, "smtp", "anna@example.com")
    assert (error.kind, error.why) == (kind, answer)


def test_a_letter_that_is_too_large_says_how_large(world: World) -> None:
    change(world, smtp__most_mb=0.001)
    assert "MB are taken" in refused(world, "smtp", "anna@example.com", letter(text="а" * 2000)).why


def test_no_encryption_where_it_is_wanted(world: World) -> None:
    change(world, smtp__security="starttls")
    assert refused(world, "smtp", "anna@example.com").kind == "settings"
    change(world, smtp__security="tls")
    assert refused(world, "smtp", "anna@example.com").kind in ("settings", "temporary")


def test_a_server_that_is_not_there_is_tried_later(world: World) -> None:
    change(world, smtp__port=1.0)
    error = refused(world, "smtp", "anna@example.com")
    assert (error.kind, error.is_whole) == ("temporary", True)


@pytest.mark.parametrize(
    "address", ["anna", "anna@", "a b@c.d", "a@b.c, d@e.f", "a@b\nBcc: c@d.e", "анна@example.com"]
)
def test_what_is_no_email_is_refused(world: World, address: str) -> None:
    with pytest.raises(InputError):
        send(world, "smtp", address)


# -- Telegram


def test_telegram_gets_words_and_all_files_in_one_message(world: World) -> None:
    send(world, "telegram", "-100500", letter(text="1 < 2 & 3"))
    words, files = world.bots.taken
    assert words.fields["text"] == "<b>Итоги недели: 16–22 ноября</b>\n\n1 &lt; 2 &amp; 3"
    assert (files.what, [name for name, _ in files.files.values()]) == (
        "sendMediaGroup",
        ["Итоги недели.pdf", "Итоги.xlsx"],
    )


def test_telegram_shows_a_picture_with_its_caption(world: World) -> None:
    picture = File("Итоги.png", "image/png", png())
    send(world, "telegram", "1", replace(letter(), caption="Выиграно 3", files=(picture,)))
    [photo] = world.bots.taken
    assert (photo.what, photo.fields["caption"], photo.files["photo"][1]) == (
        "sendPhoto",
        "Выиграно 3",
        png(),
    )


def test_long_words_are_cut_at_sentences(world: World) -> None:
    send(world, "telegram", "1", Letter("Итоги", "Одна сделка выиграна 👍. " * 400))
    texts = [one.fields["text"] for one in world.bots.taken]
    assert len(texts) == 3
    assert all(text.endswith(".") for text in texts)
    assert sum(text.count("сделка") for text in texts) == 400


def test_a_picture_that_is_too_long_goes_as_a_file() -> None:
    assert is_picture(File("a.png", "image/png", png(10, 10)))
    assert not is_picture(File("a.png", "image/png", png(2, 50)))


@pytest.mark.parametrize(
    ("chat", "kind", "do"),
    [
        ("666", "final", "must open the bot and press Start"),
        ("404", "final", "must have written to the bot first"),
    ],
)
def test_whom_telegram_does_not_reach(world: World, chat: str, kind: str, do: str) -> None:
    error = refused(world, "telegram", chat)
    assert (error.kind, do in error.do) == (kind, True)


def test_telegram_says_how_long_to_wait(world: World) -> None:
    world.bots.answers.append(
        (429, {"ok": False, "description": "Too Many Requests", "parameters": {"retry_after": 17}})
    )
    error = refused(world, "telegram", "1")
    assert (error.kind, error.wait) == ("temporary", 17)


def test_a_wrong_token_is_never_shown(world: World) -> None:
    from voronka.delivery.secrets import keep_secret

    keep_secret(world.workspace.folder, "telegram", "777:wrong")
    error = refused(world, "telegram", "1")
    assert error.kind == "settings"
    change(world, telegram__base_url="http://127.0.0.1:1")
    for said in (error, refused(world, "telegram", "1")):
        assert "777:wrong" not in str(said)


def test_no_answer_after_the_last_byte_is_in_doubt(world: World) -> None:
    world.bots.is_silent = True
    assert refused(world, "telegram", "1").kind == "doubtful"
    assert len(world.bots.taken) == 1


# -- MAX


def test_max_gets_the_picture_with_the_words_and_a_message_for_each_file(world: World) -> None:
    world.bots.not_ready = 1
    picture = File("Итоги.png", "image/png", png())
    send(world, "max", "user:7", replace(letter(), files=(*letter().files, picture)))
    assert [one.fields["user_id"] for one in world.bots.taken] == ["7", "7", "7"]
    assert [[kind for kind, _ in one.files.values()] for one in world.bots.taken] == [
        ["image"],
        ["file"],
        ["file"],
    ]
    assert world.bots.taken[1].files["0"][1] == b"%PDF-1.7\n.\r\n..x"


def test_whom_max_does_not_reach(world: World) -> None:
    assert refused(world, "max", "404", Letter("a", "b")).kind == "final"
    world.bots.answers.append((429, {"code": "too.many.requests", "message": "wait"}))
    assert refused(world, "max", "1", Letter("a", "b")).kind == "temporary"


# -- webhook


def test_a_webhook_is_signed_and_holds_everything(world: World) -> None:
    send(world, "webhook", f"{world.bots.url}/hook")
    [came] = world.bots.taken
    stamp = came.headers["x-voronka-timestamp"]
    expected = hmac.new("тайна".encode(), stamp.encode() + b"." + came.body, hashlib.sha256).hexdigest()
    assert came.headers["x-voronka-signature"] == f"sha256={expected}"
    told = json.loads(came.body)
    assert (told["id"], told["subject"], len(told["files"])) == ("k1", "Итоги недели: 16–22 ноября", 2)


@pytest.mark.parametrize(
    ("code", "kind"), [(500, "temporary"), (404, "final"), (401, "settings"), (302, "final")]
)
def test_what_a_webhook_answers(world: World, code: int, kind: str) -> None:
    world.bots.answers.append((code, {}))
    assert refused(world, "webhook", f"{world.bots.url}/hook").kind == kind


@pytest.mark.parametrize(
    "address", ["http://example.com/hook", "ftp://example.com", "example.com", "https://a:b@example.com/"]
)
def test_where_no_webhook_goes(world: World, address: str) -> None:
    with pytest.raises(InputError):
        send(world, "webhook", address)


# -- folder


def test_a_folder_gets_the_same_files_however_often(world: World) -> None:
    for _ in range(2):
        send(world, "folder", "Продажи")
    found = sorted(path.name for path in (world.workspace.folder / "reports" / "Продажи").iterdir())
    assert found == [
        "2026-11-23 0600 Итоги недели_ 16–22 ноября k1.html",
        "2026-11-23 0600 Итоги недели_ 16–22 ноября k1.txt",
        "Итоги k1.xlsx",
        "Итоги недели k1.pdf",
    ]


def test_a_folder_that_cannot_be_written(world: World, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    change(world, folder__path=str(tmp_path / "file"))
    error = refused(world, "folder", "x")
    assert (error.kind, "folder.path" in error.do) == ("settings", True)


@pytest.mark.parametrize("address", ["..", "../x", "a/../../b", "a\x00b", "a/b"])
def test_no_address_leads_out_of_the_folder(world: World, address: str) -> None:
    with pytest.raises(InputError):
        send(world, "folder", address)
