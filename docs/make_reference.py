"""Writes the reference of commands and settings, in both languages, from the program itself. Run it when either has changed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from voronka.cli.main import COMMANDS, group
from voronka.language import translated
from voronka.settings import SETTINGS

DOCS = Path(__file__).parent
LANGUAGES = ("en", "ru")
ENDING = {"en": ".md", "ru": ".ru.md"}
WORDS = {
    "en": {
        "commands": "Commands",
        "settings": "Settings",
        "told": "`voronka <command> --help` says the same. Every command knows `--workspace FOLDER`, or takes the folder it is called in.",
        "kept": "They stand in `voronka.toml` of the workspace and on the page “Settings”. Secrets are never among them.",
        "head": "| name | unless set | what it is for |",
    },
    "ru": {
        "commands": "Команды",
        "settings": "Настройки",
        "told": "То же говорит `voronka <команда> --help`. Папку компании задаёт `--workspace ПАПКА`, иначе берётся та, в которой вызвана команда.",
        "kept": "Они лежат в файле `voronka.toml` папки компании и на странице «Настройки». Секретов среди них нет.",
        "head": "| имя | если не задана | для чего |",
    },
}


def pages() -> dict[str, str]:
    """Name under docs → text. Commands take their language when they are imported: each is told by a process of its own."""
    found = {}
    for language in LANGUAGES:
        found[f"commands{ENDING[language]}"] = subprocess.run(
            [sys.executable, __file__, language],
            env=os.environ | {"VORONKA_LANG": language},
            capture_output=True,
            check=True,
            encoding="utf-8",
        ).stdout
        found[f"settings{ENDING[language]}"] = settings(language)
    return found


def settings(language: str) -> str:
    """The page of settings."""
    words = WORDS[language]
    rows = [
        f"| `{one.name}` | {f'`{one.default}`' if one.default != '' else '—'} | {one.help_ru if language == 'ru' else one.help_en} |"
        for one in SETTINGS
    ]
    return "\n".join(
        [f"# {words['settings']}", "", words["kept"], "", words["head"], "|---|---|---|", *rows, ""]
    )


def commands(language: str) -> str:
    """The page of commands, in the language of this process."""
    words, parts = WORDS[language], []
    for name, (_, line) in COMMANDS.items():
        command = group.get_command(click.Context(group), name)
        assert command is not None
        parts += [f"## {name}", "", f"{translated(line, language)}.", ""]
        for path, one in _below(f"voronka {name}", command):
            usage = one.get_help(
                click.Context(one, info_name=path, max_content_width=110, terminal_width=110)
            )
            parts += ["```text", usage.rstrip(), "```", ""]
    return "\n".join([f"# {words['commands']}", "", words["told"], "", *parts])


def _below(path: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    """A command and those under it."""
    yield path, command
    if isinstance(command, click.Group):
        for name, one in command.commands.items():
            yield from _below(f"{path} {name}", one)


def main() -> None:
    """Write what differs; with a language, print the page of commands in it."""
    if sys.argv[1:]:
        sys.stdout.write(commands(sys.argv[1]))
        return
    for name, text in pages().items():
        (DOCS / name).write_text(text, "utf-8")


if __name__ == "__main__":
    main()
