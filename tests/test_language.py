"""Every text of the code has its Russian twin, with the same values in it."""

from __future__ import annotations

import ast
import string
import tomllib
from pathlib import Path

SOURCE = Path(__file__).parent.parent / "src" / "voronka"
ERRORS = {"InputError", "StoreError", "SourceError", "AccessError", "EngineError", "RightsError"}
FILES = {path.name: tomllib.loads(path.read_text("utf-8")) for path in sorted((SOURCE / "ru").glob("*.toml"))}
RUSSIAN = {text: twin for table in FILES.values() for text, twin in table.items()}


def templates() -> dict[str, str]:
    found = {}
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say":
                first = node.args[0]
                assert isinstance(first, ast.Constant), f"{path}:{node.lineno}: say() takes a literal"
                found[str(first.value)] = f"{path.relative_to(SOURCE)}:{node.lineno}"
    return found


def names(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def test_every_phrase_has_a_russian_twin() -> None:
    missing = {text: place for text, place in templates().items() if text not in RUSSIAN}
    assert missing == {}


def test_a_phrase_has_one_twin() -> None:
    """A word that several files need may stand in each, and means the same there."""
    other = {(name, text) for name, table in FILES.items() for text in table if table[text] != RUSSIAN[text]}
    assert not other


def test_no_twin_is_left_of_a_phrase_that_is_gone() -> None:
    known = templates()
    gone = {(name, text) for name, table in FILES.items() for text in table if text not in known}
    assert not gone, sorted(gone)


def test_twins_have_the_same_values() -> None:
    unequal = [text for text, russian in RUSSIAN.items() if names(text) != names(russian)]
    assert not unequal


def test_errors_speak_both_languages() -> None:
    from voronka.errors import InputError
    from voronka.language import say

    error = InputError(say("no command “{name}”", name="КП"), "as it is")
    assert str(error) == "no command “КП”\nas it is"
    assert error.in_("ru") == "нет команды «КП»\nas it is"


def test_every_error_can_be_said_in_russian() -> None:
    plain = []
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (
                isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ERRORS
            ):
                continue
            words = [*node.args, *(keyword.value for keyword in node.keywords)]
            if any(
                isinstance(word, ast.JoinedStr) or (isinstance(word, ast.Constant) and word.value)
                for word in words
            ):
                plain.append(f"{path.relative_to(SOURCE)}:{node.lineno}")
    assert not plain
