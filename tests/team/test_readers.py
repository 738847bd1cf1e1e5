"""Who may enter, with which role, and whose deals they see."""

from __future__ import annotations

import pytest

from team.conftest import DAY
from voronka.errors import InputError
from voronka.model.reader import ABILITIES, ALL_DEALS, ROLES, Own
from voronka.team.access import Access
from voronka.team.own import own_of, own_text

BORIS = Own(people=frozenset({(1, 7)}), teams=frozenset({(1, 2), (2, 2)}))


def test_the_first_is_an_owner_and_there_is_one_first(access: Access) -> None:
    with pytest.raises(InputError, match="has an owner already"):
        access.readers.add_first("eve@example.com", "Eve", "три синие чашки", DAY)
    assert [known.reader.role for known in access.readers.all()] == ["owner"]


def test_a_reader_is_found_by_mail_and_number_whatever_the_letters(access: Access) -> None:
    boris = access.readers.add(" Boris@Example.COM", "", "manager", BORIS, DAY)
    assert (boris.email, boris.name, boris.own) == ("boris@example.com", "boris", BORIS)
    assert access.readers.find("BORIS@example.com") == access.readers.find(str(boris.number)) == boris
    with pytest.raises(InputError, match="already"):
        access.readers.add("boris@example.com", "Boris", "owner", ALL_DEALS, DAY)
    with pytest.raises(InputError, match="nobody called"):
        access.readers.find("vera@example.com")
    with pytest.raises(InputError, match="no e-mail"):
        access.readers.add("boris", "", "viewer", ALL_DEALS, DAY)


def test_an_owner_is_always_left(access: Access) -> None:
    anna = access.readers.find("anna@example.com")
    for without in (
        lambda: access.readers.remove(anna.number),
        lambda: access.readers.change(anna.number, "viewer", ALL_DEALS),
    ):
        with pytest.raises(InputError, match="only owner"):
            without()
    boris = access.readers.add("boris@example.com", "Boris", "owner", ALL_DEALS, DAY)
    assert access.readers.change(anna.number, "manager", BORIS).own == BORIS
    with pytest.raises(InputError, match="only owner"):
        access.readers.remove(boris.number)


def test_a_role_sees_what_it_is_for(access: Access) -> None:
    with pytest.raises(InputError, match="nobody's deals"):
        access.readers.add("gleb@example.com", "", "manager", ALL_DEALS, DAY)
    assert access.readers.add("gleb@example.com", "", "analyst", BORIS, DAY).own == ALL_DEALS
    assert access.readers.add("vera@example.com", "", "head", BORIS, DAY).own == BORIS
    assert access.readers.add("olga@example.com", "", "viewer", ALL_DEALS, DAY).own == ALL_DEALS
    with pytest.raises(InputError, match="no role called"):
        access.readers.add("egor@example.com", "", "king", BORIS, DAY)


def test_what_is_stored_of_deals_comes_back() -> None:
    for own in (ALL_DEALS, BORIS, Own()):
        assert own_of(own_text(own)) == own


def test_roles_and_abilities_fit() -> None:
    assert all(role.abilities <= ABILITIES.keys() for role in ROLES.values())
    assert ROLES["owner"].abilities == ABILITIES.keys()
    assert "export" not in ROLES["viewer"].abilities
    assert all("see" in role.abilities for role in ROLES.values())


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("короткий", "fewer than 10"),
        ("п" * 201, "more than 200"),
        ("qwertyuiop", "tried first"),
        ("Password2026!", "tried first"),
        ("1234567890", "tried first"),
        ("0987654321", "tried first"),
        ("ааааааааааа", "tried first"),
        ("anna@example.com", "is the e-mail"),
        ("example.com", "is the e-mail"),
    ],
)
def test_a_password_that_is_easily_guessed_is_refused(access: Access, password: str, why: str) -> None:
    anna = access.readers.find("anna@example.com")
    with pytest.raises(InputError) as error:
        access.readers.set_password(anna.number, password)
    assert why in str(error.value)
    assert access.readers.password_fits(anna.email, "три синие чашки") == anna


def test_a_password_opens_to_its_reader_alone(access: Access) -> None:
    access.readers.add("boris@example.com", "", "viewer", ALL_DEALS, DAY)
    assert access.readers.password_fits(" ANNA@example.com ", "три синие чашки") is not None
    for email, password in (
        ("anna@example.com", "три синие чашки "),
        ("anna@example.com", ""),
        ("nobody@example.com", "три синие чашки"),
        ("nobody@example.com", "nobody has this password"),
        ("boris@example.com", "nobody has this password"),
        ("boris@example.com", ""),
    ):
        assert access.readers.password_fits(email, password) is None, (email, password)
