"""Sessions, invitations, links for a new password, limits, shared pages and the log."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from team.conftest import DAY
from voronka.errors import InputError, RightsError
from voronka.model.reader import ALL_DEALS, Own
from voronka.team.access import Access
from voronka.team.limits import FOR_ADDRESS, FOR_EMAIL
from voronka.team.tokens import hash_of

OWN = Own(people=frozenset({(1, 7)}))
MINUTE, DAYS = timedelta(minutes=1), timedelta(days=1)


def anna(access: Access) -> int:
    return access.readers.find("anna@example.com").number


def test_a_session_lasts_while_it_is_used(access: Access) -> None:
    token = access.sessions.begin(anna(access), DAY, "Firefox", "10.0.0.1")
    assert access.sessions.reader(token, DAY + 29 * DAYS) is not None
    assert access.sessions.reader(token, DAY + 58 * DAYS) is not None
    assert access.sessions.reader(token, DAY + 89 * DAYS) is None
    assert access.sessions.reader("nonsense", DAY) is None
    [session] = access.sessions.of(anna(access), DAY)
    assert (session.device, session.address, session.seen_at) == ("Firefox", "10.0.0.1", DAY + 58 * DAYS)


def test_a_session_ends_after_half_a_year_however_much_it_is_used(access: Access) -> None:
    token = access.sessions.begin(anna(access), DAY)
    days = next(day for day in range(0, 400, 20) if access.sessions.reader(token, DAY + day * DAYS) is None)
    assert days == 180


def test_signing_out_here_there_and_everywhere(access: Access) -> None:
    one, two, three = (access.sessions.begin(anna(access), DAY) for _ in range(3))
    access.sessions.end(one)
    assert access.sessions.reader(one, DAY) is None
    access.sessions.end_of(anna(access), hash_of(two))
    assert access.sessions.reader(two, DAY) is None
    four = access.sessions.begin(anna(access), DAY)
    assert access.sessions.end_all(anna(access), keep=hash_of(four)) == 1
    assert access.sessions.reader(three, DAY) is None
    assert access.sessions.reader(four, DAY) is not None


def test_nobody_ends_another_reader_s_session(access: Access) -> None:
    boris = access.readers.add("boris@example.com", "", "viewer", ALL_DEALS, DAY)
    token = access.sessions.begin(anna(access), DAY)
    access.sessions.end_of(boris.number, hash_of(token))
    assert access.sessions.reader(token, DAY) is not None


def test_a_new_password_and_a_removal_sign_out(access: Access) -> None:
    boris = access.readers.add("boris@example.com", "", "viewer", ALL_DEALS, DAY, "семь серых котов")
    token, kept = (access.sessions.begin(boris.number, DAY) for _ in range(2))
    access.readers.set_password(boris.number, "восемь серых котов", keep=hash_of(kept))
    assert access.sessions.reader(token, DAY) is None
    assert access.sessions.reader(kept, DAY) is not None
    share = access.shares.make(boris.number, "/funnel", "", DAY, DAY + DAYS)
    reset = access.resets.make(boris.number, DAY)
    access.readers.remove(boris.number)
    assert access.sessions.reader(kept, DAY) is None
    assert access.shares.find(share, DAY) is None
    with pytest.raises(InputError):
        access.resets.find(reset, DAY)


def test_a_role_that_changed_counts_at_once(access: Access) -> None:
    boris = access.readers.add("boris@example.com", "", "analyst", ALL_DEALS, DAY)
    token = access.sessions.begin(boris.number, DAY)
    access.readers.change(boris.number, "manager", OWN)
    reader = access.sessions.reader(token, DAY)
    assert reader is not None
    assert (reader.role, reader.own) == ("manager", OWN)


def test_an_invitation_works_once_and_for_a_week(access: Access) -> None:
    token = access.invitations.invite("Vera@example.com", "Вера", "manager", OWN, DAY, "anna@example.com")
    assert access.invitations.find(token, DAY + 6 * DAYS).email == "vera@example.com"
    with pytest.raises(InputError, match="does not work"):
        access.invitations.find(token, DAY + 7 * DAYS)
    with pytest.raises(InputError, match="password"):
        access.invitations.accept(token, "", "короткий", DAY)
    vera = access.invitations.accept(token, "", "семь серых котов", DAY)
    assert (vera.email, vera.name, vera.role, vera.own) == ("vera@example.com", "Вера", "manager", OWN)
    with pytest.raises(InputError, match="does not work"):
        access.invitations.accept(token, "", "семь серых котов", DAY)
    with pytest.raises(InputError, match="already"):
        access.invitations.invite("vera@example.com", "", "owner", ALL_DEALS, DAY)


def test_a_second_invitation_replaces_the_first_and_can_be_taken_back(access: Access) -> None:
    first = access.invitations.invite("vera@example.com", "", "viewer", ALL_DEALS, DAY)
    second = access.invitations.invite("vera@example.com", "", "manager", OWN, DAY)
    with pytest.raises(InputError):
        access.invitations.find(first, DAY)
    [one] = access.invitations.open(DAY)
    assert one.role == "manager"
    access.invitations.take_back(one.number)
    with pytest.raises(InputError):
        access.invitations.accept(second, "", "семь серых котов", DAY)
    with pytest.raises(InputError, match="nobody's deals"):
        access.invitations.invite("vera@example.com", "", "manager", Own(), DAY)


def test_a_link_for_a_new_password_works_once_and_for_a_day(access: Access) -> None:
    session = access.sessions.begin(anna(access), DAY)
    old, token = access.resets.make(anna(access), DAY), access.resets.make(anna(access), DAY)
    for wrong, at in ((old, DAY), (token, DAY + DAYS)):
        with pytest.raises(InputError, match="does not work"):
            access.resets.use(wrong, "семь серых котов", at)
    access.resets.use(token, "семь серых котов", DAY)
    assert access.readers.password_fits("anna@example.com", "семь серых котов") is not None
    assert access.sessions.reader(session, DAY) is None
    with pytest.raises(InputError, match="does not work"):
        access.resets.use(token, "восемь серых котов", DAY)


def test_guessing_is_slowed_for_an_email_and_for_an_address(access: Access) -> None:
    for _ in range(FOR_EMAIL):
        access.limits.try_("anna@example.com", "10.0.0.1", DAY)
    with pytest.raises(RightsError, match="too many") as error:
        access.limits.try_(" ANNA@example.com", "10.0.0.2", DAY + 5 * MINUTE)
    assert "10 min" in str(error.value)
    access.limits.try_("anna@example.com", "10.0.0.1", DAY + 15 * MINUTE)
    for number in range(FOR_ADDRESS):
        access.limits.try_(f"{number}@example.com", "10.0.0.9", DAY)
    with pytest.raises(RightsError):
        access.limits.try_("new@example.com", "10.0.0.9", DAY)


def test_signing_in_forgives_the_tries_before(access: Access) -> None:
    for _ in range(3 * FOR_EMAIL):
        access.limits.try_("anna@example.com", "10.0.0.1", DAY)
        access.limits.succeeded("anna@example.com", "10.0.0.1", DAY)
    access.limits.try_("anna@example.com", "10.0.0.1", DAY)


def test_a_shared_page_is_there_until_its_day_or_until_it_is_taken_back(access: Access) -> None:
    boris = access.readers.add("boris@example.com", "", "head", OWN, DAY)
    token = access.shares.make(boris.number, "/funnel?by=source", "План", DAY, DAY + 7 * DAYS)
    shown = access.shares.find(token, DAY + 6 * DAYS)
    assert shown is not None
    assert (shown.page, shown.title, shown.by.own) == ("/funnel?by=source", "План", OWN)
    assert access.shares.find(token, DAY + 7 * DAYS) is None
    access.shares.take_back(shown.number, reader=anna(access))
    assert access.shares.find(token, DAY) is not None
    access.shares.take_back(shown.number, reader=boris.number)
    assert access.shares.find(token, DAY) is None
    assert access.shares.open(DAY) == ()


def test_the_log_tells_the_newest_first(access: Access) -> None:
    for number in range(3):
        access.audit.write("exported", DAY, "anna@example.com", f"/deals?page={number}", "10.0.0.1")
    assert [entry.about for entry in access.audit.read(2)] == ["/deals?page=2", "/deals?page=1"]
    assert [entry.about for entry in access.audit.read(2, 2)] == ["/deals?page=0"]


def test_the_file_is_its_owner_s_alone(access: Access, tmp_path: Path) -> None:
    access.audit.write("sign_out", DAY)
    assert {path.stat().st_mode & 0o077 for path in tmp_path.iterdir()} == {0}


def test_no_secret_lies_in_the_database(access: Access, tmp_path: Path) -> None:
    secrets = [
        access.sessions.begin(anna(access), DAY),
        access.invitations.invite("vera@example.com", "", "viewer", ALL_DEALS, DAY),
        access.resets.make(anna(access), DAY),
        access.shares.make(anna(access), "/funnel", "", DAY, DAY + DAYS),
        "три синие чашки",
    ]
    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"anna@example.com" in stored
    assert not [secret for secret in secrets if secret.encode() in stored]
