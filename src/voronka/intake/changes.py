"""Settings changed on a page: each field read and checked, and told apart from the others when it is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from voronka.errors import InputError, VoronkaError
from voronka.intake.due import checked_cron
from voronka.language import say
from voronka.settings import SETTINGS, Setting, Settings, told_by
from voronka.sources.amocrm import address
from voronka.workspace import Workspace


def on_page() -> dict[str, list[Setting]]:
    """The settings that a page may change, by their group; the address of a database may hold a password and is not among them."""
    groups: dict[str, list[Setting]] = {}
    for setting in SETTINGS:
        if setting.is_on_page:
            groups.setdefault(setting.name.split(".")[0], []).append(setting)
    return groups


def change(workspace: Workspace, group: str, texts: Mapping[str, str]) -> dict[str, VoronkaError]:
    """Write the settings of a group as they were typed; when any of them is wrong nothing is written, and it is told which and why."""
    changes: dict[str, Any] = {}
    wrong: dict[str, VoronkaError] = {}
    for setting in on_page().get(group, []):
        try:
            value = setting.read(texts.get(setting.name, ""))
            changes[setting.name] = _checked(setting.name, value, workspace.settings)
        except VoronkaError as error:
            wrong[setting.name] = error
    if not wrong:
        workspace.change_settings({name: _or_default(name, value) for name, value in changes.items()})
    return wrong


def _checked(name: str, value: Any, settings: Settings) -> Any:
    """The value as it is kept; InputError when nothing can go on with it."""
    if name.startswith("sync."):
        return checked_cron(value, name)
    if name == "source.base_url" and value:
        return address.checked(value, settings["source.insecure_http"])
    if name in ("web.address", "oidc.issuer") and value and not _is_address(value):
        raise InputError(
            say("{name} cannot be “{text}”", name=name, text=value),
            do=say("write it whole, as in https://sales.company.com"),
        )
    if name == "source.rate" and value <= 0:
        raise InputError(
            say("{name} cannot be “{text}”", name=name, text=value),
            do=say("write a number above zero"),
        )
    told_by(Settings({name: value}) if value != "" else Settings())
    return value


def _is_address(text: str) -> bool:
    """Whether a text is a whole address of the web."""
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _or_default(name: str, value: Any) -> Any:
    """None where a field that may not be empty was left so: the default holds then."""
    is_text = name.startswith(("sync.", "stages.", "source.", "display.pipelines", "company.units_field"))
    return None if value == "" and not is_text else value
