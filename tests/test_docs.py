"""Documentation is run, not trusted: links lead somewhere, commands exist with these options, both READMEs say the same."""

from __future__ import annotations

import importlib.util
import re
import shlex
from pathlib import Path

import click
import pytest

from voronka.cli.main import COMMANDS, group
from voronka.settings import SETTINGS

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("src/**/*.md")])
#: Words after `./run` that the script answers itself.
SCRIPT_WORDS = {"test", "lint", "docs", "bench", "lock"}


def commands(page: Path) -> list[list[str]]:
    """The `voronka` command lines in the fenced blocks of a page, as words after the program's name."""
    found = []
    for block in re.findall(r"```(?:sh|console|bash)(?: run)?\n(.*?)```", page.read_text("utf-8"), re.DOTALL):
        for line in block.splitlines():
            words = shlex.split(line.removeprefix("$ ").split(" > ")[0], comments=True)
            if (words[:1] == ["./run"] and words[1] not in SCRIPT_WORDS) or words[:1] == ["voronka"]:
                found.append(words[1:])
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text("utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_commands_exist_with_these_options(page: Path) -> None:
    root = click.Context(group)
    for words in commands(page):
        command = group.get_command(root, words[0])
        assert command is not None, f"{page.name}: voronka {words[0]}"
        rest = words[1:]
        while isinstance(command, click.Group) and not (
            command.invoke_without_command and rest[0].startswith("-")
        ):
            command, rest = command.commands[rest[0]], rest[1:]
        try:
            command.make_context(words[0], rest, resilient_parsing=False)
        except click.BadParameter as error:
            # a file that an earlier command of the page makes is not there
            if error.param is None or not isinstance(error.param.type, click.Path):
                raise


def test_the_readme_twins_show_the_same_commands() -> None:
    english, russian = (
        [[word for word in words if word.isascii()] for words in commands(ROOT / name)]
        for name in ("README.md", "README.ru.md")
    )
    assert [words[0] for words in english] == [words[0] for words in russian]
    assert len(english) >= 8


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_loads_and_says_what_it_does(name: str) -> None:
    command = group.get_command(click.Context(group), name)
    assert command is not None
    assert command.help
    for parameter in command.params:
        assert not isinstance(parameter, click.Option) or parameter.help, f"{name} {parameter.name}"


def test_every_setting_has_help_in_both_languages() -> None:
    assert all(setting.help_ru and setting.help_en for setting in SETTINGS)


def test_the_reference_of_commands_and_settings_is_fresh() -> None:
    spec = importlib.util.spec_from_file_location("make_reference", ROOT / "docs" / "make_reference.py")
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    stale = [name for name, text in made.pages().items() if (ROOT / "docs" / name).read_text("utf-8") != text]
    assert not stale, "run python docs/make_reference.py"
