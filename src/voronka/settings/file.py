"""The settings of a workspace as its file `voronka.toml` has them."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from voronka.errors import InputError, StoreError
from voronka.language import say
from voronka.settings.known import BY_NAME, SETTINGS

FILE_NAME = "voronka.toml"


@dataclass(frozen=True)
class Settings:
    """Values by dotted name; what is not set has its default.

    >>> Settings({"source.rate": 5.0})["source.rate"], Settings({})["source.rate"]
    (5.0, 6.5)
    """

    values: Mapping[str, Any] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        return self.values.get(name, BY_NAME[name].default)

    def with_(self, changes: Mapping[str, Any]) -> Settings:
        """The same with other values; None takes a setting back to its default."""
        values = {**self.values, **changes}
        return Settings({name: value for name, value in values.items() if value is not None})

    @classmethod
    def load(cls, folder: Path) -> Settings:
        """Read `voronka.toml` of a workspace; no file means all defaults. InputError on unknown names and wrong types."""
        path = folder / FILE_NAME
        if not path.exists():
            return cls({})
        try:
            table = tomllib.loads(path.read_text("utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise InputError(
                say("cannot read {file}", file=str(path)),
                str(error),
                say("mend the line, or delete the file and run voronka init"),
            ) from error
        return cls({name: _checked(path, name, value) for name, value in _flat(table)})

    def save(self, folder: Path) -> None:
        """Write the values that differ from the defaults, with their help as comments; the whole file or nothing."""
        lines = ["# Настройки Voronka. Секретов здесь нет: токены лежат отдельно, в файле с правами 0600."]
        section = ""
        for setting in SETTINGS:
            value = self[setting.name]
            if value == setting.default:
                continue
            head, key = setting.name.split(".")
            if head != section:
                section = head
                lines += ["", f"[{head}]"]
            lines.append(f"{key} = {_toml(value)}  # {setting.help_ru}")
        beside = folder / f".{FILE_NAME}.{os.getpid()}"
        try:
            with beside.open("w", encoding="utf-8") as file:
                file.write("\n".join(lines) + "\n")
                file.flush()
                os.fsync(file.fileno())
            beside.replace(folder / FILE_NAME)
        except OSError as error:
            raise StoreError(
                say("cannot write {file}", file=str(folder / FILE_NAME)), error.strerror or str(error)
            ) from error


def _flat(table: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [
        (f"{head}.{key}", value)
        for head, rest in table.items()
        for key, value in (rest.items() if isinstance(rest, dict) else [("", rest)])
    ]


def _checked(path: Path, name: str, value: Any) -> Any:
    if name not in BY_NAME:
        known = ", ".join(BY_NAME)
        raise InputError(
            say("{file} has an unknown setting “{name}”", file=str(path), name=name.rstrip(".")),
            say("settings are: {names}", names=known),
            say("remove it or mend its name"),
        )
    wanted = type(BY_NAME[name].default)
    if wanted is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, wanted):
        raise InputError(
            say("{file}: {name} has a value of the wrong kind", file=str(path), name=name),
            say(
                "it is {value}, and should be like {example}",
                value=repr(value),
                example=repr(BY_NAME[name].default),
            ),
        )
    return value


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return str(value)
