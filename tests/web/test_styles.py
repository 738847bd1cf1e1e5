"""The styles have no rule for what no page writes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import voronka

CODE = Path(voronka.__file__).parent
STYLES = sorted((CODE / "web" / "static").glob("*.css"))
#: The beginning of a class that is put together: `state-{{ … }}`, f"state-{…}", "state-" ~ ….
MADE = re.compile(r"([\w-]+-)(?:\{|'|\"| ?~)")


@pytest.fixture(scope="module")
def written() -> set[str]:
    """All words, and beginnings of words, of what writes classes: templates, code and scripts."""
    files = [*CODE.rglob("*.html"), *CODE.rglob("*.py"), *CODE.rglob("*.js")]
    text = "\n".join(file.read_text("utf-8") for file in files)
    return {*re.findall(r"[\w-]+", text), *MADE.findall(text)}


@pytest.mark.parametrize("style", STYLES, ids=lambda path: path.stem)
def test_every_class_is_written_somewhere(style: Path, written: set[str]) -> None:
    bare = re.sub(r"/\*.*?\*/", "", style.read_text("utf-8"), flags=re.DOTALL)
    classes = set(re.findall(r"\.([a-zA-Z][\w-]*)", re.sub(r"\{[^{}]*\}", "{}", bare)))
    assert [name for name in sorted(classes) if not written & _ways(name)] == []


def _ways(name: str) -> set[str]:
    """A class as it may be written: whole, or its beginning."""
    return {name, *(name[: index + 1] for index, sign in enumerate(name) if sign == "-")}
