"""GET /users and /roles: people who are still in the account, administrators only."""

from __future__ import annotations

from starlette.responses import Response

from voronka.simulator.amocrm.call import Call
from voronka.simulator.amocrm.pages import Json, hal, nothing, page
from voronka.simulator.shape import SimUser

ROLE_ID, ROLE_NAME = 1, "Менеджер"


def users(call: Call) -> Response:
    """The list. Deactivated people stay in it, deleted ones are gone though history still names them."""
    call.need_admin()
    listed = [user for user in call.world.company.users if not user.is_vanished]
    return page(call, "users", listed, lambda user: render(call, user), has_total=True)


def user(call: Call) -> Response:
    """One person."""
    call.need_admin()
    listed = (
        user for user in call.world.company.users if str(user.id) == call.parts["id"] and not user.is_vanished
    )
    found = next(listed, None)
    return hal(render(call, found)) if found else nothing()


def roles(call: Call) -> Response:
    """The one role of all who are not administrators."""
    call.need_admin()
    return page(call, "roles", [ROLE_ID], lambda _: _role(call), has_total=True)


def role(call: Call) -> Response:
    """One role."""
    call.need_admin()
    return hal(_role(call)) if call.parts["id"] == str(ROLE_ID) else nothing()


def render(call: Call, user: SimUser) -> Json:
    """A user as the API shows one."""
    groups = {group.id: group.name for group in call.world.company.groups}
    embedded: Json = {}
    if "group" in call.query.wanted:
        embedded["groups"] = (
            [{"id": user.group_id, "name": groups[user.group_id]}] if user.group_id in groups else []
        )
    if "role" in call.query.wanted:
        embedded["roles"] = (
            []
            if user.is_admin
            else [{"id": ROLE_ID, "name": ROLE_NAME, "_links": call.link(f"roles/{ROLE_ID}")}]
        )
    return {
        "id": user.id,
        "name": user.name,
        "email": user.email,
        "lang": "ru",
        "rights": _rights(user),
        "_links": call.link(f"users/{user.id}"),
        "_embedded": embedded,
    }


def _rights(user: SimUser) -> Json:
    letter = "A" if user.is_admin else "M"
    entity = {
        "view": letter,
        "edit": letter,
        "add": "A",
        "delete": "A" if user.is_admin else "D",
        "export": letter,
    }
    return {
        **{name: dict(entity) for name in ("leads", "contacts", "companies")},
        "tasks": {"edit": "A", "delete": "A"},
        "mail_access": True,
        "catalog_access": True,
        "status_rights": None,
        "is_admin": user.is_admin,
        "is_free": False,
        "is_active": user.is_active,
        "group_id": user.group_id,
        "role_id": None if user.is_admin else ROLE_ID,
    }


def _role(call: Call) -> Json:
    members = [user for user in call.world.company.users if not user.is_admin and not user.is_vanished]
    rights = (
        {name: right for name, right in _rights(members[0]).items() if name != "group_id"} if members else {}
    )
    embedded = {"users": [{"id": user.id} for user in members]} if "users" in call.query.wanted else {}
    return {
        "id": ROLE_ID,
        "name": ROLE_NAME,
        "rights": rights,
        "_links": call.link(f"roles/{ROLE_ID}"),
        "_embedded": embedded,
    }
